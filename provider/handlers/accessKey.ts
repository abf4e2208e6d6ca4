import { type AccessKeyInputs, type AccessKeyOutputs, accessKeyInputs } from "../../plan/declared.ts";
import { sensorOf } from "../../plan/sensorState.ts";
import { readOrThrow } from "../graph/ask.ts";
import type { Call, ResourceHandler } from "../handler.ts";
import { lookAtSensor } from "../hostSensor.ts";

/** An answer of Graph this old still says which sensors there are. */
const LISTED_SECONDS = 60;
/** Longest time of the one question a preview may put to a host. */
const PREVIEW_SECONDS = 30;

/**
 * Brings the key that registers a v2 sensor from the service to its host, right before the gateway goes: what can fail
 * here fails while the host is still protected. The key is fetched at that moment, is never kept, and lies in a file
 * only SYSTEM reads until the installation has used it or its time is over.
 */
export const accessKey: ResourceHandler<AccessKeyInputs, AccessKeyOutputs> = {
  token: "ata2mdi:index:AccessKey",
  inputs: accessKeyInputs,
  minds: [],
  notes: ["workspace"],
  farewell: "forgotten; a key that was not used goes from the host when its time is over",
  idOf: (inputs) => inputs.target.host,

  // What lies there from an earlier run may be over, used up or no longer in force. Bringing it anew is one question and
  // one call, so that is not asked: as long as the sensor is not there, each run brings the key in force.
  async due(state, inputs, call) {
    if (await isInstalled(inputs, state, call)) return undefined;
    return "has no sensor yet: the access key in force will be handed over anew";
  },

  async create(inputs, call) {
    const { workspace, target, goodForSeconds, deadlineSeconds } = inputs;
    call.status("asking for the access key");
    const [key, sensorListed] = await Promise.all([
      call.services.graph(workspace).api.deploymentAccessKey(call.signal),
      isListed(inputs, call),
    ]);
    call.status("handing the access key to the host");
    const goodUntil = await call.services.hosts.handOverAccessKey(
      target,
      { accessKey: key, goodForSeconds },
      { deadlineSeconds, signal: call.signal },
    );
    return { handedAt: call.services.now().toISOString(), goodUntil, sensorListed };
  },
};

/** By the service; by the host itself where the service listed a sensor of this name before, from an earlier life. */
async function isInstalled(
  inputs: AccessKeyInputs,
  before: Partial<AccessKeyOutputs>,
  call: Call,
): Promise<boolean> {
  if (!(await isListed(inputs, call))) return false;
  if (before.sensorListed === false) return true;
  const options = { deadlineSeconds: PREVIEW_SECONDS, signal: call.signal };
  const { facts } = await lookAtSensor(call.services.hosts, inputs.target, null, options);
  return "value" in facts.sensor && facts.sensor.value !== null;
}

async function isListed(inputs: AccessKeyInputs, call: Call): Promise<boolean> {
  const { sensors } = call.services.graph(inputs.workspace);
  const list = readOrThrow(await sensors.recent(LISTED_SECONDS, call.signal));
  return sensorOf(list, inputs.subject).sensor !== undefined;
}
