import { type WaveGateInputs, type WaveGateOutputs, waveGateInputs } from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import { healthWord, sensorOf } from "../../plan/sensorState.ts";
import { soakAfter, soakBegin } from "../../plan/soak.ts";
import type { GraphSensor } from "../graph/api.ts";
import { readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { ResourceHandler } from "../handler.ts";
import { inWords, waitFor } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";

/** Most names in one line of status. */
const NAMED = 3;

/** Passes when every sensor of a wave has been seen healthy, without a break, for the soak. */
export const waveGate: ResourceHandler<WaveGateInputs, WaveGateOutputs> = {
  token: "ata2mdi:index:WaveGate",
  inputs: waveGateInputs,
  minds: ["domainControllers"],
  notes: ["workspace"],
  farewell: "forgotten; nothing was made that would have to go",
  idOf: (inputs) => inputs.wave,

  async due(state, inputs) {
    if (!sameWorkspace(state.workspace, inputs.workspace))
      return "another workspace: it will be waited for there";
    return state.passedAt === undefined
      ? "was not waited for to the end: it will be waited for again"
      : undefined;
  },

  async create(inputs, call) {
    const { sensors } = call.services.graph(inputs.workspace);
    let soak = soakBegin;
    let last: Snapshot<GraphSensor[]> | undefined;
    await waitFor<true>({
      // The deadline is for getting healthy; the soak comes on top.
      deadlineSeconds: inputs.soakSeconds + inputs.deadlineSeconds,
      signal: call.signal,
      status: call.status,
      now: call.services.now,
      problem: (missing, waited) => notHealthy(inputs, missing, waited),
      look: async (signal) => {
        last = await sensors.next(last, inputs.pollSeconds, signal);
        const at = last.takenAt.getTime();
        const read = readSnapshot(last);
        if (!("value" in read)) {
          soak = soakAfter(soak, "unread", at);
          return read;
        }
        const unwell = unwellAmong(inputs, read.value);
        soak = soakAfter(soak, unwell.length > 0 ? "unwell" : "well", at);
        if (unwell.length > 0) return { missing: shortened(unwell) };
        if (soak.healthySeconds >= inputs.soakSeconds) return { reached: true };
        return {
          missing: `all ${inputs.domainControllers.length} sensors healthy for ${inWords(soak.healthySeconds)} of ${inWords(inputs.soakSeconds)}`,
        };
      },
    });
    return { passedAt: call.services.now().toISOString() };
  },
};

function unwellAmong(inputs: WaveGateInputs, sensors: readonly GraphSensor[]): string[] {
  return inputs.domainControllers.flatMap((subject) => {
    const word = healthWord(sensorOf(sensors, subject).sensor);
    return word.state === "good" ? [] : [`${subject.name} ${word.says}`];
  });
}

function shortened(unwell: readonly string[]): string {
  const more = unwell.length - NAMED;
  return [...unwell.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function notHealthy(inputs: WaveGateInputs, missing: string, waited: number): Problem {
  return {
    id: "WAVE-NOT-HEALTHY",
    cause: `${inputs.wave} did not stay healthy for ${inWords(inputs.soakSeconds)}, so the next one does not begin`,
    measured: `${missing}, after ${inWords(waited)}`,
    cure: "Look at the health issues of these sensors in the portal; the soak begins anew with the next run.",
    command: "pulumi up",
  };
}
