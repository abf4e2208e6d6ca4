import type { SensorGeneration } from "../../estate/schema.ts";
import {
  type DefenderWorkspaceInputs,
  type DefenderWorkspaceOutputs,
  defenderWorkspaceInputs,
} from "../../plan/declared.ts";
import { formatProblem, type Problem, ProblemError, problemOf } from "../../plan/problem.ts";
import type { GraphApi } from "../graph/api.ts";
import type { ResourceHandler } from "../handler.ts";

type Need = (api: GraphApi, signal: AbortSignal) => Promise<unknown>;

/**
 * What the move needs of Microsoft Graph, tried for real in its reading form, so that a missing permission is found
 * before a host is touched. Asking for the access key needs the writing permission on sensors, so it stands for that.
 */
const always: readonly Need[] = [
  (api, signal) => api.listSensors(signal),
  (api, signal) => api.listHealthIssues(signal, "status eq 'open'"),
];
const byGeneration: Record<SensorGeneration, readonly Need[]> = {
  v2: [(api, signal) => api.deploymentPackage(signal), (api, signal) => api.deploymentAccessKey(signal)],
  v3: [(api, signal) => api.listSensorCandidates(signal)],
};

export const defenderWorkspace: ResourceHandler<DefenderWorkspaceInputs, DefenderWorkspaceOutputs> = {
  token: "ata2mdi:index:DefenderWorkspace",
  inputs: defenderWorkspaceInputs,
  minds: ["workspace", "generations"],
  farewell: "forgotten; the workspace itself stays as it is",
  idOf: (inputs) => inputs.workspace.name,

  async create({ workspace, generations = ["v2", "v3"] }, call) {
    const { api } = call.services.graph(workspace);
    call.status("asking Microsoft Graph for all the move will need");
    const needs = [...always, ...generations.flatMap((generation) => byGeneration[generation])];
    const tried = await Promise.all(
      needs.map((need) =>
        need(api, call.signal).then(
          () => undefined,
          (error: unknown) => problemOf(error),
        ),
      ),
    );
    call.signal.throwIfAborted();
    const problems = distinct(tried.filter((problem) => problem !== undefined));
    if (problems.length > 0) throw new ProblemError(together(problems, workspace.clientId));
    return { checkedAt: call.services.now().toISOString() };
  },
};

/** One cause that hits every request is told once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    (problem, index) => problems.findIndex((other) => sameCause(other, problem)) === index,
  );
}

function sameCause(one: Problem, other: Problem): boolean {
  return one.id === other.id && one.cause === other.cause;
}

function together(problems: readonly Problem[], clientId: string): Problem {
  const [first, ...rest] = problems;
  if (first && rest.length === 0) return first;
  const missing = problems.filter((problem) => problem.id === "GRAPH-CONSENT");
  if (missing.length === problems.length) {
    return {
      id: "GRAPH-CONSENT",
      cause: `${missing.length} permissions of the application are missing or not consented to`,
      measured: missing.map((problem) => problem.cause).join("; "),
      cure: "Add these application permissions (not the delegated ones) and give admin consent.",
      command: `az ad app permission admin-consent --id ${clientId}`,
    };
  }
  return {
    id: "GRAPH-SEVERAL",
    cause: `Microsoft Graph does not give what the move needs, for ${problems.length} reasons`,
    measured: problems.map((problem) => formatProblem(problem)).join("\n"),
    cure: "See each of them; nothing on a host was changed.",
    command: first?.command ?? "pulumi up",
  };
}
