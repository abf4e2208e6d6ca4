import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import type { Decision } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Survey } from "../survey.ts";
import { smallestClash } from "./clash.ts";
import { amountOf, type Group, groupsOf } from "./limits.ts";
import { standings, tiers } from "./order.ts";
import { copiesAtOnce } from "./packages.ts";
import { PLAN_COMMAND } from "./planningError.ts";
import type { RuleName } from "./rules.ts";
import type { StepTimes } from "./times.ts";
import { shortList } from "./words.ts";

export interface Request {
  estate: Estate;
  survey?: Survey;
  decisions: ReadonlyMap<string, Decision>;
  times: StepTimes;
  without: ReadonlySet<RuleName>;
}

/** Everything that makes a plan impossible before an order is even looked for. Empty: there is an order. */
export function contradictions(of: Request): Problem[] {
  return [
    ...unknownPlaces(of),
    ...pairsOfOne(of),
    ...emptyGroups(of),
    ...emptyWaves(of),
    ...impossibleSynchronizers(of),
    ...impossibleCanary(of),
    ...narrowLinks(of),
  ];
}

/** Names that are not in the estate: no limit would hold for them. A loaded estate has none. */
function unknownPlaces({ estate }: Request): Problem[] {
  const sites = new Set(estate.sites.map((site) => site.name));
  const domains = new Set(estate.domains.map((domain) => domain.name));
  const hosts = new Set(estate.domainControllers.map((dc) => dc.name));
  const problem = (what: string, name: string, section: string, host?: string): Problem => ({
    id: "PLAN-UNKNOWN-NAME",
    host,
    cause: `the ${what} ${name} is not in the estate, so no limit could hold for it`,
    measured: `\`${section}\` has no ${name}`,
    cure: `Add ${name} to \`${section}\`, or correct the name.`,
    command: PLAN_COMMAND,
  });
  const { apart, canary } = estate.policy;
  const named = [...apart.flat(), ...(canary === undefined ? [] : [canary])];
  return [
    ...estate.domainControllers.flatMap((dc) => [
      ...(sites.has(dc.site) ? [] : [problem("site", dc.site, "sites", dc.name)]),
      ...(domains.has(dc.domain) ? [] : [problem("domain", dc.domain, "domains", dc.name)]),
    ]),
    ...[...new Set([...named, ...estate.standaloneGateways.flatMap((gateway) => gateway.watches)])]
      .filter((name) => !hosts.has(name))
      .map((name) => problem("domain controller", name, "domainControllers")),
  ];
}

function pairsOfOne({ estate }: Request): Problem[] {
  return estate.policy.apart
    .filter(([one, other]) => one === other)
    .map(([one]) => ({
      id: "PLAN-PAIR-SELF",
      host: one,
      cause: "a pair that must be kept apart names the same domain controller twice",
      measured: `policy.apart: [${one}, ${one}]`,
      cure: "Name two different ones, or remove the pair.",
      command: PLAN_COMMAND,
    }));
}

const WHERE_A_NUMBER_GOES: Partial<Record<RuleName, string>> = {
  "site-limit": "`maxUnavailable: 1` at each of these sites, or a number in policy.maxUnavailable.site",
  "domain-limit": "a number in policy.maxUnavailable.domain, such as 1",
  "forest-limit": "a number in policy.maxUnavailable.forest, such as 1",
};

/** Shares that round down to none: nobody of the group could ever move. */
function emptyGroups({ estate, decisions, without }: Request): Problem[] {
  const byRule = new Map<RuleName, Group[]>();
  for (const group of groupsOf(estate, without)) {
    const blocks = group.limit < 1 && group.members.some((name) => decisions.get(name)?.kind === "move");
    if (blocks) byRule.set(group.rule, [...(byRule.get(group.rule) ?? []), group]);
  }
  return [...byRule].map(([rule, groups]) => ({
    id: "PLAN-SHARE-ZERO",
    cause: "a share rounds down to no domain controller, so none of the group could ever move",
    measured: shortList(
      groups.map(
        ({ where, count, members, name }) => `${where}: ${count} of the ${members.length} of ${name}`,
      ),
    ),
    cure: `Write ${WHERE_A_NUMBER_GOES[rule] ?? "a number"}; or a share that is at least one.`,
    command: PLAN_COMMAND,
  }));
}

