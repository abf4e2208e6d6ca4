/** What the service knows, as plain data: a part of `state.json`. */
export interface ServiceState {
  sensors: SensorRecord[];
  /** Health issues the scenario or a person raised. */
  healthIssues: HealthIssueRecord[];
  /** Statuses set through the API on issues the service raises by itself, by id. */
  issueStatus: Record<string, "open" | "closed" | "suppressed">;
  accessKey: string;
  activationMode: "manual" | "automated";
  automaticAuditing: boolean;
  faults: string[];
  counters: { requests: number; byOperation: Record<string, number> };
}

export interface SensorRecord {
  id: string;
  /** The lab's host, or one that is gone; null for a sensor without one (another forest's). */
  host: string | null;
  displayName: string;
  domain: string;
  generation: "v2" | "v3";
  version: string;
  /** When it registered or was activated (ISO 8601). */
  since: string;
  /** Lab seconds of activation, for generation 3. */
  activationSeconds: number;
  description: string | null;
  delayedUpdate: boolean;
  /** Beta: a migration to generation 3 that was asked for. */
  migratingSince: string | null;
  migrationFailed: boolean;
}

export interface HealthIssueRecord {
  id: string;
  displayName: string;
  severity: "low" | "medium" | "high";
  status: "open" | "closed" | "suppressed";
  healthIssueType: "sensor" | "global";
  hosts: string[];
  issueTypeId: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
}
