import type { Estate, SwitchableRule } from "../../estate/schema.ts";
import type { Begun, Decision, Plan, PlannedDomainController, PlannedWave } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Survey } from "../survey.ts";
import { type Arranged, arrange } from "./arrange.ts";
import { planHash } from "./canonical.ts";
import { contradictions } from "./contradictions.ts";
import { criticalPath } from "./criticalPath.ts";
import { decideIn } from "./decide.ts";
import { brokenBudgets, expectedTimes, gapSums, wholeSeconds } from "./gaps.ts";
import { keptRules } from "./keptRules.ts";
import { buildModel, type Model } from "./model.ts";
import { notesOf } from "./notes.ts";
import { placePackages } from "./packages.ts";
import { PLAN_COMMAND, PlanningError } from "./planningError.ts";
import { explainPlace } from "./reasons.ts";
import { transitiveReduction } from "./reduce.ts";
import type { AgreedPlan } from "./replan.ts";
import { type Reason, type RuleName, reasonText, rulesSetAside } from "./rules.ts";
import { planCenters, planGateway } from "./stay.ts";
import type { PlanDurations } from "./timeline.ts";
import { timeReasons } from "./timeReasons.ts";
import { defaultTimes, type StepTimes } from "./times.ts";
import { typicalDurations } from "./typical.ts";
import type { WaveSchedule } from "./waveSchedule.ts";
import { narrowWindows } from "./windows.ts";

export interface PlanOptions {
  /** How long the parts of the move take; default: published figures and assumptions. */
  times?: StepTimes;
  /** Rules set aside besides those of the estate. */
  without?: readonly SwitchableRule[];
  /** The plan agreed to before: everyone keeps their wave as far as the estate allows. */
  previous?: AgreedPlan;
  /** What has happened so far; default: what `previous` knew of. */
  progress?: Begun;
  /** Seed of the search; the same seed gives the same plan. */
  seed?: number;
  /** Members the search may lay out again in all: bounds its work, not its time. */
  effort?: number;
}

const EFFORT = 100_000;

/**
 * The whole move, decided before it begins: what becomes of each domain controller, in which wave, after which others.
 * Pure and deterministic: the same estate, survey and options give the same bytes.
 * @throws PlanningError with every problem, when the rules cannot all be kept.
 */
export function planMove(estate: Estate, survey?: Survey, options: PlanOptions = {}): Plan {
  const { times = defaultTimes, previous, seed = 1, effort = EFFORT } = options;
  const progress = progressIn(estate, options.progress ?? previous?.begun);
  const without = rulesSetAside(estate, options.without);
  const decisions = new Map(
    estate.domainControllers.map((dc) => [dc.name, decideIn(estate, dc, survey?.hosts[dc.name])]),
  );
  refuse(contradictions({ estate, survey, decisions, times, without }));

  const begun = new Set([...progress.done, ...progress.underWay]);
  const model = buildModel({ estate, decisions, survey, times, without, progress });
  const arranged = arrange(estate, model, { without, previous, progress, seed, effort });
  const waves = arranged.schedules.map((schedule, index) => planWave(estate, model, schedule, index));
  refuse(strayApprovals(estate, waves));

  const { planned, reasons } = placeAll({ estate, model, decisions, arranged, without });
  const inOrder = waves.flatMap((wave) => wave.domainControllers.flatMap((name) => planned.get(name) ?? []));
  for (const [name, reason] of placePackages(estate, inOrder, times)) reasons.get(name)?.push(reason);
  const expected = expectedTimes(estate, planned, waves, times);
  refuse([...brokenBudgets(estate, expected), ...narrowWindows(estate, expected)]);
  for (const [name, reason] of timeReasons(estate, inOrder, expected)) reasons.get(name)?.push(reason);
  for (const [name, told] of reasons) planned.get(name)?.because.push(...told.map(reasonText));
  for (const [name, gap] of expected.gaps) Object.assign(planned.get(name) ?? {}, { gap: wholeSeconds(gap) });

  const standaloneGateways = estate.standaloneGateways.map((gateway) => planGateway(gateway, planned));
  const move = {
    schema: 1 as const,
    estate: estate.name,
    domainControllers: [...planned.values()],
    waves,
    standaloneGateways,
    centers: planCenters(estate),
    ...(begun.size > 0 && { begun: progress }),
    rules: keptRules({
      estate,
      model,
      plan: { waves, standaloneGateways },
      times,
      without,
      reasons: reasons.values(),
    }),
    gaps: { sites: gapSums(estate, expected, "site"), domains: gapSums(estate, expected, "domain") },
  };
  const length = lengthOf(estate, move, model, arranged, times);
  return { ...move, length, notes: notesOf(estate, move, survey), hash: planHash(move) };
}

