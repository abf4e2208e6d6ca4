import {
  type AutoAuditingInputs,
  type AutoAuditingOutputs,
  autoAuditingInputs,
} from "../../plan/declaredService.ts";
import type { Call, ResourceHandler } from "../handler.ts";

/** Whether the service sets the Windows auditing of v3 sensors by itself. */
export const autoAuditing: ResourceHandler<AutoAuditingInputs, AutoAuditingOutputs> = {
  token: "ata2mdi:index:AutoAuditing",
  inputs: autoAuditingInputs,
  minds: ["workspace", "isAutomatic"],
  farewell: "forgotten; the setting stays as it is",
  idOf: (inputs) => inputs.workspace.name,

  create: async (inputs, call) => ({ before: await set(inputs, call) }),

  async update(state, inputs, call) {
    const before = await set(inputs, call);
    return { before: state.before ?? before };
  },

  async read(state, call) {
    return { isAutomatic: await call.services.graph(state.workspace).api.automaticAuditing(call.signal) };
  },
};

/** Writes it where it differs, and answers with what it was. */
async function set({ workspace, isAutomatic }: AutoAuditingInputs, call: Call): Promise<boolean> {
  const { api } = call.services.graph(workspace);
  const before = await api.automaticAuditing(call.signal);
  if (before !== isAutomatic) await api.setAutomaticAuditing(isAutomatic ? "on" : "off", call.signal);
  return before;
}
