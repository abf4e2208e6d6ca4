import type { Plan, PlannedWave } from "../plan.ts";

/** The resources of one domain controller's chain, in their order; `change` installs or activates the sensor. */
export const chainParts = ["tools", "package", "ready", "remove-gateway", "change", "sensor"] as const;
export type ChainPart = (typeof chainParts)[number];

/** How long each thing takes, in seconds; 0 where a resource does not exist. */
export interface PlanDurations {
  /** What comes before everything: the workspace is proven, the package known. */
  start: number;
  part(domainController: string, part: ChainPart): number;
  /** From a wave's last verified sensor until its gate is open: at least its soak. */
  gate(wave: PlannedWave): number;
  /** Removal of a standalone gateway, after its last watched domain controller. */
  standaloneGateway(name: string): number;
  /** The Center's lock, after the last gate and the last gateway. */
  center(name: string): number;
}

interface Reached {
  at: number;
  name: string;
  from?: Reached;
}

/**
 * The longest chain of the plan's graph: what the engine needs at best, at unlimited parallelism. A wave's hosts are
 * prepared (tools, package) after the gate two waves back, and measured after the gate before and their lane.
 * @returns its length in seconds and the resources on it, those that take no time left out.
 */
export function criticalPath(plan: Plan, durations: PlanDurations): { seconds: number; path: string[] } {
  const origin: Reached = { at: durations.start, name: "workspace" };
  const gates: Reached[] = [];
  const sensors = new Map<string, Reached>();
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));

  const reach = (dc: string): Reached => {
    const known = sensors.get(dc);
    if (known) return known;
    const entry = planned.get(dc);
    const wave = entry?.wave ?? 0;
    let at = gates[wave - 2] ?? origin;
    for (const part of chainParts) {
      if (part === "ready") at = latest([at, gates[wave - 1] ?? origin, ...(entry?.after ?? []).map(reach)]);
      at = follow(at, nameOf(plan, dc, part), durations.part(dc, part));
    }
    sensors.set(dc, at);
    return at;
  };

  for (const wave of plan.waves) {
    const last = latest(wave.domainControllers.map(reach));
    gates.push(follow(last, `${wave.name}-gate`, durations.gate(wave)));
  }
  const gateways = plan.standaloneGateways
    .filter((gateway) => gateway.heldBy.length === 0)
    .map((gateway) =>
      follow(
        latest([origin, ...gateway.after.map(reach)]),
        `${gateway.name}-remove-gateway`,
        durations.standaloneGateway(gateway.name),
      ),
    );
  const ends = plan.centers.map((center) =>
    follow(latest([origin, ...gates, ...gateways]), `${center.name}-lock`, durations.center(center.name)),
  );
  const end = latest([origin, ...gates, ...gateways, ...ends]);
  const path: string[] = [];
  for (let step: Reached | undefined = end; step; step = step.from) path.unshift(step.name);
  return { seconds: end.at, path };
}

function nameOf(plan: Plan, dc: string, part: ChainPart): string {
  if (part !== "change") return `${dc}-${part}`;
  const decision = plan.domainControllers.find((one) => one.name === dc)?.decision;
  return decision?.kind === "move" && decision.generation === "v3"
    ? `${dc}-activate-sensor`
    : `${dc}-install-sensor`;
}

function follow(from: Reached, name: string, seconds: number): Reached {
  return seconds > 0 ? { at: from.at + seconds, name, from } : from;
}

function latest(all: readonly Reached[]): Reached {
  return all.reduce((last, one) => (one.at > last.at ? one : last));
}
