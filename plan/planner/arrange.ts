import type { Estate } from "../../estate/schema.ts";
import type { Begun } from "../plan.ts";
import { type LowerBound, lowerBound } from "./bound.ts";
import { canaryOrder, composeWaves, waveSizes } from "./composeWaves.ts";
import { improveWaves } from "./improve.ts";
import type { Model } from "./model.ts";
import { type AgreedPlan, keepWaves } from "./replan.ts";
import { scheduleWave, type WaveSchedule } from "./waveSchedule.ts";

export interface ArrangeOptions {
  without: ReadonlySet<string>;
  previous?: AgreedPlan;
  progress: Begun;
  seed: number;
  effort: number;
}

export interface Arranged {
  schedules: WaveSchedule[];
  /** How large each wave may be. */
  sizes: number[];
  bound: LowerBound;
  /** How the order was found, in words. */
  method: string;
}

/** Who moves in which wave, and in which order there. */
export function arrange(estate: Estate, model: Model, options: ArrangeOptions): Arranged {
  const canaries = canariesOf(estate, model, options.without);
  const sizes = waveSizes(estate.policy.waves, model.names.length, canaries.length > 0);
  if (options.previous && options.previous.waves.length > 0) {
    const { previous, progress } = options;
    const waves = keepWaves(model, { previous, progress, sizes, canaries });
    const [canary] = canaries.length > 0 ? (waves[0] ?? []) : [];
    return {
      schedules: waves.map((wave) => scheduleWave(model, begunFirst(model, wave, progress))),
      sizes,
      bound: lowerBound(model, sizes, canary),
      method: "the waves of the previous plan, changed only where the estate asks for it",
    };
  }
  const composed = composeWaves(model, sizes, canaries[0]);
  const { seed, effort } = options;
  const bound = lowerBound(model, sizes, canaries[0]);
  const fixed = canaries.length > 0 ? 1 : 0;
  return {
    schedules: improveWaves(model, composed, { seed, effort, fixed, bound: bound.seconds }),
    sizes,
    bound,
    method: "list scheduling by the most loaded group, then seeded exchanges between waves",
  };
}

/** The one named, else everyone by how well they would do; none where the rule is set aside. */
function canariesOf(estate: Estate, model: Model, without: ReadonlySet<string>): number[] {
  if (without.has("canary-first")) return [];
  const named = estate.policy.canary === undefined ? -1 : model.names.indexOf(estate.policy.canary);
  if (named >= 0) return [named];
  const gateways = new Map(estate.domainControllers.map((dc) => [dc.name, dc.gateway]));
  return canaryOrder(model, (member) => gateways.get(model.names[member] ?? "") === "lightweight");
}

/** Done, then under way, then the rest in their order. */
function begunFirst(model: Model, wave: readonly number[], progress: Begun): number[] {
  const done = new Set(progress.done);
  const underWay = new Set(progress.underWay);
  const rank = (member: number) => {
    const name = model.names[member] ?? "";
    return done.has(name) ? 0 : underWay.has(name) ? 1 : 2;
  };
  return wave.toSorted((a, b) => rank(a) - rank(b));
}
