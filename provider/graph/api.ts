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
}

export interface GraphApi {
  listSensors(signal: AbortSignal): Promise<GraphSensor[]>;
  updateSensor(id: string, settings: SensorSettingsPatch, signal: AbortSignal): Promise<void>;
  deploymentPackage(signal: AbortSignal): Promise<{ downloadUrl: string; version: string }>;
  deploymentAccessKey(signal: AbortSignal): Promise<string>;
  listSensorCandidates(signal: AbortSignal): Promise<GraphSensorCandidate[]>;
  activateSensorCandidates(ids: string[], signal: AbortSignal): Promise<void>;
  listHealthIssues(signal: AbortSignal, filter?: string): Promise<GraphHealthIssue[]>;
}
