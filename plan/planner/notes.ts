import type { Estate } from "../../estate/schema.ts";
import { type CenterPlan, restNotes } from "../centerRest.ts";
import { judge } from "../checks/index.ts";
import { factValue } from "../facts.ts";
import type { Plan } from "../plan.ts";
import type { Survey } from "../survey.ts";
import { rules } from "./rules.ts";
import { shortList } from "./words.ts";

/** Sensors one workspace takes unless support raises it; the same page still says 350 further down. */
const SENSORS_OF_A_WORKSPACE = 1000;

/** What a person should know before agreeing to a plan, one sentence each. */
export function notesOf(
  estate: Estate,
  plan: CenterPlan & Pick<Plan, "begun">,
  survey: Survey | undefined,
): string[] {
  return [
    ...estate.policy.setAside.map(
      ({ rule, reason, by }) => `Set aside by ${by}: ${rules[rule].says} (${rule}): ${reason}.`,
    ),
    ...leftUnderWay(plan),
    ...unmeasured(plan),
    ...notReady(estate, plan, survey),
    ...keptCenters(plan),
    ...restNotes(estate, plan),
    ...blindToEntities(estate, plan),
    ...misplaced(estate, survey),
    ...tooMany(plan),
  ];
}

/** Who is under way and no longer moves: neither gateway nor sensor protects it, and no limit counts it. */
function leftUnderWay({ domainControllers, begun }: Pick<Plan, "domainControllers" | "begun">): string[] {
  const underWay = new Set(begun?.underWay);
  return domainControllers.flatMap(({ name, decision }) => {
    if (!underWay.has(name) || decision.kind === "move" || decision.kind === "rollback") return [];
    const why = `${decision.kind === "hold" ? "held" : "blocked"}: ${decision.reason}`;
    return [
      `${name} is under way and stays so (${why}): it may have neither gateway nor sensor. Let it move on, or name it in \`rollback\`.`,
    ];
  });
}

function unmeasured(plan: Pick<Plan, "domainControllers">): string[] {
  const count = plan.domainControllers.filter(
    ({ decision }) => decision.kind === "move" && decision.basis === "declared",
  ).length;
  if (count === 0) return [];
  return [
    `${count} of the decisions ${count === 1 ? "rests" : "rest"} on what the estate declares, not on what was measured: run \`ata2mdi survey\`.`,
  ];
}

/** Who would be stopped by the ready gate, were nothing changed since the survey. */
function notReady(
  estate: Estate,
  plan: Pick<Plan, "domainControllers">,
  survey: Survey | undefined,
): string[] {
  if (!survey) return [];
  const decisions = new Map(plan.domainControllers.map((dc) => [dc.name, dc.decision]));
  const stopped = estate.domainControllers.flatMap((dc) => {
    const facts = survey.hosts[dc.name];
    const decision = decisions.get(dc.name);
    if (!facts || decision?.kind !== "move") return [];
    const { name: host, domain, gateway } = dc;
    const context = { host, domain, gateway, generation: decision.generation, cloud: estate.workspace.cloud };
    const failing = judge(facts, context, estate.policy.waivers, survey.takenAt)
      .filter(({ blocking, outcome, waived }) => blocking && outcome !== "pass" && !waived)
      .map(({ check, outcome }) => (outcome === "unread" ? `${check} unread` : check));
    return failing.length > 0 ? [`${host} (${failing.join(", ")})`] : [];
  });
  if (stopped.length === 0) return [];
  return [
    `Measured ${survey.takenAt} and not ready: ${shortList(stopped)}. Their gateways stay until they are.`,
  ];
}

function keptCenters(plan: Pick<Plan, "domainControllers" | "centers">): string[] {
  return plan.centers.flatMap((center) => {
    const own = new Set(center.domainControllers);
    const staying = plan.domainControllers.filter((dc) => own.has(dc.name) && dc.decision.kind !== "move");
    if (staying.length === 0) return [];
    const who = shortList(staying.map((dc) => dc.name));
    return [
      `The Center ${center.name} stays as long as ${who} ${staying.length === 1 ? "does" : "do"} not move.`,
    ];
  });
}

/** A gateway without a synchronizer in its domain still sees traffic, but no longer learns of changed entities. */
function blindToEntities(estate: Estate, plan: Pick<Plan, "domainControllers">): string[] {
  const moving = new Set(
    plan.domainControllers.filter(({ decision }) => decision.kind === "move").map((dc) => dc.name),
  );
  return estate.domains.flatMap(({ name }) => {
    const members = estate.domainControllers.filter((dc) => dc.domain === name);
    const synchronizers = members.filter((dc) => dc.roles.includes("ataDomainSynchronizer"));
    const left = members.filter((dc) => !moving.has(dc.name) && dc.gateway === "lightweight");
    if (synchronizers.length === 0 || left.length === 0) return [];
    if (synchronizers.some((dc) => !moving.has(dc.name))) return [];
    const gone = shortList(synchronizers.map((dc) => dc.name));
    const blind = shortList(left.map((dc) => dc.name));
    return [
      `With ${gone} the last ATA synchronizer of ${name} moves, while ${blind} still has a gateway: make one that stays a synchronizer candidate first.`,
    ];
  });
}

function misplaced(estate: Estate, survey: Survey | undefined): string[] {
  return estate.domainControllers.flatMap((dc) => {
    const facts = survey?.hosts[dc.name];
    const measured = facts && factValue(facts.directory);
    if (!measured || measured.site.toLowerCase() === dc.site.toLowerCase()) return [];
    return [
      `${dc.name} was measured in site ${measured.site}, the estate says ${dc.site}: limits follow the estate.`,
    ];
  });
}

function tooMany(plan: Pick<Plan, "domainControllers">): string[] {
  const count = plan.domainControllers.filter(({ decision }) => decision.kind === "move").length;
  if (count <= SENSORS_OF_A_WORKSPACE) return [];
  return [
    `${count} sensors are more than the ${SENSORS_OF_A_WORKSPACE} a workspace takes by default: ask support first.`,
  ];
}
