import { type PlanDurations, type Reached, type TimedPlan, timelineOf } from "./timeline.ts";

export { type ChainPart, chainParts, type PlanDurations, type TimedPlan } from "./timeline.ts";

/**
 * The longest chain of the plan's graph: what the engine needs at best, at unlimited parallelism.
 * @returns its length in seconds and the resources on it, those that take no time left out.
 */
export function criticalPath(plan: TimedPlan, durations: PlanDurations): { seconds: number; path: string[] } {
  const { end } = timelineOf(plan, durations);
  const path: string[] = [];
  for (let step: Reached | undefined = end; step; step = step.from) path.unshift(step.name);
  return { seconds: end.at, path };
}
