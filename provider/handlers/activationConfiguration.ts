import {
  type ActivationConfigurationInputs,
  type ActivationConfigurationOutputs,
  activationConfigurationInputs,
} from "../../plan/declaredService.ts";
import type { Call, ResourceHandler } from "../handler.ts";

/** Whether servers that can take a v3 sensor get it by themselves. */
export const activationConfiguration: ResourceHandler<
  ActivationConfigurationInputs,
  ActivationConfigurationOutputs
> = {
  token: "ata2mdi:index:ActivationConfiguration",
  inputs: activationConfigurationInputs,
  minds: ["workspace", "activationMode"],
  farewell: "forgotten; the setting stays as it is",
  idOf: (inputs) => inputs.workspace.name,

  create: async (inputs, call) => ({ before: await set(inputs, call) }),

  async update(state, inputs, call) {
    const before = await set(inputs, call);
    return { before: state.before ?? before };
  },

  async read(state, call) {
    const mode = await call.services.graph(state.workspace).api.activationMode(call.signal);
    // The service may say a word nobody knows: that is then the drift that is shown.
    return { activationMode: mode as ActivationConfigurationInputs["activationMode"] };
  },
};

/** Writes it where it differs, and answers with what it was. */
async function set(
  { workspace, activationMode }: ActivationConfigurationInputs,
  call: Call,
): Promise<string> {
  const { api } = call.services.graph(workspace);
  const before = await api.activationMode(call.signal);
  if (before !== activationMode) await api.setActivationMode(activationMode, call.signal);
  return before;
}
