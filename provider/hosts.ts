import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { MeasuringStep, StepAnswer, StepInputs } from "../remote/contract.ts";

export interface MeasureOptions {
  /** Seconds after which the call ends as failed. */
  deadlineSeconds: number;
  signal: AbortSignal;
}

/** Direct calls to hosts. They change nothing there but what is in this program's own folder. */
export interface Hosts {
  /** Throws ProblemError where the host cannot be reached or does not answer as agreed. */
  measure<S extends MeasuringStep>(
    target: Target,
    step: S,
    input: StepInputs[S],
    options: MeasureOptions,
  ): Promise<StepAnswer>;
  /** Gives until when the host keeps the key; null where it needs none. Throws as measure() does. */
  handOverAccessKey(
    target: Target,
    input: StepInputs["Receive-AccessKey"],
    options: MeasureOptions,
  ): Promise<string | null>;
}

/** The real hosts; what reaches them is loaded at the first measurement, since many runs make none. */
export function reachableHosts(secret: (reference: SecretReference) => string): Hosts {
  return {
    async measure(target, step, input, options) {
      const { measure } = await import("../remote/measure.ts");
      return measure(target, step, input, { ...options, secret });
    },
    async handOverAccessKey(target, input, options) {
      const { handOverAccessKey } = await import("../remote/handOver.ts");
      return handOverAccessKey(target, input, { ...options, secret });
    },
  };
}
