import type { CenterEntry, Estate } from "../estate/schema.ts";
import type { Plan } from "./plan.ts";
import { canonicalHash } from "./planner/canonical.ts";
import { shortList } from "./planner/words.ts";

/** What becomes of a Center's services while it is kept. */
export type CenterRest =
  /** The estate does not say: nothing touches them. */
  | { kind: "left" }
  /** They run, and are started where they were stopped. `against`: who still reports to it, where the estate would have it stopped. */
  | { kind: "running"; against: string[] }
  /** They stand still when all is done. Another `occasion` wakes it once more: somebody new reports to it, or it is backed up again. */
  | { kind: "stopped"; occasion: string };

export type CenterPlan = Pick<Plan, "domainControllers" | "waves" | "standaloneGateways" | "centers">;

/** What an estate and its plan want of a Center's services. A Center that somebody reports to, or that is to go, runs. */
export function centerRest(estate: Estate, center: CenterEntry, plan: CenterPlan): CenterRest {
  if (center.whileKept === undefined) return { kind: "left" };
  if (center.whileKept === "running" || center.then === "remove") return { kind: "running", against: [] };
  const against = reportersTo(estate, center, plan);
  if (against.length > 0) return { kind: "running", against };
  const { domainControllers = [], standaloneGateways = [] } =
    plan.centers.find(({ name }) => name === center.name) ?? {};
  const about = {
    take: center.backup?.take ?? 0,
    hosts: [...domainControllers, ...standaloneGateways].sort(),
  };
  return { kind: "stopped", occasion: canonicalHash(about).slice(0, 8) };
}

/** Who goes on reporting to a Center, each with why: nothing that this program does now takes its gateway away. */
function reportersTo(estate: Estate, center: CenterEntry, plan: CenterPlan): string[] {
  const own = plan.centers.find(({ name }) => name === center.name);
  const declared = new Map(estate.domainControllers.map(({ name, gateway }) => [name, gateway]));
  const waiting = waitingIn(plan);
  const staying = plan.domainControllers.flatMap(({ name, decision }): { name: string; why: string }[] => {
    if (!own?.domainControllers.includes(name)) return [];
    if (decision.kind === "rollback") return [{ name, why: "goes back to its gateway" }];
    if (decision.kind !== "move") return [{ name, why: decision.kind === "hold" ? "held" : "blocked" }];
    const wave = waiting.get(name);
    return wave === undefined ? [] : [{ name, why: `waits for policy.approvals.${wave}` }];
  });
  const names = new Set(staying.map(({ name }) => name));
  const gateways = plan.standaloneGateways
    .filter(({ name }) => own?.standaloneGateways.includes(name))
    .filter(({ heldBy, after }) => heldBy.length > 0 || after.some((dc) => names.has(dc)));
  return [
    // Where nothing is to be removed and nobody goes back, nobody reports by itself.
    ...staying
      .filter(({ name, why }) => declared.get(name) !== "none" || why.startsWith("goes back"))
      .map(({ name, why }) => `${name} (${why})`),
    ...gateways.map(({ name }) => `${name} (standalone gateway)`),
  ];
}

/** Domain controllers of waves that wait for an approval → the first such wave. */
function waitingIn({ waves }: CenterPlan): ReadonlyMap<string, string> {
  const first = waves.findIndex(({ approval }) => approval === "needed");
  if (first < 0) return new Map();
  const gate = waves[first]?.name ?? "";
  return new Map(waves.slice(first).flatMap((wave) => wave.domainControllers.map((dc) => [dc, gate])));
}

/** What a person should know of Centers that run on although the estate would have them stopped, one sentence each. */
export function restNotes(estate: Estate, plan: CenterPlan): string[] {
  return estate.centers.flatMap((center) => {
    if (center.whileKept !== "stopped") return [];
    if (center.then === "remove") {
      return [
        `The Center ${center.name} runs although it says \`whileKept: stopped\`: its removal is asked for, and its lock reads it.`,
      ];
    }
    const rest = centerRest(estate, center, plan);
    if (rest.kind !== "running") return [];
    const one = rest.against.length === 1;
    return [
      `The Center ${center.name} is not stopped although it says \`whileKept: stopped\`: ${shortList(rest.against)} still ${one ? "reports" : "report"} to it.`,
    ];
  });
}
