import {
  type DeploymentPackageInputs,
  type DeploymentPackageOutputs,
  deploymentPackageInputs,
} from "../../plan/declared.ts";
import { sensorOf } from "../../plan/sensorState.ts";
import { ago, readOrThrow } from "../graph/ask.ts";
import type { Call, ResourceHandler } from "../handler.ts";
import { sameWorkspace } from "../workspaces.ts";

/** An answer of Graph this old still says which sensors there are. */
const LISTED_SECONDS = 60;

/** The v2 sensor's installer as the service offers it: address, version and hash. */
export const deploymentPackage: ResourceHandler<DeploymentPackageInputs, DeploymentPackageOutputs> = {
  token: "ata2mdi:index:DeploymentPackage",
  inputs: deploymentPackageInputs,
  secretOutputs: ["uri"],
  minds: [],
  notes: ["workspace", "neededBy"],
  farewell: "forgotten; installed sensors do not need it any more",
  idOf: (inputs) => inputs.workspace.name,

  async due(state, inputs, call) {
    if (!sameWorkspace(state.workspace, inputs.workspace))
      return "another workspace: its own package is fetched";
    const waiting = await withoutSensor(inputs, call);
    if (waiting.length === 0) return undefined;
    const now = call.services.now();
    const age = (now.getTime() - Date.parse(state.fetchedAt ?? "")) / 1000;
    const needed = `${waiting.length} domain controllers still need it: it is fetched again`;
    if (!(age <= inputs.freshForSeconds)) {
      const when = state.fetchedAt
        ? `was fetched ${ago(state.fetchedAt, now)}`
        : "was not fetched to the end";
      return `${when} and ${needed}`;
    }
    return undefined;
  },

  async create({ workspace }, call) {
    const { api } = call.services.graph(workspace);
    call.status("asking for the installer's address");
    const offered = await api.deploymentPackage(call.signal);
    call.status(`reading the installer of version ${offered.version} for its hash`);
    const sha256 = await call.services.sha256Of(workspace, offered.downloadUrl, call.signal);
    return {
      version: offered.version,
      sha256,
      fetchedAt: call.services.now().toISOString(),
      uri: offered.downloadUrl,
    };
  },
};

/** Names of those that need it and have no sensor. Where the service cannot be asked, all of them. */
async function withoutSensor(inputs: DeploymentPackageInputs, call: Call): Promise<string[]> {
  try {
    const { sensors } = call.services.graph(inputs.workspace);
    const list = readOrThrow(await sensors.recent(LISTED_SECONDS, call.signal));
    return inputs.neededBy
      .filter((subject) => sensorOf(list, subject).sensor === undefined)
      .map((subject) => subject.name);
  } catch {
    return inputs.neededBy.map((subject) => subject.name);
  }
}
