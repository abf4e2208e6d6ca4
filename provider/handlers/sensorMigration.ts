import { setTimeout as sleep } from "node:timers/promises";
import {
  type SensorMigrationInputs,
  type SensorMigrationOutputs,
  sensorMigrationInputs,
} from "../../plan/declaredService.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { sensorOf } from "../../plan/sensorState.ts";
import type { GraphSensorMigration } from "../graph/api.ts";
import { orUnread } from "../graph/ask.ts";
import type { ResourceHandler, WorkCall } from "../handler.ts";
import { inWords, type Look, waitFor } from "../waiting.ts";

/** Makes a v2 sensor v3 through the service. Beta: opted into by hand, and without a way back after a week. */
export const sensorMigration: ResourceHandler<SensorMigrationInputs, SensorMigrationOutputs> = {
  token: "ata2mdi:index:SensorMigration",
  inputs: sensorMigrationInputs,
  minds: ["subject"],
  notes: ["workspace"],
  farewell: "forgotten; the sensor stays what it is",
  idOf: (inputs) => `${inputs.subject.name}.${inputs.subject.domain}`.toLowerCase(),

  due: async (state) =>
    state.migratedAt === undefined ? "was not waited for to the end: it is waited for again" : undefined,

  async create(inputs, call) {
    call.warn(
      "the service's own migration is a beta; it goes back by itself within two hours where it fails",
    );
    const found = await find(inputs, call, call.signal);
    if (found.migrationState === "readyForMigration") {
      const { failed } = await call.services
        .graph(inputs.workspace)
        .api.migrateSensors([found.id], call.signal);
      if (failed.includes(found.id)) throw new ProblemError(notMigrated(inputs, "the service refused it"));
    } else if (found.migrationState !== "migrating" && found.migrationState !== "upToDate") {
      throw new ProblemError(notMigrated(inputs, `its state is ${found.migrationState}`));
    }
    call.keep({ sensorId: found.id, migrationState: "migrating" });
    const done = await waitFor<GraphSensorMigration>({
      deadlineSeconds: inputs.deadlineSeconds,
      signal: call.signal,
      status: call.status,
      now: call.services.now,
      problem: (late) => notMigrated(inputs, `${late.missing}, after ${inWords(late.waitedSeconds)}`),
      look: (signal) => look(inputs, call, signal),
    });
    return {
      sensorId: done.id,
      migrationState: done.migrationState,
      migratedAt: call.services.now().toISOString(),
    };
  },
};

async function look(
  inputs: SensorMigrationInputs,
  call: WorkCall<SensorMigrationOutputs>,
  signal: AbortSignal,
): Promise<Look<GraphSensorMigration>> {
  await sleep(inputs.pollSeconds * 1000, undefined, { signal });
  const found = await orUnread(find(inputs, call, signal));
  if (!("value" in found)) return found;
  const now = found.value;
  if (now.migrationState === "upToDate") return { reached: now };
  if (now.migrationState === "migrationFailed") {
    throw new ProblemError(notMigrated(inputs, "the service says migrationFailed; its v2 sensor goes on"));
  }
  return { missing: `${inputs.subject.name} is ${now.migrationState}` };
}

async function find(
  inputs: SensorMigrationInputs,
  call: WorkCall<SensorMigrationOutputs>,
  signal: AbortSignal,
): Promise<GraphSensorMigration> {
  const { api, sensors } = call.services.graph(inputs.workspace);
  const [list, listed] = await Promise.all([
    api.listSensorMigrations(signal),
    sensors.recent(inputs.pollSeconds, signal),
  ]);
  const { name, domain } = inputs.subject;
  // By the sensor's id: its name in this list is one for show in the documentation ("DC01 Sensor").
  const id = "value" in listed ? sensorOf(listed.value, inputs.subject).sensor?.id : undefined;
  const found = list.find(
    (entry) =>
      entry.id === id ||
      (entry.displayName.toLowerCase() === name.toLowerCase() &&
        entry.domainName.toLowerCase() === domain.toLowerCase()),
  );
  if (!found) throw new ProblemError(notMigrated(inputs, "the service does not list it for migration"));
  return found;
}

function notMigrated(inputs: SensorMigrationInputs, measured: string): Problem {
  return {
    id: "SENSOR-NOT-MIGRATED",
    host: inputs.subject.name,
    cause: "its v2 sensor was not made a v3 sensor; it keeps the one it has",
    measured,
    cure: "See what the portal's Sensors page says of its readiness; the needs are in docs/graph.md.",
    command: "pulumi up",
  };
}
