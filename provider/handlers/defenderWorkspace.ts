import type { SensorGeneration } from "../../estate/schema.ts";
import {
  type DefenderWorkspaceInputs,
  type DefenderWorkspaceOutputs,
  defenderWorkspaceInputs,
  type ServiceFeature,
} from "../../plan/declared.ts";
import { formatProblem, type Problem, ProblemError, problemOf } from "../../plan/problem.ts";
import { grants, neededPermissions } from "../../plan/servicePermissions.ts";
import type { GraphApi } from "../graph/api.ts";
import type { ResourceHandler } from "../handler.ts";

/** Right at first, and else the first sign of a wrong workspace. */
const NO_SENSORS =
  "the service lists no sensor at all: right where none was installed yet, and for up to a day after the workspace was made";

type Need = (api: GraphApi, signal: AbortSignal) => Promise<unknown>;

/**
 * What the move needs of Microsoft Graph, tried for real in its reading form, so that what is missing is found before
 * a host is touched. Asking for the access key needs the writing permission on sensors, so it stands for that.
 */
const always: readonly Need[] = [(api, signal) => api.listHealthIssues(signal, "open")];
const byGeneration: Record<SensorGeneration, readonly Need[]> = {
  v2: [(api, signal) => api.deploymentPackage(signal), (api, signal) => api.deploymentAccessKey(signal)],
  v3: [(api, signal) => api.listSensorCandidates(signal)],
};
const byFeature: Partial<Record<ServiceFeature, Need>> = {
  activationConfiguration: (api, signal) => api.activationMode(signal),
  autoAuditing: (api, signal) => api.automaticAuditing(signal),
  sensorMigration: (api, signal) => api.listSensorMigrations(signal),
  hunting: (api, signal) => api.huntingQuery("IdentityInfo | take 1", "PT1H", signal),
};

/** Proves that the service answers for this workspace, with every permission the plan needs. Changes nothing. */
export const defenderWorkspace: ResourceHandler<DefenderWorkspaceInputs, DefenderWorkspaceOutputs> = {
  token: "ata2mdi:index:DefenderWorkspace",
  inputs: defenderWorkspaceInputs,
  minds: ["workspace", "generations", "features"],
  farewell: "forgotten; the workspace itself stays as it is",
  idOf: (inputs) => inputs.workspace.name,

  async create({ workspace, generations = ["v2", "v3"], features = [] }, call) {
    const { api } = call.services.graph(workspace);
    call.status("asking Microsoft Graph for all the move will need");
    let sensors = 0;
    const needs: Need[] = [
      async (api, signal) => {
        sensors = (await api.listSensors(signal)).length;
      },
      ...always,
      ...generations.flatMap((generation) => byGeneration[generation]),
      ...features.flatMap((feature) => byFeature[feature] ?? []),
    ];
    const tried = await Promise.all(
      needs.map((need) => need(api, call.signal).then(() => undefined, problemOf)),
    );
    call.signal.throwIfAborted();
    const lacking = await lackingPermissions(api, neededPermissions(generations, features), call.signal);
    const others = tried
      .filter((problem) => problem !== undefined)
      .filter((problem) => lacking.length === 0 || problem.id !== "GRAPH-CONSENT");
    const problems = [
      ...(lacking.length > 0 ? [noConsent(lacking, workspace.clientId)] : []),
      ...distinct(others),
    ];
    if (problems.length > 0) throw new ProblemError(together(problems, workspace.clientId));
    if (sensors === 0) call.say(NO_SENSORS);
    return { checkedAt: call.services.now().toISOString() };
  },
};

/** Permissions the token itself shows to be missing; none where it cannot be read: then the trials decide alone. */
async function lackingPermissions(
  api: GraphApi,
  needed: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const given = await api.permissions(signal).catch(() => undefined);
  return given ? needed.filter((permission) => !grants(given, permission)) : [];
}

/** One cause that hits every request is told once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    (problem, index) => problems.findIndex((other) => sameCause(other, problem)) === index,
  );
}

function sameCause(one: Problem, other: Problem): boolean {
  return one.id === other.id && one.cause === other.cause;
}

function noConsent(permissions: readonly string[], clientId: string): Problem {
  return {
    id: "GRAPH-CONSENT",
    cause: `${permissions.length} application permissions are missing or not consented to`,
    measured: permissions.join(", "),
    cure: "Add these application permissions (not the delegated ones) and give admin consent.",
    command: `az ad app permission admin-consent --id ${clientId}`,
  };
}

function together(problems: readonly Problem[], clientId: string): Problem {
  const [first, ...rest] = problems;
  if (first && rest.length === 0) return first;
  const consents = problems.filter((problem) => problem.id === "GRAPH-CONSENT");
  if (consents.length === problems.length) {
    return noConsent(
      consents.map((problem) => problem.cause),
      clientId,
    );
  }
  return {
    id: "GRAPH-SEVERAL",
    cause: `Microsoft Graph does not give what the move needs, for ${problems.length} reasons`,
    measured: problems.map((problem) => `\n${formatProblem(problem)}`).join(""),
    cure: "See each of them; nothing on a host was changed.",
    command: first?.command ?? "pulumi up",
  };
}
