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
  /** A second sending has no further effect, so a request whose end was not seen may be sent again. */
  repeatable: "yes" | "no";
}

const root = "/security/identities";
const sensors = "SecurityIdentitiesSensors.Read.All";
const sensorsWrite = "SecurityIdentitiesSensors.ReadWrite.All";

export const operations = {
  listSensors: {
    does: "list the sensors",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors`,
    permission: sensors,
    repeatable: "yes",
  },
  updateSensor: {
    does: "change a sensor's settings",
    method: "PATCH",
    version: "v1.0",
    path: `${root}/sensors/{id}`,
    permission: sensorsWrite,
    repeatable: "yes",
  },
  deploymentPackage: {
    does: "ask for the installer's address",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors/getDeploymentPackageUri`,
    permission: sensors,
    repeatable: "yes",
  },
  deploymentAccessKey: {
    does: "ask for the access key",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensors/getDeploymentAccessKey`,
    permission: sensorsWrite,
    repeatable: "yes",
  },
  listSensorCandidates: {
    does: "list the servers that can take a v3 sensor",
    method: "GET",
    version: "v1.0",
    path: `${root}/sensorCandidates`,
    permission: sensors,
    repeatable: "yes",
  },
  activateSensorCandidates: {
    does: "activate v3 sensors",
    method: "POST",
    version: "v1.0",
    path: `${root}/sensorCandidates/activate`,
    permission: sensorsWrite,
    repeatable: "yes",
  },
  listHealthIssues: {
    does: "list the health issues",
    method: "GET",
    version: "v1.0",
    path: `${root}/healthIssues`,
    permission: "SecurityIdentitiesHealth.Read.All",
    repeatable: "yes",
  },
} as const satisfies Record<string, GraphOperation>;

export type OperationName = keyof typeof operations;
