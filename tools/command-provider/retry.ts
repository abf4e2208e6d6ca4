import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, OperationError } from "./failure.ts";

const FIRST_DELAY_MS = 100;
const GROWTH = 1.5;
const LONGEST_DELAY_MS = 5000;

/** Wait before the next dial, in milliseconds; `tries` counts from 0. */
export function retryDelay(tries: number): number {
  return Math.min(FIRST_DELAY_MS * GROWTH ** tries, LONGEST_DELAY_MS);
}

export interface RetryOptions {
  /** What is tried, for the status line: `Dial`. */
  what: string;
  /** Failures allowed: N means N + 1 tries, -1 no end. */
  limit: number;
  signal: AbortSignal;
  status(text: string): void;
}

/**
 * Tries until it succeeds, the limit is passed or the signal aborts. Every error counts, a refused login too.
 * After each failure it waits: 100 ms, then half as long again each time, at most 5 s.
 */
export async function withRetry<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  const { what, limit, signal, status } = options;
  for (let tries = 0; ; tries++) {
    if (signal.aborted) throw new OperationError("context canceled");
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw new OperationError("context canceled");
      if (limit >= 0 && tries + 1 > limit) {
        throw new OperationError(`after ${tries} failed attempts: ${messageOf(error)}`);
      }
      status(`${what} ${tries + 1}/${limit < 0 ? "inf" : limit} failed: retrying`);
    }
    await sleep(retryDelay(tries), undefined, { signal }).catch(() => undefined);
  }
}
