import {
  type HealthIssueGateInputs,
  type HealthIssueGateOutputs,
  healthIssueGateInputs,
} from "../../plan/declaredService.ts";
import { weighIssues } from "../../plan/healthIssues.ts";
import type { GraphHealthIssue } from "../graph/api.ts";
import { readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { ResourceHandler } from "../handler.ts";
import { sameWorkspace } from "../workspaces.ts";
import { gateDue, passGate } from "./gate.ts";

const IN_A_ROW = 2;

/** Passes when no health issue of these domain controllers holds the move up. */
export const healthIssueGate: ResourceHandler<HealthIssueGateInputs, HealthIssueGateOutputs> = {
  token: "ata2mdi:index:HealthIssueGate",
  inputs: healthIssueGateInputs,
  minds: ["domainControllers"],
  notes: ["workspace", "since"],
  farewell: "forgotten; nothing was made that would have to go",
  idOf: (inputs) => inputs.name,

  async due(state, inputs) {
    if (!sameWorkspace(state.workspace, inputs.workspace)) return "another workspace: it is waited for there";
    return gateDue(state, inputs);
  },

  async create(inputs, call) {
    const { healthIssues } = call.services.graph(inputs.workspace);
    let last: Snapshot<GraphHealthIssue[]> | undefined;
    let tolerated: string[] = [];
    const passed = await passGate(
      {
        inARow: IN_A_ROW,
        deadlineSeconds: inputs.deadlineSeconds,
        warnAfterSeconds: inputs.warnAfterSeconds,
        skipWithReason: inputs.skipWithReason,
        holds: `${inputs.name} has open health issues, so nothing that waits for it begins`,
        cure: "Settle them: Settings > Identities > Health issues. The service closes what is cured by itself.",
        look: async (signal) => {
          last = await healthIssues.next(last, inputs.pollSeconds, signal);
          const read = readSnapshot(last);
          if (!("value" in read)) return read;
          const { blocking, slow, earlier } = weighIssues(read.value, inputs.domainControllers, inputs.since);
          tolerated = [...new Set([...slow, ...earlier].map((issue) => issue.displayName))];
          if (blocking.length === 0) return { reached: true };
          return { missing: blocking.map((issue) => `${issue.displayName} (${issue.severity})`).join(", ") };
        },
      },
      call,
    );
    if (tolerated.length > 0) call.warn(`health issues that did not hold it up: ${tolerated.join("; ")}`);
    return { ...passed, tolerated };
  },
};
