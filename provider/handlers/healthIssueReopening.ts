import {
  type HealthIssueReopeningInputs,
  type HealthIssueReopeningOutputs,
  healthIssueReopeningInputs,
} from "../../plan/declaredService.ts";
import type { ResourceHandler } from "../handler.ts";
import { reopenIssues } from "../suppressedIssues.ts";

/** Opens what was suppressed for the move, when all have moved: nothing hidden may pass the gates at the end. */
export const healthIssueReopening: ResourceHandler<HealthIssueReopeningInputs, HealthIssueReopeningOutputs> =
  {
    token: "ata2mdi:index:HealthIssueReopening",
    inputs: healthIssueReopeningInputs,
    minds: ["suppressed"],
    notes: ["workspace"],
    farewell: "forgotten; what is open stays open",
    idOf: (inputs) => inputs.workspace.name,

    async create({ workspace, suppressed }, call) {
      call.status("putting suppressed health issues back to open");
      const reopened = await reopenIssues(workspace, suppressed, call);
      call.services.graph(workspace).healthIssues.forget();
      return { reopened, reopenedAt: call.services.now().toISOString() };
    },
  };
