import { now } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import { answerCollection } from "./odata/collection.ts";
import { badRequest } from "./reply.ts";
import { functionPath, isObject, type Route } from "./routes.ts";
import type { DefenderService } from "./service.ts";
import type { SensorRecord } from "./state.ts";

const READ = ["SecurityIdentitiesMigration.Read.All", "SecurityIdentitiesMigration.ReadWrite.All"];
const WRITE = ["SecurityIdentitiesMigration.ReadWrite.All"];

/** Beta: from a sensor of generation 2 to one of generation 3 on the same host. */
export const migrationRoutes: readonly Route[] = [
  {
    name: "list sensor migrations",
    method: "GET",
    path: /^\/sensorMigration$/i,
    permissions: READ,
    betaOnly: true,
    lists: true,
    answer: ({ service, query, address, context }) =>
      answerCollection(
        service.sensors().map(({ record, row }) => ({
          id: row.id,
          createdDateTime: row.createdDateTime,
          displayName: row.displayName,
          domainName: row.domainName,
          healthStatus: row.healthStatus,
          migrationState: migrationState(service, record),
          sensorType: row.sensorType,
          serviceStatus: row.serviceStatus,
          version: row.version,
        })),
        query,
        {
          options: ["$count", "$filter", "$skip", "$top"],
          filterable: ["id", "displayName", "domainName", "migrationState", "version"],
          pageSize: service.scenario.graph.pageSize,
          address,
          context,
          strict: service.scenario.graph.strict,
        },
      ),
  },
  {
    name: "migrate sensors",
    method: "POST",
    path: functionPath("/sensorMigration", "migrate"),
    permissions: WRITE,
    betaOnly: true,
    takes: ["sensorIds"],
    answer(call) {
      const ids = isObject(call.body) ? call.body.sensorIds : undefined;
      if (!Array.isArray(ids) || ids.length === 0) return badRequest("'sensorIds' is a list of strings.");
      const started: unknown[] = [];
      const refused: unknown[] = [];
      for (const id of ids) {
        const sensor = call.service.state.sensors.find((one) => one.id === id);
        if (sensor && migrationState(call.service, sensor) === "readyForMigration") {
          sensor.migratingSince = now();
          started.push(id);
        } else refused.push(id);
      }
      call.service.changed();
      return {
        status: 200,
        body: {
          "@odata.context": call.context,
          successfulMigrationSensorIds: started,
          failedMigrationSensorIds: refused,
        },
      };
    },
  },
];

export function migrationState(service: DefenderService, sensor: SensorRecord): string {
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
export function settleMigrations(service: DefenderService): void {
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
