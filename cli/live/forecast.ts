import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { type ChainPart, criticalPath, type PlanDurations } from "../../plan/planner/criticalPath.ts";
import { defaultTimes, type StepTimes } from "../../plan/planner/times.ts";
import { typicalDurations } from "../../plan/planner/typical.ts";
import { type RunView, stepOf } from "./view.ts";

/** What the plan says of time: the whole move, and what is left of it. Seconds, typical, with nothing going wrong. */
export interface Forecast {
  whole: number;
  left(view: RunView, now: number): number;
}

/**
 * The forecast of a plan, and what is left of it as things are: the longest chain of what is not done, where a step
 * under way counts with the rest of its typical time.
 *
 * @param pace how many times faster than in the world hosts and service are; above 1 only in the lab
 */
export function forecastOf(estate: Estate, plan: Plan, pace = 1, times: StepTimes = defaultTimes): Forecast {
  const typical = typicalDurations(estate, plan, faster(times, pace));
  return {
    whole: criticalPath(plan, typical).seconds,
    left: (view, now) => criticalPath(plan, remaining(typical, view, now)).seconds,
  };
}

function remaining(typical: PlanDurations, view: RunView, now: number): PlanDurations {
  const rest = (resource: string, seconds: number) => {
    const { state, since } = stepOf(view, resource);
    if (state === "done") return 0;
    if (state !== "running" || since === null) return seconds;
    return Math.max(0, seconds - (now - since) / 1000);
  };
  return {
    start: 0,
    part: (dc, part) => rest(resourceOf(view, dc, part), typical.part(dc, part)),
    gate: (wave) => rest(`${wave.name}-gate`, typical.gate(wave)),
    standaloneGateway: (name) => rest(`${name}-remove-gateway`, typical.standaloneGateway(name)),
    center: (name) => rest(`${name}-lock`, typical.center(name)),
  };
}

function resourceOf(view: RunView, dc: string, part: ChainPart): string {
  if (part !== "change") return `${dc}-${part}`;
  return view.steps.has(`${dc}-activate-sensor`) ? `${dc}-activate-sensor` : `${dc}-install-sensor`;
}

function faster(times: StepTimes, pace: number): StepTimes {
  const { package: copied, ...parts } = times;
  const scaled = Object.entries(parts).map(([part, { median, p95 }]) => [
    part,
    { median: median / pace, p95: p95 / pace },
  ]);
  return {
    ...times,
    ...Object.fromEntries(scaled),
    package: { ...copied, megabytes: copied.megabytes / pace },
  };
}
