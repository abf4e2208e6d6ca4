import type { SensorGeneration } from "../estate/schema.ts";
import type { ServiceFeature } from "./declared.ts";

/** Application permissions of Microsoft Graph, by what needs them. Source: docs/graph.md, which lists each operation. */
const SENSORS_READ = "SecurityIdentitiesSensors.Read.All";
const SENSORS_WRITE = "SecurityIdentitiesSensors.ReadWrite.All";
const HEALTH_READ = "SecurityIdentitiesHealth.Read.All";

const byGeneration: Record<SensorGeneration, readonly string[]> = {
  v2: [SENSORS_WRITE],
  v3: [SENSORS_WRITE],
};
const byFeature: Record<ServiceFeature, readonly string[]> = {
  activationConfiguration: [SENSORS_WRITE],
  autoAuditing: ["SecurityIdentitiesAutoConfig.ReadWrite.All"],
  keyRotation: [SENSORS_WRITE],
  healthIssueSuppression: ["SecurityIdentitiesHealth.ReadWrite.All"],
  orphanRemoval: [SENSORS_WRITE],
  sensorMigration: ["SecurityIdentitiesMigration.ReadWrite.All"],
  hunting: ["ThreatHunting.Read.All"],
};

/** Every permission a plan needs, the larger standing for the smaller, in the order of their names. */
export function neededPermissions(
  generations: readonly SensorGeneration[],
  features: readonly ServiceFeature[],
): string[] {
  const needed = new Set([
    SENSORS_READ,
    HEALTH_READ,
    ...generations.flatMap((generation) => byGeneration[generation]),
    ...features.flatMap((feature) => byFeature[feature]),
  ]);
  const covered = (permission: string) =>
    permission.endsWith(".Read.All") && needed.has(permission.replace(".Read.All", ".ReadWrite.All"));
  return [...needed].filter((permission) => !covered(permission)).toSorted();
}

/** Whether permissions that were given cover one that is needed: ReadWrite holds Read. */
export function grants(given: readonly string[], needed: string): boolean {
  return given.includes(needed) || given.includes(needed.replace(/\.Read\.All$/, ".ReadWrite.All"));
}
