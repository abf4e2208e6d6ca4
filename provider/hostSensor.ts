import type { Target } from "../estate/target.ts";
import { problemOf } from "../plan/problem.ts";
import { type SensorStatusFacts, sensorStatusFacts } from "../remote/contract.ts";
import type { Hosts } from "./hosts.ts";

/** What one look at a host's sensor brought. */
export interface HostLook {
  facts: SensorStatusFacts;
  /** The host's own time at the look; error lines up to it are known. Null where it could not be asked. */
  askedAt: string | null;
}

/** Problems no waiting cures, and some of which do harm when they are repeated: a refused key can lock an account. */
const LASTING = ["HOST-AUTHENTICATION", "HOST-KEY-MISMATCH", "SECRET-MISSING", "SECRET-EXPOSED"];

/**
 * Asks a host for its sensor. A host that cannot be asked now is unread, in every fact; throws ProblemError only for
 * what a person has to put right.
 */
export async function lookAtSensor(
  hosts: Hosts,
  target: Target,
  since: string | null,
  options: { deadlineSeconds: number; signal: AbortSignal },
): Promise<HostLook> {
  try {
    const answer = await hosts.measure(target, "Get-SensorStatus", { since }, options);
    const facts = sensorStatusFacts.safeParse(answer.facts);
    if (facts.success) return { facts: facts.data, askedAt: answer.startedAt };
    return unreadBecause("Get-SensorStatus did not answer as agreed");
  } catch (error) {
    options.signal.throwIfAborted();
    const problem = problemOf(error);
    if (LASTING.includes(problem.id)) throw error;
    return unreadBecause(`${problem.id}: ${problem.measured}`);
  }
}

function unreadBecause(unread: string): HostLook {
  const fact = { unread };
  return { facts: { sensor: fact, updater: fact, version: fact, errors: fact }, askedAt: null };
}
