/**
 * What this product asks of Microsoft Graph for Defender for Identity, and nothing more. Types follow the v1.0
 * metadata; a property the service may omit is optional, an enum's unknown member stays a string.
 */
export interface GraphSensor {
  id: string;
  displayName: string;
  domainName: string;
  deploymentStatus: string;
  healthStatus: string;
  sensorType: string;
  /** Absent from the US government schema. */
  serviceStatus?: string;
  version: string;
  openHealthIssuesCount?: number;
  createdDateTime?: string;
  settings: {
    description?: string | null;
    isDelayedDeploymentEnabled?: boolean | null;
    domainControllerDnsNames?: string[] | null;
  };
}

export interface GraphSensorCandidate {
  id: string;
  computerDnsName: string;
  domainName: string;
  senseClientVersion: string;
  lastSeenDateTime: string;
}

export interface GraphHealthIssue {
  id: string;
  displayName: string;
  healthIssueType: string;
  severity: string;
  status: string;
  domainNames: string[];
  sensorDNSNames: string[];
  createdDateTime: string;
  recommendations?: string[];
}

export interface SensorSettingsPatch {
  description?: string;
  isDelayedDeploymentEnabled?: boolean;
  domainControllerDnsNames?: string[];
}

/** How servers that can take a v3 sensor get one: by hand, or by themselves. */
export type ActivationMode = "manual" | "automated";

/** What a program may make of a health issue. `suppressed` lasts seven days. */
export type HealthIssueStatus = "open" | "closed" | "suppressed";

/** A v2 sensor on its way to the third generation. Beta only. */
export interface GraphSensorMigration {
  id: string;
  displayName: string;
  domainName: string;
  migrationState: string;
  version: string;
}

export interface SensorMigrationResult {
  successful: string[];
  failed: string[];
}

/** A row of an advanced-hunting answer: column → value. */
export type HuntingRow = Record<string, unknown>;

/** The operations; each takes a signal that ends it. Which permission each needs stands in operations.ts. */
export interface GraphApi {
  /** Application permissions the token states; undefined where it cannot be read. */
  permissions(signal: AbortSignal): Promise<readonly string[] | undefined>;
  listSensors(signal: AbortSignal): Promise<GraphSensor[]>;
  updateSensor(id: string, settings: SensorSettingsPatch, signal: AbortSignal): Promise<void>;
  deleteSensor(id: string, signal: AbortSignal): Promise<void>;
  deploymentPackage(signal: AbortSignal): Promise<{ downloadUrl: string; version: string }>;
  deploymentAccessKey(signal: AbortSignal): Promise<string>;
  /** Makes a new access key; the old one registers no more sensors. Sensors that are registered do not notice. */
  regenerateDeploymentAccessKey(signal: AbortSignal): Promise<void>;
  listSensorCandidates(signal: AbortSignal): Promise<GraphSensorCandidate[]>;
  activateSensorCandidates(ids: string[], signal: AbortSignal): Promise<void>;
  /** A mode that is not known stays the text it came as. */
  activationMode(signal: AbortSignal): Promise<string>;
  setActivationMode(mode: ActivationMode, signal: AbortSignal): Promise<void>;
  automaticAuditing(signal: AbortSignal): Promise<boolean>;
  setAutomaticAuditing(on: AutomaticAuditing, signal: AbortSignal): Promise<void>;
  /** Those of one status; default: all. One whose status nobody knows counts as open. */
  listHealthIssues(signal: AbortSignal, status?: HealthIssueStatus): Promise<GraphHealthIssue[]>;
  updateHealthIssue(id: string, status: HealthIssueStatus, signal: AbortSignal): Promise<void>;
  /** Beta, which Microsoft does not support for production. */
  listSensorMigrations(signal: AbortSignal): Promise<GraphSensorMigration[]>;
  /** Beta, which Microsoft does not support for production. */
  migrateSensors(ids: string[], signal: AbortSignal): Promise<SensorMigrationResult>;
  /** @param timespan ISO 8601 duration or interval, `PT2H` */
  huntingQuery(query: string, timespan: string, signal: AbortSignal): Promise<HuntingRow[]>;
}

export type AutomaticAuditing = "on" | "off";
