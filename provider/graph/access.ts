import type { GraphApi, GraphHealthIssue, GraphSensor, GraphSensorCandidate } from "./api.ts";
import { Batch } from "./batch.ts";
import { SharedPoller } from "./poller.ts";
import { GraphProblem } from "./problems.ts";

/** Microsoft Graph as handlers use it: operations, and one shared poller for each collection that is waited on. */
export interface GraphAccess {
  readonly api: GraphApi;
  readonly sensors: SharedPoller<GraphSensor[]>;
  readonly candidates: SharedPoller<GraphSensorCandidate[]>;
  /** Open health issues alone. */
  readonly healthIssues: SharedPoller<GraphHealthIssue[]>;
  /** Activates a candidate, together with those asked for at the same time. */
  activate(candidateId: string): Promise<void>;
}

/** @param cancelled ends requests that are made for several callers */
export function graphAccess(
  api: GraphApi,
  cancelled: AbortSignal,
  now: () => Date = () => new Date(),
): GraphAccess {
  const activation = new Batch<string>(
    (ids) => api.activateSensorCandidates(ids, cancelled),
    (error) => error instanceof GraphProblem && [400, 404].includes(error.status ?? 0),
  );
  return {
    api,
    sensors: new SharedPoller((signal) => api.listSensors(signal), cancelled, now),
    candidates: new SharedPoller((signal) => api.listSensorCandidates(signal), cancelled, now),
    healthIssues: new SharedPoller((signal) => api.listHealthIssues(signal, "open"), cancelled, now),
    activate: (candidateId) => activation.add(candidateId),
  };
}
