import { now } from "../clock.ts";
import { migrationState } from "./migration.ts";
import { answerCollection } from "./odata/collection.ts";
import { badRequest } from "./reply.ts";
import { functionPath, isObject, type Route } from "./routes.ts";

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
          // Its page documents none.
          options: [],
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
