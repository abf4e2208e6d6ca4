import { ProblemError } from "../../plan/problem.ts";
import { inWords, type Look } from "../waiting.ts";
import type { Snapshot } from "./poller.ts";
import { GraphProblem } from "./problems.ts";

/**
 * What to make of one shared answer while waiting: its value, or a look that says why there is none. What only a
 * person can put right ends the wait: throws its problem.
 */
export function readSnapshot<T>(snapshot: Snapshot<T>): { value: T } | Look<never> {
  if ("value" in snapshot) return { value: snapshot.value };
  if (!snapshot.passing) throw new ProblemError(snapshot.unread);
  const { cause, measured } = snapshot.unread;
  return { unread: `${cause} (${measured})` };
}

/** For one question while waiting: a failure that may pass is unread; any other ends the wait. */
export async function orUnread<T>(question: Promise<T>): Promise<{ value: T } | { unread: string }> {
  try {
    return { value: await question };
  } catch (error) {
    if (!(error instanceof GraphProblem) || !error.passing) throw error;
    return { unread: `${error.problem.cause} (${error.problem.measured})` };
  }
}

/** The value of a shared answer. Throws the problem where there is none. */
export function readOrThrow<T>(snapshot: Snapshot<T>): T {
  if ("value" in snapshot) return snapshot.value;
  throw new ProblemError(snapshot.unread);
}

/** How old a moment is, in words: "12m ago". */
export function ago(moment: string, now: Date): string {
  return `${inWords((now.getTime() - Date.parse(moment)) / 1000)} ago`;
}
