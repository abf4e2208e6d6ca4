import type { Plan } from "../plan/plan.ts";
import type { Changes } from "./run/preview.ts";
import { printable } from "./text/printable.ts";

/** Most names in one line. */
const NAMED = 12;

/** What a run would do, before it is agreed to: waves, who stays and why, what becomes of gateways and Centers. */
export function overview(plan: Plan, changes?: Changes): string {
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const generation = (name: string) => {
    const decision = planned.get(name)?.decision;
    return decision?.kind === "move" ? ` (${decision.generation})` : "";
  };
  return [
    ...plan.waves.map(
      ({ index, domainControllers }) =>
        `wave ${index}${index === 0 && domainControllers.length === 1 ? ", the canary" : ""}: ${listed(domainControllers.map((name) => `${name}${generation(name)}`))}`,
    ),
    ...plan.domainControllers.flatMap(({ name, decision }) =>
      decision.kind === "move"
        ? []
        : decision.kind === "rollback"
          ? [`${name} goes back to its gateway: its sensor is removed`]
          : [`${name} keeps its gateway: ${printable(decision.reason)}`],
    ),
    ...plan.standaloneGateways.map(({ name, heldBy, after }) =>
      heldBy.length > 0
        ? `standalone gateway ${name} stays: ${printable(heldBy.join("; "))}`
        : `standalone gateway ${name} goes after ${listed(after)}`,
    ),
    ...plan.centers.map(({ name, request }) =>
      request === "remove"
        ? `ATA Center ${name} goes last, if its lock opens`
        : `ATA Center ${name} stays; its lock is evaluated`,
    ),
    ...(changes ? [changesLine(changes)] : []),
  ].join("\n");
}

const verbs: Record<string, string> = {
  create: "created",
  update: "updated",
  delete: "forgotten",
  replace: "replaced",
  read: "read",
};

function changesLine(changes: Changes): string {
  const parts = Object.entries(changes)
    .filter(([operation, count]) => operation !== "same" && count > 0)
    .map(([operation, count]) => `${count} ${verbs[operation] ?? operation}`);
  const same = changes.same ? `, ${changes.same} as they are` : "";
  return parts.length === 0
    ? "the engine finds nothing to change"
    : `resources of the engine: ${parts.join(", ")}${same}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => printable(name, 60));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
