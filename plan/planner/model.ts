import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import type { Begun, Decision } from "../plan.ts";
import type { Survey } from "../survey.ts";
import { aloneInSite, type Group, groupsOf } from "./limits.ts";
import { type Standing, standings, tiers } from "./order.ts";
import type { RuleName } from "./rules.ts";
import { packageSeconds, type StepTimes } from "./times.ts";

/**
 * The domain controllers that move, by number in the order of the estate: what the search works on. Names never decide
 * anything, so renaming changes nothing but names.
 */
export interface Model {
  names: string[];
  standings: Standing[];
  /** Seconds each is typically on its lane: measured, gateway removed, sensor in, verified. */
  seconds: number[];
  /** Seconds of its preparation, which no lane waits for. */
  prepareSeconds: number[];
  /** Number of its domain. */
  domain: number[];
  /**
   * Its phase inside its domain: members of a later phase never move beside those of an earlier one. The first is what
   * has begun already. After it come two phases a tier: those that may move together, then those that move alone.
   */
  phase: number[];
  /** Whether it has moved: nobody really waits for it any more. */
  done: boolean[];
  /** Numbers of its groups; the domain's comes first. */
  groups: number[][];
  allGroups: Group[];
  /** Number of domain → number of its group. */
  domainGroup: number[];
}

/** The phase of what has begun. */
export const BEGUN = 0;

/** How many phases there are: two for what has begun, and two a tier. */
export const PHASES = 2 * (tiers.length + 1);

/** Tier of a member inside its domain: 0 has begun already, then 1 and up as in `tiers`. */
export function tierOf(model: Model, member: number): number {
  return Math.floor((model.phase[member] ?? 0) / 2);
}

/** Whether the members of a phase move with no other of their domain. */
export function isAlone(phase: number): boolean {
  return phase % 2 === 1;
}

/** How many of a group may move at once while members of this phase do. */
export function seatsFor(model: Model, group: number, phase: number): number {
  const { rule, limit } = model.allGroups[group] ?? { limit: 1 };
  return rule === "domain-limit" && isAlone(phase) ? 1 : limit;
}

export interface ModelInput {
  estate: Estate;
  decisions: ReadonlyMap<string, Decision>;
  survey?: Survey;
  times: StepTimes;
  without: ReadonlySet<RuleName>;
  /** Who is under way or done: they come before all others and wait for none of them. */
  progress: Begun;
}

export function buildModel({ estate, decisions, survey, times, without, progress }: ModelInput): Model {
  const done = new Set(progress.done);
  const begun = new Set([...progress.done, ...progress.underWay]);
  const standing = standings(estate, survey, without);
  const moving = estate.domainControllers.filter((dc) => decisions.get(dc.name)?.kind === "move");
  const rates = new Map(estate.sites.map((site) => [site.name, site.packageMegabitsPerSecond]));
  const domains = new Map(estate.domains.map((domain, index) => [domain.name, index]));
  const allGroups = [...groupsOf(estate, without), ...aloneInSite(estate, standing)];
  const domainGroup = new Map<string, number>();
  const groups = new Map<string, number[]>();
  allGroups.forEach((group, index) => {
    const isDomain = group.rule === "domain-limit";
    if (isDomain) domainGroup.set(group.name, index);
    for (const name of group.members) {
      const own = groups.get(name) ?? [];
      groups.set(name, isDomain ? [index, ...own] : [...own, index]);
    }
  });
  const of = moving.map(
    (dc) => standing.get(dc.name) ?? { tier: "ordinary" as const, roles: [], globalCatalog: false },
  );
  return {
    names: moving.map((dc) => dc.name),
    standings: of,
    seconds: moving.map((dc) => laneSeconds(dc, decisions.get(dc.name), times)),
    prepareSeconds: moving.map((dc) => prepareSeconds(decisions.get(dc.name), times, rates.get(dc.site))),
    domain: moving.map((dc) => domains.get(dc.domain) ?? 0),
    phase: of.map(({ tier, lastOfSite }, member) =>
      begun.has(moving[member]?.name ?? "") ? BEGUN : (1 + tiers.indexOf(tier)) * 2 + (lastOfSite ? 1 : 0),
    ),
    done: moving.map((dc) => done.has(dc.name)),
    groups: moving.map((dc) => groups.get(dc.name) ?? []),
    allGroups,
    domainGroup: estate.domains.map((domain) => domainGroup.get(`domain ${domain.name}`) ?? -1),
  };
}

function laneSeconds(dc: DomainControllerEntry, decision: Decision | undefined, times: StepTimes): number {
  const v3 = decision?.kind === "move" && decision.generation === "v3";
  return (
    times.ready.median +
    (dc.gateway === "lightweight" ? times.removeGateway.median : 0) +
    (v3 ? times.activateSensor.median : times.installSensor.median) +
    times.verifySensor.median
  );
}

function prepareSeconds(
  decision: Decision | undefined,
  times: StepTimes,
  megabitsPerSecond?: number,
): number {
  const v2 = decision?.kind === "move" && decision.generation === "v2";
  return times.tools.median + (v2 ? packageSeconds(times, megabitsPerSecond) : 0);
}
