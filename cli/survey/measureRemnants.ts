import type { SecretReference } from "../../estate/schema.ts";
import type { Target } from "../../estate/target.ts";
import type { Fact } from "../../plan/facts.ts";
import { problemOf } from "../../plan/problem.ts";
import { type RemnantsFacts, remnantsFacts } from "../../remote/contract.ts";
import { closeConnections, measure } from "../../remote/measure.ts";

/** Hosts asked at the same time. */
const AT_ONCE = 128;

export interface HostRemnants {
  host: string;
  /** What is left of each product; null: it is installed, so nothing of it is a remnant. */
  remnants: RemnantsFacts;
}

export interface AskForRemnants {
  targets: readonly Target[];
  deadlineSeconds: number;
  secret: (reference: SecretReference) => string;
  /** The command a problem tells to type again. */
  command: string;
  signal: AbortSignal;
}

/** Asks hosts for remnants, many at a time, and gives the answers in the order given. A host that cannot be asked is unread. */
export async function measureRemnants(ask: AskForRemnants): Promise<HostRemnants[]> {
  const results: HostRemnants[] = [];
  const waiting = ask.targets.map((target, index) => ({ target, index }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results[next.index] = await measureOne(next.target, ask);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
  } finally {
    closeConnections();
  }
  return results;
}

async function measureOne(target: Target, ask: AskForRemnants): Promise<HostRemnants> {
  const { host } = target;
  const { deadlineSeconds, secret, command, signal } = ask;
  try {
    const options = { deadlineSeconds, signal, secret, command };
    const answer = await measure(target, "Get-Remnants", {}, options);
    const facts = remnantsFacts.safeParse(answer.facts);
    return { host, remnants: facts.success ? facts.data : unread("Get-Remnants did not answer as agreed") };
  } catch (error) {
    signal.throwIfAborted();
    const { id, cause, measured } = problemOf(error, command);
    return { host, remnants: unread(`${id}: ${cause} (${measured})`) };
  }
}

function unread(why: string): RemnantsFacts {
  const fact: Fact<never> = { unread: why };
  return { gateway: fact, sensor: fact };
}
