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
    // In a preview the state may not be known yet.
    const settled = state === "done" || state === "notApplicable";
    if (!settled || evidence !== null) return [];
    return [{ property: "evidence", reason: `a row that is ${state} needs what shows it` }];
  },

  create: async ({ state }) => ({ state }),
};
