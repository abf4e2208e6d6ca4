import { findAnswer } from "../../remote/answer.ts";
import { placeOf } from "../live/place.ts";
import { isQuietTask } from "../live/taskWords.ts";
import type { RunView } from "../live/view.ts";
import { type Chain, type Part, resourceName } from "../state/chain.ts";
import type { Deployment, StateResource } from "../state/deployment.ts";

/** One step of a chain as the state tells it. Moments are ISO 8601, UTC; null: it is not known. */
export interface StepRecord {
  /** task: a step beside the chain, such as a preparation or a Center's backup. */
  part: Part | "task";
  /** Its name without the host's, such as `prepare-power-plan`; null: it is a part of the chain. */
  task: string | null;
  /** done: it ended as it should; partly: it is in the state but did not end; open: nothing is known of it. */
  state: "done" | "partly" | "open";
  startedAt: string | null;
  endedAt: string | null;
  /** What the step on the host said: done now, or so already. Null for what runs on no host. */
  outcome: string | null;
  /** Exit code of the setup; null: none ran. */
  exitCode: number | null;
  rebooted: boolean;
  log: string[];
  /** Why it is only partly there. */
  errors: string[];
}

/**
 * The steps of a chain in their order, with times from the hosts' answers and the engine's own notes. A step that is not
 * in the state, while a later one is, is left out: the version of the program that ran then did not have it.
 */
export function historyOf(chain: Chain, deployment: Deployment): StepRecord[] {
  const steps = chain.parts.map((part) => {
    const resource = deployment.resources.get(resourceName(chain, part));
    return resource ? recordOf(part, resource, deployment) : unknown(part);
  });
  const last = steps.findLastIndex(({ state }) => state !== "open");
  return steps.filter(({ state }, index) => state !== "open" || index > last);
}

/** Steps of hosts beside their chains, by host, each list in the order in which they began. */
export function tasksOf(
  view: Pick<RunView, "chains" | "waves" | "staying">,
  deployment: Deployment,
): ReadonlyMap<string, StepRecord[]> {
  const found = new Map<string, StepRecord[]>();
  for (const resource of deployment.resources.values()) {
    const { host, task } = placeOf(view, resource.name);
    if (task === null || isQuietTask(task)) continue;
    const record = { ...recordOf("task", resource, deployment), task };
    found.set(host, [...(found.get(host) ?? []), record]);
  }
  for (const [host, records] of found) found.set(host, records.toSorted(byBeginning));
  return found;
}

/** A chain's steps with those beside it: each before the first that began later. Preparations come first. */
export function withTasks(steps: readonly StepRecord[], tasks: readonly StepRecord[] = []): StepRecord[] {
  const all = [...steps];
  for (const task of tasks) {
    const at = task.task?.startsWith("prepare-")
      ? all.findIndex((one) => !one.task?.startsWith("prepare-"))
      : all.findIndex((one) => one.startedAt !== null && byBeginning(task, one) < 0);
    all.splice(at < 0 ? all.length : at, 0, task);
  }
  return all;
}

/** One whose beginning is not known comes last. */
function byBeginning(one: StepRecord, other: StepRecord): number {
  return (one.startedAt ?? "~").localeCompare(other.startedAt ?? "~");
}

function recordOf(part: StepRecord["part"], resource: StateResource, deployment: Deployment): StepRecord {
  const answer = findAnswer(String(resource.outputs?.stdout ?? ""));
  const errors = resource.initErrors ?? [];
  return {
    part,
    task: null,
    state: errors.length > 0 ? "partly" : "done",
    startedAt: answer?.startedAt ?? beginOf(resource) ?? readyToBegin(resource, deployment),
    endedAt: answer?.finishedAt ?? endOf(resource),
    outcome: answer?.outcome ?? null,
    exitCode: answer?.exitCode ?? null,
    rebooted: answer?.rebooted ?? false,
    log: answer?.log ?? [],
    errors,
  };
}

function unknown(part: Part): StepRecord {
  return {
    part,
    task: null,
    state: "open",
    startedAt: null,
    endedAt: null,
    outcome: null,
    exitCode: null,
    rebooted: false,
    log: [],
    errors: [],
  };
}

/** The moment a resource of our own notes as its beginning. */
function beginOf({ outputs }: StateResource): string | null {
  return moment(outputs?.measuredAt) ?? moment(outputs?.activatedAt);
}

/** The moment a resource notes as its end, else the one at which the engine wrote it down first. */
function endOf({ outputs, created }: StateResource): string | null {
  return moment(outputs?.verifiedAt) ?? moment(outputs?.passedAt) ?? moment(created);
}

/** The last of what a resource depends on: it cannot have begun before, and the engine does not wait longer. */
function readyToBegin(resource: StateResource, { resources }: Deployment): string | null {
  const before = resource.dependsOn.flatMap((name) => {
    const found = resources.get(name);
    return (found && endOf(found)) ?? [];
  });
  return before.toSorted().at(-1) ?? null;
}

/** When a wave's gate was entered and when it opened. */
export function gateTimes(
  gate: string,
  deployment: Deployment,
): { startedAt: string | null; endedAt: string | null } {
  const resource = deployment.resources.get(gate);
  if (!resource) return { startedAt: null, endedAt: null };
  return { startedAt: readyToBegin(resource, deployment), endedAt: moment(resource.outputs?.passedAt) };
}

/** An ISO 8601 moment in UTC with milliseconds; null: it is none. */
export function moment(value: unknown): string | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
