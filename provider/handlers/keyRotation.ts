import {
  type KeyRotationInputs,
  type KeyRotationOutputs,
  keyRotationInputs,
} from "../../plan/declaredService.ts";
import type { ResourceHandler } from "../handler.ts";

/** A new access key, so that the one the move used can register no more sensors. */
export const keyRotation: ResourceHandler<KeyRotationInputs, KeyRotationOutputs> = {
  token: "ata2mdi:index:KeyRotation",
  inputs: keyRotationInputs,
  minds: ["turn"],
  notes: ["workspace"],
  farewell: "forgotten; the key that is in force stays in force",
  idOf: (inputs) => inputs.turn,

  async create({ workspace }, call) {
    await call.services.graph(workspace).api.regenerateDeploymentAccessKey(call.signal);
    call.say("a new access key is in force; sensors that are installed do not notice");
    return { rotatedAt: call.services.now().toISOString() };
  },
};
