import {
  type SensorActivationInputs,
  type SensorActivationOutputs,
  sensorActivationInputs,
} from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import { candidateOf, isV3, sensorOf } from "../../plan/sensorState.ts";
import { abortable } from "../abortable.ts";
import type { GraphSensor, GraphSensorCandidate } from "../graph/api.ts";
import { orUnread, readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { ResourceHandler } from "../handler.ts";
import { inWords, type Late, type Look, waitFor } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";

/**
 * Switches a v3 sensor on. Waiting until it runs is the Sensor's work; one that is on already is fine. Its gateway is
 * gone by now, so a service that fails for a while is waited out.
 */
export const sensorActivation: ResourceHandler<SensorActivationInputs, SensorActivationOutputs> = {
  token: "ata2mdi:index:SensorActivation",
  inputs: sensorActivationInputs,
  minds: ["subject"],
  notes: ["workspace"],
  farewell: "forgotten; the sensor stays active. Remove it in the portal if it must go.",
  idOf: (inputs) => `${inputs.subject.name}.${inputs.subject.domain}`.toLowerCase(),

  async due(state, inputs) {
    if (!sameWorkspace(state.workspace, inputs.workspace))
      return "another workspace: it will be activated there";
    return state.activatedAt === undefined
      ? "was not activated to the end: it will be tried again"
      : undefined;
  },

  async create(inputs, call) {
    const graph = call.services.graph(inputs.workspace);
    let sensorsSeen: Snapshot<GraphSensor[]> | undefined;
    let candidatesSeen: Snapshot<GraphSensorCandidate[]> | undefined;
    let askedFor: string | undefined;
    return waitFor<SensorActivationOutputs>({
      deadlineSeconds: inputs.deadlineSeconds,
      signal: call.signal,
      status: call.status,
      now: call.services.now,
      problem: (late) => notOffered(inputs, late),
      look: async (signal): Promise<Look<SensorActivationOutputs>> => {
        [sensorsSeen, candidatesSeen] = await Promise.all([
          graph.sensors.next(sensorsSeen, inputs.pollSeconds, signal),
          graph.candidates.next(candidatesSeen, inputs.pollSeconds, signal),
        ]);
        const sensors = readSnapshot(sensorsSeen);
        const candidates = readSnapshot(candidatesSeen);
        if (!("value" in sensors)) return sensors;
        const active = sensorOf(sensors.value, inputs.subject).sensor;
        if (active && isV3(active)) return { reached: outputsNow(active.id, call.services.now()) };
        if (!("value" in candidates)) return candidates;
        const candidate = candidateOf(candidates.value, inputs.subject);
        if (!candidate) {
          // No longer on offer after it was asked for: it was carried out, and only the answer was lost.
          if (askedFor) return { reached: outputsNow(askedFor, call.services.now()) };
          return { missing: "the service does not offer it as a server that can take a v3 sensor" };
        }
        call.status("activating");
        askedFor = candidate.id;
        const activated = await orUnread(abortable(graph.activate(candidate.id), signal));
        if (!("value" in activated)) return activated;
        graph.sensors.forget();
        return { reached: outputsNow(candidate.id, call.services.now()) };
      },
    });
  },
};

function outputsNow(candidateId: string, now: Date): SensorActivationOutputs {
  return { candidateId, activatedAt: now.toISOString() };
}

function notOffered(inputs: SensorActivationInputs, late: Late): Problem {
  return {
    id: "SENSOR-NOT-OFFERED",
    host: inputs.subject.name,
    cause: "its v3 sensor cannot be activated; where its gateway is gone it may be unprotected",
    measured: `${late.missing}, after ${inWords(late.waitedSeconds)}`,
    cure: "See that Defender for Endpoint is onboarded and has its DNS name right, and that the cumulative update is there; or choose `sensor: v2` for it.",
    command: "pulumi up",
  };
}