function emptyWaves({ estate, decisions }: Request): Problem[] {
  const moving = [...decisions.values()].filter((decision) => decision.kind === "move").length;
  let left = moving;
  for (const [index, count] of estate.policy.waves.entries()) {
    if (left <= 0) return [];
    const size = amountOf(count, moving);
    left -= size;
    if (size >= 1) continue;
    return [
      {
        id: "PLAN-SHARE-ZERO",
        cause: "the size of a wave rounds down to no domain controller",
        measured: `policy.waves[${index}] is ${count} of the ${moving} that move`,
        cure: "Write a number there, or a share that is at least one.",
        command: PLAN_COMMAND,
      },
    ];
  }
  return [];
}

function impossibleSynchronizers({ estate }: Request): Problem[] {
  return estate.domainControllers
    .filter((dc) => dc.readOnly && dc.roles.includes("ataDomainSynchronizer"))
    .map((dc) => ({
      id: "PLAN-RODC-ROLE",
      host: dc.name,
      cause: "a read-only domain controller is never an ATA domain synchronizer",
      measured: "readOnly: true, and ataDomainSynchronizer among its roles",
      cure: "Remove the role, or `readOnly: true`; the ATA console shows the synchronizers under Gateways.",
      command: PLAN_COMMAND,
    }));
}

/** A canary asked for by name that cannot be the first, with the fewest rules that forbid it. */
function impossibleCanary(of: Request): Problem[] {
  const { estate, decisions, without } = of;
  const canary = estate.domainControllers.find((dc) => dc.name === estate.policy.canary);
  if (!canary || without.has("canary-first")) return [];
  const decision = decisions.get(canary.name);
  if (decision && decision.kind !== "move") {
    return [clashOf(of, ["canary-first"], `policy.canary: ${canary.name} does not move: ${decision.reason}`)];
  }
  const rivals = (["roles-late", "synchronizers-last"] as const).filter((rule) => !without.has(rule));
  const earlierWith = (kept: readonly RuleName[]) =>
    earlierThan(of, canary, new Set([...without, ...rivals.filter((rule) => !kept.includes(rule))]));
  const clash = smallestClash(rivals, (kept) => earlierWith(kept).length === 0);
  if (!clash) return [];
  const measured = `${canary.name} would have to follow ${shortList(earlierWith(clash))}`;
  return [clashOf(of, ["canary-first", ...clash], `policy.canary: ${measured}`)];
}

function clashOf({ estate }: Request, rules: readonly RuleName[], measured: string): Problem {
  return {
    id: "PLAN-CLASH",
    host: estate.policy.canary,
    cause: `it is to be the canary, and that cannot be kept together with the rules: ${rules.join(", ")}`,
    measured,
    cure: "Name another in policy.canary, or leave it out and let the plan choose the least critical.",
    command: PLAN_COMMAND,
  };
}

/** Those of its domain that move and must come before it. */
function earlierThan(of: Request, dc: DomainControllerEntry, without: ReadonlySet<RuleName>): string[] {
  const standing = standings(of.estate, of.survey, without);
  const tierOf = (name: string) => tiers.indexOf(standing.get(name)?.tier ?? "ordinary");
  return of.estate.domainControllers
    .filter((other) => other.domain === dc.domain && of.decisions.get(other.name)?.kind === "move")
    .filter((other) => tierOf(other.name) < tierOf(dc.name))
    .map((other) => other.name);
}

function narrowLinks({ estate, decisions, times }: Request): Problem[] {
  const { deadline } = estate.connection;
  const needing = new Set(
    estate.domainControllers.flatMap((dc) => {
      const decision = decisions.get(dc.name);
      return decision?.kind === "move" && decision.generation === "v2" ? [dc.site] : [];
    }),
  );
  return estate.sites
    .filter((site) => needing.has(site.name) && copiesAtOnce(site, deadline, times) === 0)
    .map((site) => ({
      id: "PLAN-LINK-NARROW",
      cause: `one copy of the sensor's package to site ${site.name} would take longer than a step may`,
      measured: `packageMegabitsPerSecond of site ${site.name} is ${site.packageMegabitsPerSecond}: ${times.package.megabytes} MB take longer than connection.deadline, ${deadline} s`,
      cure: "Raise the site's packageMegabitsPerSecond or connection.deadline; or choose v3 there, which needs no package.",
      command: PLAN_COMMAND,
    }));
}
