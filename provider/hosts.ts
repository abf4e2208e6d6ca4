import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { MeasuringStep, StepAnswer, StepInputs } from "../remote/contract.ts";

export interface MeasureOptions {
  /** Seconds after which the measurement ends as failed. */
  deadlineSeconds: number;
  signal: AbortSignal;
}

/** Measuring on hosts, which changes nothing there. */
export interface Hosts {
  /** Throws ProblemError where the host cannot be reached or does not answer as agreed. */
  measure<S extends MeasuringStep>(
    target: Target,
    step: S,
    input: StepInputs[S],
    options: MeasureOptions,
  ): Promise<StepAnswer>;
}

/** The real hosts; what reaches them is loaded at the first measurement, since many runs make none. */
export function reachableHosts(secret: (reference: SecretReference) => string): Hosts {
  return {
    async measure(target, step, input, options) {
      const { measure } = await import("../remote/measure.ts");
      return measure(target, step, input, { ...options, secret });
    },
  };
}
