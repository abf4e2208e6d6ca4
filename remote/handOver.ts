import type { Target } from "../estate/target.ts";
import { ProblemError } from "../plan/problem.ts";
import { type CallOptions, callStep } from "./call.ts";
import { receiveAccessKeyFacts, type StepInputs } from "./contract.ts";

/**
 * Hands the access key to a host for the installation to come: over the connection and standard input, straight into a
 * file only SYSTEM reads there. It is in no resource, no state and no command line. Gives until when the host keeps it;
 * null where the sensor is installed already and needs none. Rejects as callStep() does.
 */
export async function handOverAccessKey(
  target: Target,
  input: StepInputs["Receive-AccessKey"],
  options: CallOptions,
): Promise<string | null> {
  const answer = await callStep(target, "Receive-AccessKey", input, options);
  const facts = receiveAccessKeyFacts.safeParse(answer.facts);
  if (facts.success) return facts.data.goodUntil;
  throw new ProblemError({
    id: "STEP-ANSWER-INVALID",
    host: target.host,
    cause: "Receive-AccessKey did not answer as agreed, so whether the host has the key is not known",
    measured: "facts: goodUntil is not as it should be",
    cure: "Look whether another version of the scripts is on the host; running again copies ours.",
    command: "pulumi up",
  });
}
