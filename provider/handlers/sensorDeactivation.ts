import {
  type SensorDeactivationInputs,
  type SensorDeactivationOutputs,
  sensorDeactivationInputs,
} from "../../plan/declaredRollback.ts";
import type { Problem } from "../../plan/problem.ts";
import { isV3, sensorOf } from "../../plan/sensorState.ts";
import type { GraphSensor } from "../graph/api.ts";
import { readOrThrow, readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import { unlessGone } from "../graph/problems.ts";
import type { ResourceHandler } from "../handler.ts";
import { inWords, type Late, waitFor } from "../waiting.ts";

/**
 * Takes a v3 sensor out of the service, which is how it leaves its host, and waits until it is not listed any more. A
 * v2 sensor is left alone: its own uninstall takes it out.
 */
export const sensorDeactivation: ResourceHandler<SensorDeactivationInputs, SensorDeactivationOutputs> = {
  token: "ata2mdi:index:SensorDeactivation",
  inputs: sensorDeactivationInputs,
  minds: ["subject"],
  notes: ["workspace"],
  farewell: "forgotten; the sensor does not come back by that",
  idOf: (inputs) => `${inputs.subject.name}.${inputs.subject.domain}`.toLowerCase(),

  async due(state) {
    return state.deactivatedAt === undefined ? "was not taken out to the end: it is tried again" : undefined;
  },

  async create(inputs, call) {
    const graph = call.services.graph(inputs.workspace);
    graph.sensors.forget();
    const listed = sensorOf(readOrThrow(await graph.sensors.recent(1, call.signal)), inputs.subject).sensor;
    if (!listed || !isV3(listed)) return { sensorId: null, deactivatedAt: call.services.now().toISOString() };
    call.keep({ sensorId: listed.id });
    call.status(`taking sensor ${listed.id} out of the service`);
    await graph.api.deleteSensor(listed.id, call.signal).catch(unlessGone);
    graph.sensors.forget();
    let last: Snapshot<GraphSensor[]> | undefined;
    await waitFor<true>({
      deadlineSeconds: inputs.deadlineSeconds,
      signal: call.signal,
      status: call.status,
      now: call.services.now,
      problem: (late) => stillListed(inputs, late),
      look: async (signal) => {
        last = await graph.sensors.next(last, inputs.pollSeconds, signal);
        const read = readSnapshot(last);
        if (!("value" in read)) return read;
        const there = read.value.some(({ id }) => id === listed.id);
        return there ? { missing: "the service still lists its sensor" } : { reached: true };
      },
    });
    return { sensorId: listed.id, deactivatedAt: call.services.now().toISOString() };
  },
};

function stillListed(inputs: SensorDeactivationInputs, late: Late): Problem {
  return {
    id: "SENSOR-NOT-DEACTIVATED",
    host: inputs.subject.name,
    cause:
      "its v3 sensor was taken out of the service, which still lists it; its gateway is not installed yet",
    measured: `${late.missing}, after ${inWords(late.waitedSeconds)}`,
    cure: "Delete the sensor in the portal (Settings > Identities > Sensors), then run again.",
    command: "pulumi up",
  };
}
