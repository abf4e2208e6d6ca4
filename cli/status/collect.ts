import { viewFromState } from "../live/fromState.ts";
import type { RunView } from "../live/view.ts";
import type { Place } from "../place.ts";
import { type Elsewhere, runsElsewhere, type StackLock, stackLocks } from "../run/lock.ts";
import { replayed, withRecordedGaps } from "../run/recordedGaps.ts";
import { type RecordedRun, recordedRuns } from "../run/runFolder.ts";
import { type StackView, viewStack } from "../stack.ts";

/**
 * What goes on with a stack. running: an engine is at work, begun from this clone; elsewhere: somebody else's holds
 * its lock, or Pulumi Cloud tells so; killed: the last one ended without putting anything in order; idle: none; unseen:
 * none from this clone, and the backend does not tell of others.
 */
export type Activity =
  | { kind: "running"; run: RecordedRun }
  | { kind: "elsewhere"; lock: StackLock | null }
  | { kind: "killed"; run: RecordedRun | null; lock: StackLock | null }
  | { kind: "idle" }
  | { kind: "unseen" };

/** A stack as it is at one moment: plan, state, what is under way, and the last run's failures. */
export interface StackStatus {
  stack: StackView;
  view: RunView;
  activity: Activity;
  lastRun: RecordedRun | null;
  /** What the backend told of runs that are not of this clone. */
  elsewhere: Elsewhere;
  /** When it was looked, milliseconds. */
  at: number;
}

/** Looks once: the state by the engine, what is under way by the record of the run. */
export async function collectStatus(stack: string, place: Place, now = Date.now()): Promise<StackStatus> {
  const elsewhere = await runsElsewhere(stack, place.cwd, place.env);
  return statusOf(await viewStack(stack, place.cwd, place.env), place, now, elsewhere);
}

/** The status of a stack whose state was just read. */
export function statusOf(
  stack: StackView,
  { cwd, env }: Place,
  now: number,
  elsewhere: Elsewhere = "none",
): StackStatus {
  const runs = recordedRuns(cwd, stack.stack);
  const last = runs.at(-1) ?? null;
  const activity = activityOf(last, stackLocks(stack.stack, env), stack, elsewhere);
  return { stack, view: viewOf(stack, runs, activity, now), activity, lastRun: last, elsewhere, at: now };
}

/** Reads on in the stream of a run under way, without asking the engine for the state again. */
export function refreshed(status: StackStatus, place: Place, now: number): StackStatus {
  return statusOf(status.stack, place, now, status.elsewhere);
}

function activityOf(
  last: RecordedRun | null,
  locks: readonly StackLock[],
  stack: StackView,
  elsewhere: Elsewhere,
): Activity {
  if (last?.state === "running") return { kind: "running", run: last };
  const alive = locks.find((lock) => !lock.dead);
  if (alive) return { kind: "elsewhere", lock: alive };
  if (elsewhere === "underWay") return { kind: "elsewhere", lock: null };
  // An operation that is not over may be another machine's, at work now: nothing is called killed unseen.
  if (elsewhere === "unseen" && last?.state !== "killed") return { kind: "unseen" };
  const dead = locks[0] ?? null;
  const cutOff = dead !== null || last?.state === "killed" || stack.deployment.pending.length > 0;
  return cutOff
    ? { kind: "killed", run: last?.state === "killed" ? last : null, lock: dead }
    : { kind: "idle" };
}

function viewOf(stack: StackView, runs: readonly RecordedRun[], activity: Activity, now: number): RunView {
  const last = runs.at(-1);
  const fromState = viewFromState(stack, now);
  if (activity.kind === "running") {
    const before = withRecordedGaps(fromState, runs.slice(0, -1), stack.deployment);
    const startedAt = Date.parse(activity.run.begun.startedAt);
    return replayed({ ...before, startedAt }, activity.run.events);
  }
  const cutOff = withCutOff(fromState, stack.deployment.pending);
  if (!last) return { ...cutOff, stage: "over" };
  const told = replayed(fromState, last.events);
  // What failed then and is done since is no failure any more.
  const failures = told.failures.filter(({ resource }) => fromState.steps.get(resource)?.state !== "done");
  const steps = new Map(cutOff.steps);
  for (const { resource, at } of failures) {
    steps.set(resource, { state: "failed", since: null, until: at, says: null });
  }
  const { gaps } = withRecordedGaps(fromState, runs, stack.deployment);
  return { ...cutOff, steps, failures, gaps, loose: told.loose, stage: "over" };
}

function withCutOff(view: RunView, pending: readonly string[]): RunView {
  const steps = new Map(view.steps);
  for (const name of pending)
    steps.set(name, { state: "stopped", since: null, until: null, says: "cut off" });
  return { ...view, steps };
}
