import type { Target } from "../estate/target.ts";
import { type CallOptions, callStep } from "./call.ts";
import type { MeasuringStep, StepAnswer, StepInputs } from "./contract.ts";

export { closeConnections } from "./pool.ts";
export type MeasureOptions = CallOptions;

/** Measures a host by one step that changes nothing there. Rejects as callStep() does. */
export async function measure<S extends MeasuringStep>(
  target: Target,
  step: S,
  input: StepInputs[S],
  options: MeasureOptions,
): Promise<StepAnswer> {
  return callStep(target, step, input, options);
}
