import {
  type OrphanSensorsInputs,
  type OrphanSensorsOutputs,
  orphanSensorsInputs,
} from "../../plan/declaredService.ts";
import { type OrphanSensor, reconcileSensors, removableOrphans } from "../../plan/orphanSensors.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { readOrThrow } from "../graph/ask.ts";
import { unlessGone } from "../graph/problems.ts";
import type { Call, ResourceHandler } from "../handler.ts";

/** An answer of Graph this old still says which sensors there are. */
const LISTED_SECONDS = 5;

/** Compares the service's sensors with the estate, and removes what is dead and asked for by name. */
export const orphanSensors: ResourceHandler<OrphanSensorsInputs, OrphanSensorsOutputs> = {
  token: "ata2mdi:index:OrphanSensors",
  inputs: orphanSensorsInputs,
  minds: ["workspace", "domainControllers", "remove"],
  farewell: "forgotten; no sensor is removed by that",
  idOf: (inputs) => inputs.workspace.name,

  async create(inputs, call) {
    const graph = call.services.graph(inputs.workspace);
    const { orphans } = await reconcile(inputs, call);
    const { removable, refused } = removableOrphans(orphans, inputs.remove);
    if (refused.length > 0) throw new ProblemError(stillAlive(refused));
    const removed: string[] = [];
    for (const orphan of removable) {
      call.status(`removing ${orphan.name} (${orphan.id}) from the service`);
      // Somebody may have been faster, or an answer got lost: gone is what it should be.
      await graph.api.deleteSensor(orphan.id, call.signal).catch(unlessGone);
      removed.push(orphan.id);
      call.keep({ removed: [...removed] });
    }
    if (removed.length > 0) graph.sensors.forget();
    const after = await reconcile(inputs, call);
    for (const orphan of after.orphans) call.warn(described(orphan));
    return { ...after, removed };
  },

  read: reconcile,
};

async function reconcile(
  inputs: OrphanSensorsInputs,
  call: Call,
): Promise<{ orphans: OrphanSensor[]; missing: string[] }> {
  const { sensors } = call.services.graph(inputs.workspace);
  const listed = readOrThrow(await sensors.recent(LISTED_SECONDS, call.signal));
  return reconcileSensors(listed, inputs.domainControllers);
}

function described(orphan: OrphanSensor): string {
  const what =
    orphan.kind === "remnant" ? "is a remnant of a sensor that was set up again" : "is not in the estate";
  return `the service lists ${orphan.name} (${orphan.id}, ${orphan.deploymentStatus}), which ${what}`;
}

function stillAlive(refused: readonly OrphanSensor[]): Problem {
  return {
    id: "ORPHAN-ALIVE",
    cause: "a sensor that is to be removed still works, so it protects somebody",
    measured: refused.map((orphan) => `${orphan.name}: ${orphan.deploymentStatus}`).join("; "),
    cure: "Take its name out of the list, or uninstall it on its host first.",
    command: "ata2mdi check",
  };
}
