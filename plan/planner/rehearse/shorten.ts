import {
  type Estate,
  type MaintenanceWindow,
  type SwitchableRule,
  switchableRules,
} from "../../../estate/schema.ts";
import type { Plan } from "../../plan.ts";
import type { Survey } from "../../survey.ts";
import type { Count } from "../limits.ts";
import { type PlanOptions, planMove } from "../planner.ts";
import { PlanningError } from "../planningError.ts";
import { type RuleName, rules, rulesSetAside } from "../rules.ts";
import { odds as knownOdds, type Odds } from "./odds.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { type RehearseOptions, rehearse } from "./rehearse.ts";

/** Something a person could change, and what it costs. */
interface Candidate {
  change: string;
  price: string;
  policy?: Partial<Estate["policy"]>;
  without?: SwitchableRule;
  odds?: Odds;
  /** Whether it shows only when the waves agreed to are not kept. */
  anew?: true;
}

const BEST = 3;
/** Enough that chance does not decide which change is told first. */
const RUNS = 1600;
/** Search of the plans that are only compared. */
const EFFORT = 20_000;
/** Savings below this are noise. */
const WORTH_SECONDS = 60;

export interface ShortenInput {
  estate: Estate;
  survey?: Survey;
  plan: Plan;
  planOptions: PlanOptions;
  options: RehearseOptions;
}

/**
 * The changes that bring the finish of half of the rehearsals forward most: each planned and rehearsed by itself, as it
 * would be when somebody made it: with the waves that were agreed to kept, but where that is what it is about.
 */
export function waysToShorten({
  estate,
  survey,
  plan,
  planOptions,
  options,
}: ShortenInput): Rehearsal["shorten"] {
  const runs = Math.min(RUNS, options.runs ?? RUNS);
  const base = rehearse(estate, plan, { ...options, runs });
  if (base.length.p50 <= 0) return [];
  const measured = (candidate: Candidate) => {
    const { change, price, policy, without, odds, anew } = candidate;
    const changed = { ...estate, policy: { ...estate.policy, ...policy } };
    const better = planOrNothing(changed, survey, {
      ...planOptions,
      without: [...(planOptions.without ?? []), ...(without ? [without] : [])],
      effort: EFFORT,
      ...(anew && { previous: undefined }),
    });
    if (!better) return [];
    const then = rehearse(changed, better, { ...options, runs, ...(odds && { odds }) });
    const saves = then.length.p50 < 0 ? 0 : base.length.p50 - then.length.p50;
    return saves < WORTH_SECONDS ? [] : [{ change, saves, finish: then.finish, price }];
  };
  const candidates = candidatesFor(estate, rulesSetAside(estate, planOptions.without));
  // Without a plan agreed to there are no waves to keep.
  if (!planOptions.previous?.waves.length) return best(candidates.flatMap(measured));
  const kept = candidates.filter(({ anew }) => !anew).flatMap(measured);
  const anew = measured(ANEW);
  const further = candidates
    .filter((candidate) => candidate.anew)
    .flatMap((candidate) => measured({ ...candidate, change: `${candidate.change}, and ${ANEW.change}` }))
    .filter(({ saves }) => saves - (anew[0]?.saves ?? 0) >= WORTH_SECONDS);
  return best([...kept, ...anew, ...further]);
}

function best(ways: Rehearsal["shorten"]): Rehearsal["shorten"] {
  return ways.toSorted((a, b) => b.saves - a.saves).slice(0, BEST);
}

const ANEW: Candidate = {
  change: "waves planned anew (`ata2mdi plan --fresh --save`)",
  price: "another plan to agree to",
  anew: true,
};

function planOrNothing(estate: Estate, survey: Survey | undefined, options: PlanOptions): Plan | undefined {
  try {
    return planMove(estate, survey, options);
  } catch (error) {
    if (error instanceof PlanningError) return undefined;
    throw error;
  }
}

function candidatesFor({ policy }: Estate, without: ReadonlySet<RuleName>): Candidate[] {
  const { maxUnavailable, waves, soak, windows, freezes, approvals } = policy;
  const last = waves.at(-1) ?? 1;
  const limits = (["site", "domain", "forest"] as const).flatMap((kind): Candidate[] => {
    const now = maxUnavailable[kind];
    if (now === undefined) return [];
    const more = increased(now);
    return [
      {
        change: `policy.maxUnavailable.${kind}: ${more} instead of ${now}`,
        price: `up to ${more} of a ${kind} without protection at once`,
        policy: { maxUnavailable: { ...maxUnavailable, [kind]: more } },
      },
    ];
  });
  return [
    ...limits,
    {
      change: "policy.soak: half as long",
      price: "a fault that shows late meets the next wave already",
      policy: { soak: soak / 2 },
    },
    {
      change: `policy.waves: ${doubled(last)} instead of ${last} as the last size`,
      price: "more have moved before a fault that only soaking shows is seen",
      policy: { waves: [...waves.slice(0, -1), doubled(last)] },
      anew: true,
    },
    ...windowCandidates(windows),
    ...(freezes.length > 0
      ? [
          {
            change: "policy.freezes: none",
            price: "work on days kept free of changes",
            policy: { freezes: [] },
          },
        ]
      : []),
    ...(Object.values(approvals).includes("needed")
      ? [
          {
            change: "policy.approvals: given before the move begins",
            price: "agreed to without having seen the wave before",
            policy: { approvals: {} },
          },
        ]
      : []),
    {
      change: "every fault found and cured before the move",
      price: "a survey of all, and time to act upon it",
      odds: knownOdds.none,
    },
    ...switchableRules
      .filter((rule) => rule !== "canary-first" && !without.has(rule))
      .map(
        (rule): Candidate => ({
          change: `without ${rule}`,
          price: `given up: ${rules[rule].says}`,
          without: rule,
        }),
      ),
  ];
}

function windowCandidates(windows: readonly MaintenanceWindow[]): Candidate[] {
  if (windows.length === 0) return [];
  const longer = windows.map(twoHoursLonger);
  return [
    { change: "policy.windows: none", price: "domain controllers move at any time", policy: { windows: [] } },
    ...(longer.some((window, at) => window !== windows[at])
      ? [
          {
            change: "policy.windows: each two hours longer",
            price: "people at work longer",
            policy: { windows: longer },
          },
        ]
      : []),
  ];
}

/** The same window, unless two more hours would reach its own beginning. */
function twoHoursLonger(window: MaintenanceWindow): MaintenanceWindow {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const from = minutes(window.from);
  const length = (minutes(window.to) - from + 1440) % 1440 || 1440;
  if (length + 120 >= 1440) return window;
  const to = (from + length + 120) % 1440;
  return {
    ...window,
    to: `${String(Math.floor(to / 60)).padStart(2, "0")}:${String(to % 60).padStart(2, "0")}`,
  };
}

function increased(count: Count): Count {
  return typeof count === "number" ? count + 1 : doubled(count);
}

function doubled(count: Count): Count {
  return typeof count === "number" ? count * 2 : `${Math.min(100, Number.parseInt(count, 10) * 2)}%`;
}
