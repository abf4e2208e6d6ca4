import type { GateOutputs } from "../../plan/declaredParts.ts";
import type { Problem } from "../../plan/problem.ts";
import type { Call } from "../handler.ts";
import { inWords, type Late, type Look, waitFor } from "../waiting.ts";

export interface GateWait {
  look(signal: AbortSignal): Promise<Look<true>>;
  inARow?: number;
  deadlineSeconds: number;
  warnAfterSeconds?: number | undefined;
  skipWithReason?: string | null | undefined;
  /** What does not go on while the gate is closed, as a sentence. */
  holds: string;
  host?: string;
  cure: string;
}

/**
 * Waits at a gate. It passes, it fails, or it stays undecided because nothing could be read: the last two end the run,
 * and they say which of them it is. A person may have it skipped; that is recorded, and said.
 */
export async function passGate(wait: GateWait, call: Call): Promise<GateOutputs> {
  const { skipWithReason } = wait;
  if (skipWithReason) {
    call.warn(`skipped by a person, nothing was looked at: ${skipWithReason}`);
    return { passedAt: call.services.now().toISOString(), outcome: "skipped", skipped: skipWithReason };
  }
  await waitFor<true>({
    look: wait.look,
    inARow: wait.inARow ?? 1,
    deadlineSeconds: wait.deadlineSeconds,
    ...(wait.warnAfterSeconds === undefined ? {} : { warnAfterSeconds: wait.warnAfterSeconds }),
    signal: call.signal,
    status: call.status,
    warn: call.warn,
    now: call.services.now,
    problem: (late) => problemOf(wait, late),
  });
  return { passedAt: call.services.now().toISOString(), outcome: "pass", skipped: null };
}

/** Why a gate that was answered before is asked again; undefined: it is not. */
export function gateDue(
  state: Partial<GateOutputs>,
  inputs: { skipWithReason?: string | null | undefined },
): string | undefined {
  if (state.passedAt === undefined) return "was not waited for to the end: it is waited for again";
  if (state.outcome === "skipped" && !inputs.skipWithReason) return "was skipped: it is looked at now";
  return undefined;
}

function problemOf(wait: GateWait, late: Late): Problem {
  const unread = late.outcome === "unread";
  return {
    id: unread ? "GATE-INCONCLUSIVE" : "GATE-CLOSED",
    ...(wait.host ? { host: wait.host } : {}),
    cause: unread ? `${wait.holds}: whether it may could not be read` : wait.holds,
    measured: `${late.missing}, after ${inWords(late.waitedSeconds)}`,
    cure: wait.cure,
    command: "pulumi up",
  };
}
