import { classifyExitCode } from "./exitCode.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** Longest row of tries of one step in one run, the first one included. */
export const MOST_ATTEMPTS = 3;
/** Seconds to wait before the second and the third try. */
const WAIT_SECONDS = [60, 300] as const;

/** Seconds to wait before the try after this one, counted from 1; undefined: there is none. */
export function waitAfter(attempt: number): number | undefined {
  return WAIT_SECONDS[attempt - 1];
}

export interface RetryAdvice {
  retry: boolean;
  /** Seconds to wait first; 0 without a retry. */
  waitSeconds: number;
  why: string;
}

/**
 * Whether a failed step is worth another try without a person. Only where the cause can pass by itself, and never more
 * than three times; an unknown failure is never tried again.
 *
 * @param attempt the try that just failed, counted from 1.
 */
export function adviseRetry(input: {
  exitCode: number | null;
  fingerprint: Fingerprint | undefined;
  attempt: number;
}): RetryAdvice {
  const { exitCode, fingerprint, attempt } = input;
  const busy = exitCode !== null && classifyExitCode(exitCode).retry;
  const canHelp = fingerprint ? fingerprint.retryCanHelp : busy;
  if (!canHelp) {
    return none(
      fingerprint
        ? `Trying again does not help: ${fingerprint.cause}`
        : "The cause is not known, so it is not tried again without a person.",
    );
  }
  const waitSeconds = waitAfter(attempt);
  if (waitSeconds === undefined)
    return none(`It was tried ${attempt} times; at most ${MOST_ATTEMPTS} are made.`);
  return {
    retry: true,
    waitSeconds,
    why: `It may pass by itself: ${fingerprint?.cause ?? classifyExitCode(exitCode ?? 0).meaning}`,
  };
}

function none(why: string): RetryAdvice {
  return { retry: false, waitSeconds: 0, why };
}
