import { type Problem, ProblemError } from "../plan/problem.ts";

/** What one look found: what was waited for, what is still missing, or that nothing could be read; as a sentence. */
export type Look<T> = { reached: T } | { missing: string } | { unread: string };

export interface Wait<T> {
  /**
   * Looks once, and paces itself: the next look follows at once. Its signal is aborted by a cancel and by the deadline;
   * it should then reject.
   */
  look(signal: AbortSignal): Promise<Look<T>>;
  /** Good looks needed one after another. Default 1. */
  inARow?: number;
  deadlineSeconds: number;
  /** Aborted by a cancel: the wait then rejects with its reason. */
  signal: AbortSignal;
  status(text: string): void;
  now(): Date;
  /** Seconds after which `warn` is told once what is missing. */
  warnAfterSeconds?: number;
  warn?(text: string): void;
  /** What is said when the deadline has passed. */
  problem(late: Late): Problem;
}

/** How a wait ended that did not get there. */
export interface Late {
  /** What the last look lacked, or why it could not look. */
  missing: string;
  /** `unread`: the last look could not see anything, so nothing is proven either way. */
  outcome: "fail" | "unread";
  waitedSeconds: number;
}

/** Looks until it is reached as often in a row as asked for. Throws the problem at the deadline. */
export async function waitFor<T>(wait: Wait<T>): Promise<T> {
  const started = wait.now().getTime();
  const waited = () => (wait.now().getTime() - started) / 1000;
  const deadline = AbortSignal.timeout(wait.deadlineSeconds * 1000);
  const signal = AbortSignal.any([wait.signal, deadline]);
  const needed = wait.inARow ?? 1;
  let good = 0;
  let late: Omit<Late, "waitedSeconds"> = { missing: "nothing could be looked at", outcome: "unread" };
  let warned = wait.warnAfterSeconds === undefined;
  for (;;) {
    const look = await lookOnce(wait, signal, deadline);
    if (look === "late") {
      throw new ProblemError(wait.problem({ ...late, waitedSeconds: Math.round(waited()) }));
    }
    if ("reached" in look) {
      good += 1;
      if (good >= needed) return look.reached;
      late = { missing: `seen well ${good} of ${needed} times in a row`, outcome: "fail" };
    } else {
      good = 0;
      late =
        "unread" in look
          ? { missing: look.unread, outcome: "unread" }
          : { missing: look.missing, outcome: "fail" };
    }
    wait.status(`${late.missing}: ${inWords(waited())} of ${inWords(wait.deadlineSeconds)}`);
    if (!warned && waited() >= (wait.warnAfterSeconds ?? Infinity)) {
      warned = true;
      wait.warn?.(`still waiting after ${inWords(waited())}: ${late.missing}`);
    }
  }
}

async function lookOnce<T>(
  wait: Wait<T>,
  signal: AbortSignal,
  deadline: AbortSignal,
): Promise<Look<T> | "late"> {
  wait.signal.throwIfAborted();
  if (deadline.aborted) return "late";
  try {
    return await wait.look(signal);
  } catch (error) {
    wait.signal.throwIfAborted();
    if (deadline.aborted) return "late";
    throw error;
  }
}

/** Seconds as people say them: `45s`, `12m`, `1h 30m`. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole}s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 120) return `${minutes}m`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
