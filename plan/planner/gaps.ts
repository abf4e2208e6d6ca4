import type { Estate } from "../../estate/schema.ts";
import type { PlannedDomainController, PlannedWave } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { PLAN_COMMAND } from "./planningError.ts";
import { type Spread, type StepTimes, sumOf } from "./times.ts";
import { lengthText, shortList } from "./words.ts";

/** What each domain controller that moves takes, in parts. */
export interface ExpectedTimes {
  /** Name → without protection: gateway removed, sensor in, verified. Only who has a gateway to lose is here. */
  gaps: ReadonlyMap<string, Spread>;
  /** Name → on its lane: measured, and what follows. */
  lanes: ReadonlyMap<string, Spread>;
  /** The one whose v3 sensor is the first of the workspace, which may take an hour to run. */
  firstActivated?: string;
}

export function expectedTimes(
  estate: Estate,
  planned: ReadonlyMap<string, PlannedDomainController>,
  waves: readonly PlannedWave[],
  times: StepTimes,
): ExpectedTimes {
  const generationOf = (name: string) => {
    const decision = planned.get(name)?.decision;
    return decision?.kind === "move" ? decision.generation : undefined;
  };
  const firstActivated = waves
    .flatMap((wave) => wave.domainControllers)
    .find((name) => generationOf(name) === "v3");
  const gaps = new Map<string, Spread>();
  const lanes = new Map<string, Spread>();
  for (const { name, gateway } of estate.domainControllers) {
    const generation = generationOf(name);
    if (generation === undefined) continue;
    const activation = name === firstActivated ? times.firstActivation : times.activateSensor;
    const rest = [generation === "v3" ? activation : times.installSensor, times.verifySensor];
    const gap = gateway === "none" ? rest : [times.removeGateway, ...rest];
    if (gateway !== "none") gaps.set(name, sumOf(gap));
    lanes.set(name, sumOf([times.ready, ...gap]));
  }
  return { gaps, lanes, firstActivated };
}

/** Budgets that the gaps to expect in 19 of 20 cases would exceed, each with what would have to give. */
export function brokenBudgets(estate: Estate, expected: ExpectedTimes): Problem[] {
  const { gapBudget } = estate.policy;
  return [
    ...brokenAlone(estate, expected),
    ...brokenSums(estate, expected, "site", gapBudget.site),
    ...brokenSums(estate, expected, "domain", gapBudget.domain),
  ];
}

function brokenAlone(estate: Estate, { gaps, firstActivated }: ExpectedTimes): Problem[] {
  const budget = estate.policy.gapBudget.domainController;
  if (budget === undefined) return [];
  const over = [...gaps].filter(([, gap]) => gap.p95 > budget);
  if (over.length === 0) return [];
  const names = over.map(([name]) => name);
  const first = names.find((name) => name === firstActivated);
  const more = first
    ? ` ${first} gets the first v3 sensor of the workspace, which may take an hour: set \`sensor: v2\` there, or let one without a gateway be the first.`
    : "";
  return [
    broken({
      what: `the protection gap of ${shortList(names)}`,
      expected: Math.max(...over.map(([, gap]) => gap.p95)),
      budget,
      field: "domainController",
      more,
    }),
  ];
}

function brokenSums(
  estate: Estate,
  expected: ExpectedTimes,
  kind: "site" | "domain",
  budget: number | undefined,
): Problem[] {
  if (budget === undefined) return [];
  return [...gapsBy(estate, expected, kind)].flatMap(([name, members]) => {
    const sum = sumOf(members.map(({ gap }) => gap)).p95;
    if (sum <= budget) return [];
    const back = heldBack(members, budget, expected.firstActivated);
    return [
      broken({
        what: `the sum of the protection gaps of ${kind} ${name}`,
        expected: sum,
        budget,
        field: kind,
        more: ` Or hold back ${back.length} of its ${members.length} for another run: ${shortList(back)}.`,
      }),
    ];
  });
}

interface Member {
  name: string;
  gap: Spread;
}

function gapsBy(
  estate: Estate,
  { gaps }: ExpectedTimes,
  kind: "site" | "domain",
): ReadonlyMap<string, Member[]> {
  const sums = new Map<string, Member[]>();
  for (const dc of estate.domainControllers) {
    const gap = gaps.get(dc.name);
    if (!gap) continue;
    const own = sums.get(dc[kind]);
    if (own) own.push({ name: dc.name, gap });
    else sums.set(dc[kind], [{ name: dc.name, gap }]);
  }
  return sums;
}

/**
 * The fewest whose holding keeps the rest within the budget: the longest gaps first. The one with the workspace's first
 * v3 sensor comes last, since without it another would be the first.
 */
function heldBack(members: readonly Member[], budget: number, first: string | undefined): string[] {
  const left = members.toSorted(
    (a, b) => Number(a.name === first) - Number(b.name === first) || b.gap.p95 - a.gap.p95,
  );
  const fits = (count: number) => sumOf(left.slice(count).map(({ gap }) => gap)).p95 <= budget;
  let [few, enough] = [0, left.length];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (fits(middle)) enough = middle;
    else few = middle;
  }
  return left.slice(0, enough).map(({ name }) => name);
}

/** The gaps of each site or domain added up; of those that have any. */
export function gapSums(
  estate: Estate,
  expected: ExpectedTimes,
  kind: "site" | "domain",
): { name: string; median: number; p95: number }[] {
  return [...gapsBy(estate, expected, kind)].map(([name, members]) => ({
    name,
    ...wholeSeconds(sumOf(members.map(({ gap }) => gap))),
  }));
}

/** To the second, so that no machine's last digit of a logarithm shows. */
export function wholeSeconds({ median, p95 }: Spread): Spread {
  return { median: Math.round(median), p95: Math.round(p95) };
}

interface Broken {
  what: string;
  expected: number;
  budget: number;
  field: keyof Estate["policy"]["gapBudget"];
  more: string;
}

function broken({ what, expected, budget, field, more }: Broken): Problem {
  const minutes = Math.ceil(expected / 60);
  return {
    id: "PLAN-GAP-BUDGET",
    cause: `${what} would exceed its budget`,
    measured: `policy.gapBudget.${field} is ${lengthText(budget)}; ${minutes} min to expect in 19 of 20 cases`,
    cure: `Raise policy.gapBudget.${field} to ${minutes}m or more.${more}`,
    command: PLAN_COMMAND,
  };
}
