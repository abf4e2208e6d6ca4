import type { Host } from "../hosts/host.ts";
import type { ServiceParts } from "./serviceParts.ts";
import type { SensorRecord } from "./state.ts";

/** Whether a sensor of generation 2 can become one of generation 3 on its host, in Graph's words. */
export function migrationState(service: ServiceParts, sensor: SensorRecord): string {
  if (sensor.generation === "v3") return "upToDate";
  if (sensor.migratingSince !== null) return "migrating";
  if (sensor.migrationFailed) return "migrationFailed";
  const host = sensor.host === null ? undefined : service.hosts.get(sensor.host);
  return host && canMigrate(host) ? "readyForMigration" : "notReadyForMigration";
}

function canMigrate(host: Host): boolean {
  const { onboardingInfo, machineId } = host.state.measured.endpointOnboarding;
  return (
    (host.state.os === "2019" || host.state.os === "2022") &&
    host.service("Sense")?.state === "Running" &&
    host.service("AATPSensorUpdater")?.state === "Running" &&
    onboardingInfo &&
    machineId
  );
}

/** Ends the migrations whose time is over: the old sensor stays installed, stopped and disabled. */
export function settleMigrations(service: ServiceParts): void {
  for (const sensor of service.state.sensors) {
    const host = sensor.host === null ? undefined : service.hosts.get(sensor.host);
    if (!host || sensor.migratingSince === null) continue;
    if (service.clock.since(sensor.migratingSince) < service.scenario.durations.migration) continue;
    sensor.migratingSince = null;
    sensor.migrationFailed = host.has("migration-fails");
    if (!sensor.migrationFailed) {
      sensor.generation = "v3";
      sensor.version = service.scenario.graph.sensorVersion3;
      for (const name of ["AATPSensor", "AATPSensorUpdater"]) host.disableService(name);
    }
    service.changed();
  }
}
