import { setTimeout as sleep } from "node:timers/promises";
import { MOST_ATTEMPTS, type RetryAdvice, waitAfter } from "../../plan/outcomes/retry.ts";
import type { Failure } from "../live/view.ts";
import { onStopRequest } from "./stopRequests.ts";
import type { UpResult } from "./up.ts";

/**
 * Whether a run that failed is worth another one without a person: where something may pass by itself, and nothing that
 * was tried on a host would only fail the same way. At most three runs in all.
 *
 * @param attempt the run that just ended, counted from 1
 */
export function adviseAnotherRun(failures: readonly Failure[], attempt: number): RetryAdvice {
  const passing = failures.filter(({ again }) => again === "mayPass");
  const stays = failures.find(({ again }) => again === "needsPerson");
  if (passing.length === 0) return none("nothing of it passes by itself");
  if (stays) return none(`${stays.resource} needs a person first`);
  const waitSeconds = waitAfter(attempt);
  if (waitSeconds === undefined) return none(`it was tried ${attempt} times`);
  return { retry: true, waitSeconds, why: passing.map(({ resource }) => resource).join(", ") };
}

function none(why: string): RetryAdvice {
  return { retry: false, waitSeconds: 0, why };
}

export interface AgainOptions {
  /** Makes one run. */
  run: () => Promise<UpResult>;
  say: (text: string) => void;
  /** Waits; rejects when it is aborted. Default: by the clock of this machine. */
  wait?: (seconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Runs, and runs again where that can help; whoever stops a run or the pause between two ends it. */
export async function runAgainWhereItHelps({ run, say, wait = pause }: AgainOptions): Promise<UpResult> {
  for (let attempt = 1; ; attempt++) {
    const ended = await run();
    if (ended.code === 0 || ended.stopped) return ended;
    const advice = adviseAnotherRun(ended.view.failures, attempt);
    if (!advice.retry) return ended;
    say(
      `\n${advice.why} may pass by itself: run again in ${advice.waitSeconds} s, ${attempt + 1} of at most ${MOST_ATTEMPTS} times; Ctrl-C ends it here.`,
    );
    if (!(await waited(advice.waitSeconds, wait))) return { ...ended, stopped: true };
  }
}

/** False where somebody asked to stop meanwhile. */
async function waited(seconds: number, wait: NonNullable<AgainOptions["wait"]>): Promise<boolean> {
  const stop = new AbortController();
  const forget = onStopRequest(() => stop.abort());
  try {
    await wait(seconds, stop.signal);
    return true;
  } catch (error) {
    if (stop.signal.aborted) return false;
    throw error;
  } finally {
    forget();
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<unknown> {
  return sleep(seconds * 1000, undefined, { signal });
}
