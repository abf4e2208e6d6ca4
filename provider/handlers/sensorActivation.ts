import {
  type SensorActivationInputs,
  type SensorActivationOutputs,
  sensorActivationInputs,
} from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import { candidateOf, isV3, sensorOf } from "../../plan/sensorState.ts";
import type { GraphSensor, GraphSensorCandidate } from "../graph/api.ts";
import { readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { ResourceHandler } from "../handler.ts";
import { inWords, type Late, type Look, waitFor } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";

type Found = { candidate: GraphSensorCandidate } | { active: GraphSensor };

/** Switches a v3 sensor on. Waiting until it runs is the Sensor's work; one that is on already is fine. */
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
    const found = await waitFor<Found>({
      deadlineSeconds: inputs.deadlineSeconds,
      signal: call.signal,
      status: call.status,
      now: call.services.now,
      problem: (late) => notOffered(inputs, late),
      look: async (signal): Promise<Look<Found>> => {
        [sensorsSeen, candidatesSeen] = await Promise.all([
          graph.sensors.next(sensorsSeen, inputs.pollSeconds, signal),
          graph.candidates.next(candidatesSeen, inputs.pollSeconds, signal),
        ]);
        const sensors = readSnapshot(sensorsSeen);
        const candidates = readSnapshot(candidatesSeen);
        if (!("value" in sensors)) return sensors;
        const active = sensorOf(sensors.value, inputs.subject).sensor;
        if (active && isV3(active)) return { reached: { active } };
        if (!("value" in candidates)) return candidates;
        const candidate = candidateOf(candidates.value, inputs.subject);
        if (candidate) return { reached: { candidate } };
        return { missing: "the service does not offer it as a server that can take a v3 sensor" };
      },
    });
    if ("active" in found) return outputsNow(found.active.id, call.services.now());
    call.status("activating");
    await graph.activate(found.candidate.id);
    graph.sensors.forget();
    return outputsNow(found.candidate.id, call.services.now());
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
