/**
 * Every operation of Microsoft Graph this program uses, as the public documentation and metadata describe them. The
 * single source for requests, for the cure in errors and for docs/graph.md.
 */
export interface GraphOperation {
  /** What it does, for people: "list the sensors". */
  does: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  version: "v1.0" | "beta";
  path: string;
  /** The least-privileged application permission. */
  permission: string;
  /** Clouds the documentation or the clouds' own schemas have it for: all three, or the global one alone. */
  clouds: "all" | "global";
  /** A second sending has no further effect, so a request whose end was not seen may be sent again. */
  repeatable: "yes" | "no";
  /** Other ways to write the same, where documentation, metadata and permission catalogue disagree; tried in turn. */
  otherWays?: readonly Pick<GraphOperation, "method" | "path">[];
}

const root = "/security/identities";
const sensors = "SecurityIdentitiesSensors.Read.All";
const sensorsWrite = "SecurityIdentitiesSensors.ReadWrite.All";
const activation = `${root}/sensorCandidateActivationConfiguration`;
const auditing = `${root}/settings/autoAuditingConfiguration`;

export const operations = {
  listSensors: {
    does: "list the sensors",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors`,
    permission: sensors,
    clouds: "all",
    repeatable: "yes",
  },
  updateSensor: {
    does: "change a sensor's settings",
    method: "PATCH",
    version: "v1.0",
    path: `${root}/sensors/{id}`,
    permission: sensorsWrite,
    clouds: "global",
    repeatable: "yes",
  },
  deploymentPackage: {
    does: "ask for the installer's address",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors/getDeploymentPackageUri`,
    permission: sensors,
    clouds: "all",
    repeatable: "yes",
  },
  deploymentAccessKey: {
    does: "ask for the access key",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors/getDeploymentAccessKey`,
    permission: sensorsWrite,
    clouds: "global",
    repeatable: "yes",
  },
  listSensorCandidates: {
    does: "list the servers that can take a v3 sensor",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensorCandidates`,
    permission: sensors,
    clouds: "global",
    repeatable: "yes",
  },
  activateSensorCandidates: {
    does: "activate v3 sensors",
    method: "POST",
    version: "v1.0",
    path: `${root}/sensorCandidates/activate`,
    permission: sensorsWrite,
    clouds: "global",
    repeatable: "yes",
  },
  listHealthIssues: {
    does: "list the health issues",
    method: "GET",
    version: "v1.0",
    path: `${root}/healthIssues`,
    permission: "SecurityIdentitiesHealth.Read.All",
    clouds: "all",
    repeatable: "yes",
  },
  deleteSensor: {
    does: "remove a sensor from the service",
    method: "DELETE",
    version: "v1.0",
    path: `${root}/sensors/{id}`,
    permission: sensorsWrite,
    clouds: "global",
    repeatable: "yes",
  },
  regenerateDeploymentAccessKey: {
    does: "make a new access key",
    method: "POST",
    version: "v1.0",
    path: `${root}/sensors/regenerateDeploymentAccessKey`,
    permission: sensorsWrite,
    clouds: "all",
    repeatable: "no",
  },
  activationMode: {
    does: "read how v3 sensors are activated",
    method: "GET",
    version: "v1.0",
    path: activation,
    permission: sensors,
    clouds: "global",
    repeatable: "yes",
  },
  setActivationMode: {
    does: "set how v3 sensors are activated",
    method: "PATCH",
    version: "v1.0",
    path: activation,
    permission: sensorsWrite,
    clouds: "global",
    repeatable: "yes",
    otherWays: [
      { method: "POST", path: activation },
      { method: "POST", path: `${activation}s` },
    ],
  },
  automaticAuditing: {
    does: "read whether auditing is set by itself",
    method: "GET",
    version: "v1.0",
    path: auditing,
    permission: "SecurityIdentitiesAutoConfig.Read.All",
    clouds: "global",
    repeatable: "yes",
  },
  setAutomaticAuditing: {
    does: "set whether auditing is set by itself",
    method: "PATCH",
    version: "v1.0",
    path: auditing,
    permission: "SecurityIdentitiesAutoConfig.ReadWrite.All",
    clouds: "global",
    repeatable: "yes",
    otherWays: [{ method: "POST", path: auditing }],
  },
  updateHealthIssue: {
    does: "change the status of a health issue",
    method: "PATCH",
    version: "v1.0",
    path: `${root}/healthIssues/{id}`,
    permission: "SecurityIdentitiesHealth.ReadWrite.All",
    clouds: "global",
    repeatable: "yes",
  },
  listSensorMigrations: {
    does: "list the sensors that can become v3",
    method: "GET",
    version: "beta",
    path: `${root}/sensorMigration`,
    permission: "SecurityIdentitiesMigration.Read.All",
    clouds: "global",
    repeatable: "yes",
  },
  migrateSensors: {
    does: "make v2 sensors v3",
    method: "POST",
    version: "beta",
    path: `${root}/sensorMigration/migrate`,
    permission: "SecurityIdentitiesMigration.ReadWrite.All",
    clouds: "global",
    repeatable: "no",
  },
  huntingQuery: {
    does: "run a hunting query",
    method: "POST",
    version: "v1.0",
    path: "/security/runHuntingQuery",
    permission: "ThreatHunting.Read.All",
    clouds: "all",
    repeatable: "yes",
  },
} as const satisfies Record<string, GraphOperation>;

export type OperationName = keyof typeof operations;
