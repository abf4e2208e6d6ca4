import { placeOf } from "./place.ts";
import type { RunView, StepView } from "./view.ts";

/** A step of a host beside its chain, such as a preparation or a Center's backup. */
export interface TaskView {
  host: string;
  task: string;
  resource: string;
  step: StepView;
}

/** What is under way or failed beside the chains, one for each host: a failure before what runs. */
export function tasksAtHand(view: RunView): ReadonlyMap<string, TaskView> {
  const found = new Map<string, TaskView>();
  for (const [resource, step] of view.steps) {
    if (step.state !== "running" && step.state !== "failed") continue;
    const { host, task } = placeOf(view, resource);
    if (task === null || found.get(host)?.step.state === "failed") continue;
    found.set(host, { host, task, resource, step });
  }
  return found;
}
