import {
  type ChecklistRowInputs,
  type ChecklistRowOutputs,
  checklistRowInputs,
} from "../../plan/declared.ts";
import type { ResourceHandler } from "../handler.ts";

/** Records what a person says of a row. What they said stands in the inputs; nothing is asked or changed anywhere. */
export const checklistRow: ResourceHandler<ChecklistRowInputs, ChecklistRowOutputs> = {
  token: "ata2mdi:index:ChecklistRow",
  inputs: checklistRowInputs,
  minds: ["row", "title", "state", "by", "at", "evidence"],
  farewell: "forgotten; the setting in the portal stays as it is",
  idOf: (inputs) => inputs.row,

  failures({ state, evidence }) {
    if (state === "open" || evidence !== null) return [];
    return [{ property: "evidence", reason: `a row that is ${state} needs what shows it` }];
  },

  create: async ({ state }) => ({ state }),
};
