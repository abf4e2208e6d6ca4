import { setTimeout as sleep } from "node:timers/promises";
import { type Problem, problemOf } from "../../plan/problem.ts";
import { abortable } from "../abortable.ts";
import { GraphProblem } from "./problems.ts";

/** Answers in a row that are none of Graph's until a person has to look: one page of a portal ends no wave. */
const MOST_STRANGE = 3;

/** What one request for a whole collection brought, or why it brought nothing. */
export type Snapshot<T> = { takenAt: Date; number: number } & (
  | { value: T }
  | { unread: Problem; passing: boolean }
);

/**
 * One collection of the service, asked for all who wait. A request is made only while somebody waits, at most one a
 * poll interval, and everybody gets its answer: requests grow with time, not with the number of those who wait.
 */
export class SharedPoller<T> {
  private readonly fetch: (signal: AbortSignal) => Promise<T>;
  private readonly cancelled: AbortSignal;
  private readonly now: () => Date;
  private latest: Snapshot<T> | undefined;
  private startedAt = 0;
  private notBefore = 0;
  private underWay: Promise<Snapshot<T>> | undefined;
  private count = 0;
  private firstValid = 0;
  private strange = 0;

  /** `cancelled` ends requests for all; who waits has a signal of its own. */
  constructor(
    fetch: (signal: AbortSignal) => Promise<T>,
    cancelled: AbortSignal,
    now: () => Date = () => new Date(),
  ) {
    this.fetch = fetch;
    this.cancelled = cancelled;
    this.now = now;
  }

  /**
   * The first answer that is not `after`, and not older than `pollSeconds` by itself. It comes at the latest one poll
   * interval (and one request) from now, unless the service has asked to be left alone for longer.
   */
  async next(after: Snapshot<T> | undefined, pollSeconds: number, signal: AbortSignal): Promise<Snapshot<T>> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.now().getTime();
      const due = Math.max(this.startedAt + pollSeconds * 1000, this.notBefore);
      if (this.latest && this.latest.number !== after?.number && now < due) return this.latest;
      if (this.underWay || now >= due) return abortable(this.request(), signal);
      await sleep(due - now, undefined, { signal });
    }
  }

  /** An answer that is not older than `maxAgeSeconds`; asks when there is none. */
  async recent(maxAgeSeconds: number, signal: AbortSignal): Promise<Snapshot<T>> {
    return this.next(undefined, maxAgeSeconds, signal);
  }

  /** Forgets what it knows, so that the next look is a new one: after a change was made. */
  forget(): void {
    this.latest = undefined;
    this.startedAt = 0;
    // What is under way may have been answered before the change.
    this.underWay = undefined;
    this.firstValid = this.count + 1;
  }

  private request(): Promise<Snapshot<T>> {
    if (!this.underWay) {
      const asked = this.ask().finally(() => {
        if (this.underWay === asked) this.underWay = undefined;
      });
      this.underWay = asked;
    }
    return this.underWay;
  }

  private async ask(): Promise<Snapshot<T>> {
    this.startedAt = this.now().getTime();
    this.count += 1;
    const number = this.count;
    const answer = await this.fetch(this.cancelled).then(
      (value) => {
        this.strange = 0;
        return { value };
      },
      (error: unknown) => this.unreadBecause(error),
    );
    const snapshot = { ...answer, takenAt: this.now(), number };
    if (number >= this.firstValid) this.latest = snapshot;
    return snapshot;
  }

  private unreadBecause(error: unknown): { unread: Problem; passing: boolean } {
    if (!(error instanceof GraphProblem)) return { unread: problemOf(error), passing: false };
    if (error.retryAfterSeconds !== undefined) {
      this.notBefore = this.now().getTime() + error.retryAfterSeconds * 1000;
    }
    this.strange = error.problem.id === "GRAPH-ANSWER" ? this.strange + 1 : 0;
    const oddOnce = this.strange > 0 && this.strange < MOST_STRANGE;
    return { unread: error.problem, passing: error.passing || oddOnce };
  }
}
