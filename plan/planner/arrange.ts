import type { Estate } from "../../estate/schema.ts";
import type { Begun } from "../plan.ts";
import { type LowerBound, lowerBound } from "./bound.ts";
import { canaryOrder, composeWaves, waveSizes } from "./composeWaves.ts";
import { improveWaves } from "./improve.ts";
import { BEGUN, type Model } from "./model.ts";
import { type AgreedPlan, keepWaves } from "./replan.ts";
import { settledWave } from "./settle.ts";
import type { WaveSchedule } from "./waveSchedule.ts";

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
  const sizesAfter = (first: number) => waveSizes(estate.policy.waves, model.names.length, first);
  const sizes = sizesAfter(Math.min(1, canaries.length));
  if (options.previous && options.previous.waves.length > 0) {
    const { previous } = options;
    const waves = keepWaves(model, { previous, sizes, canaries });
    return {
      schedules: waves.map((wave) => settledWave(model, wave)),
      sizes,
      bound: boundOf(model, waves, canaries.length > 0),
      method: "the waves of the previous plan, changed only where the estate asks for it",
    };
  }
  const { seed, effort } = options;
  const begun = model.names.flatMap((_name, member) => (model.phase[member] === BEGUN ? [member] : []));
  const first = begun.length > 0 ? begun : canaries.slice(0, 1);
  const composed = composeWaves(model, sizesAfter(first.length), first);
  const bound = boundOf(model, composed, canaries.length > 0);
  const fixed = Math.min(1, first.length);
  return {
    schedules: improveWaves(model, composed, { seed, effort, fixed, bound: bound.seconds }).map(({ order }) =>
      settledWave(model, order),
    ),
    sizes,
    bound,
    method: "list scheduling by the most loaded group, then seeded exchanges between waves",
  };
}

function boundOf(model: Model, waves: readonly (readonly number[])[], canaryFirst: boolean): LowerBound {
  const open = waves
    .map((wave) => wave.filter((member) => model.phase[member] !== BEGUN))
    .filter((wave) => wave.length > 0);
  const isCanary = canaryFirst && open.length === waves.length && open[0]?.length === 1;
  const sizes = open.map((wave) => wave.length);
  return isCanary ? lowerBound(model, sizes.slice(1), open[0]?.[0]) : lowerBound(model, sizes, undefined);
}

/** The one named, else everyone by how well they would do; none where the rule is set aside. */
function canariesOf(estate: Estate, model: Model, without: ReadonlySet<string>): number[] {
  if (without.has("canary-first")) return [];
  const named = estate.policy.canary === undefined ? -1 : model.names.indexOf(estate.policy.canary);
  if (named >= 0) return [named];
  const gateways = new Map(estate.domainControllers.map((dc) => [dc.name, dc.gateway]));
  return canaryOrder(model, (member) => gateways.get(model.names[member] ?? "") === "lightweight");
}