/** What has begun, of those the estate still has. */
function progressIn(estate: Estate, begun: Begun = { done: [], underWay: [] }): Begun {
  const known = new Set(estate.domainControllers.map((dc) => dc.name));
  return {
    done: begun.done.filter((name) => known.has(name)),
    underWay: begun.underWay.filter((name) => known.has(name)),
  };
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems;
  if (first) throw new PlanningError([first, ...rest]);
}

function planWave(estate: Estate, model: Model, schedule: WaveSchedule, index: number): PlannedWave {
  const approval = estate.policy.approvals[`wave-${index}`];
  return {
    index,
    name: `wave-${index}`,
    domainControllers: schedule.order.map((member) => model.names[member] ?? ""),
    soakSeconds: estate.policy.soak,
    failureBudget: 0,
    ...(approval && { approval: approval === "needed" ? approval : { by: approval.by, at: approval.at } }),
  };
}

interface Placing {
  estate: Estate;
  model: Model;
  decisions: ReadonlyMap<string, Decision>;
  arranged: Arranged;
  without: ReadonlySet<RuleName>;
}

/** Every domain controller of the estate with its wave and its edges; and of each that moves, what put it there. */
function placeAll({ estate, model, decisions, arranged, without }: Placing) {
  const { schedules, sizes } = arranged;
  const planned = new Map<string, PlannedDomainController>();
  const reasons = new Map<string, Reason[]>();
  for (const { name, domain, site } of estate.domainControllers) {
    const decision = decisions.get(name) as Decision;
    planned.set(name, { name, domain, site, decision, after: [], because: [decision.reason] });
  }
  const waveOf = new Map(
    schedules.flatMap(({ order }, wave) => order.map((member) => [model.names[member] ?? "", wave] as const)),
  );
  for (const [wave, { order, edges }] of schedules.entries()) {
    const isCanary = wave === 0 && order.length === 1 && !without.has("canary-first");
    const role = isCanary ? "canary" : "follower";
    const sizeBefore = schedules[wave - 1]?.order.length;
    const fullBefore =
      sizeBefore !== undefined && sizeBefore >= (sizes[wave - 1] ?? 0) ? sizeBefore : undefined;
    const reduced = transitiveReduction(order, edges);
    for (const member of order) {
      const name = model.names[member] ?? "";
      const dc = planned.get(name);
      if (!dc) continue;
      const before = [...(reduced.get(member) ?? [])].sort(([a], [b]) => a - b);
      dc.wave = wave;
      dc.after = before.map(([one]) => model.names[one] ?? "");
      reasons.set(name, explainPlace({ estate, model, member, wave, role, before, waveOf, fullBefore }));
    }
  }
  return { planned, reasons };
}

/** Approvals of waves there are not: whoever wrote them meant another. */
function strayApprovals(estate: Estate, waves: readonly PlannedWave[]): Problem[] {
  const names = waves.map((wave) => wave.name);
  return Object.keys(estate.policy.approvals)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      id: "PLAN-APPROVAL-WAVE",
      cause: `policy.approvals names ${name}, and the plan has no such wave`,
      measured:
        names.length === 0 ? "no wave at all" : `${names.length} waves, ${names[0]} to ${names.at(-1)}`,
      cure: "Name one of these waves, or remove the approval.",
      command: PLAN_COMMAND,
    }));
}

function lengthOf(
  estate: Estate,
  move: Omit<Plan, "length" | "notes" | "hash">,
  model: Model,
  { bound, method }: Arranged,
  times: StepTimes,
): Plan["length"] {
  const durations = durationsLeft(move, typicalDurations(estate, move, times));
  const { seconds } = criticalPath({ ...move, standaloneGateways: [], centers: [] }, durations);
  // Once something has begun, the others are prepared while it moves.
  const begins = move.begun === undefined && model.names.length > 0;
  const preparation = begins ? Math.min(...model.prepareSeconds) : 0;
  const soaks = move.waves.filter((wave) => durations.gate(wave) > 0).length;
  return {
    seconds: Math.round(seconds),
    lowerBoundSeconds: Math.round(preparation + estate.policy.soak * soaks + bound.seconds),
    bound: `${begins ? "the first preparation, " : ""}${soaks} soaks, ${bound.because}`,
    method,
  };
}

/** What is done takes no time any more; a wave that has moved is taken to have soaked as well. */
function durationsLeft(move: Pick<Plan, "begun">, whole: PlanDurations): PlanDurations {
  const done = new Set(move.begun?.done);
  return {
    ...whole,
    part: (name, which) => (done.has(name) ? 0 : whole.part(name, which)),
    gate: (wave) => (wave.domainControllers.every((name) => done.has(name)) ? 0 : whole.gate(wave)),
  };
}
