import type { Plan, PlannedDomainController, PlannedWave } from "../plan.ts";

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

/** The parts of a plan that its length depends on. */
export type TimedPlan = Pick<Plan, "domainControllers" | "waves" | "standaloneGateways" | "centers">;

/** The end of a resource, and what it waited for last. */
export interface Reached {
  at: number;
  name: string;
  from?: Reached;
}

/** When everything in a plan happens at unlimited parallelism, in seconds from the beginning. */
export interface Timeline {
  /** When a domain controller's turn comes: it begins to be measured. */
  begins: ReadonlyMap<string, number>;
  /** When its sensor is verified. */
  sensors: ReadonlyMap<string, Reached>;
  /** When each wave's gate opens, in the order of the waves. */
  gates: readonly Reached[];
  gateways: readonly Reached[];
  end: Reached;
}

/**
 * Plays a plan with given durations. A wave's hosts are prepared (tools, package) after the gate two waves back, and
 * measured after the gate before and their lane.
 */
export function timelineOf(plan: TimedPlan, durations: PlanDurations): Timeline {
  const origin: Reached = { at: durations.start, name: "workspace" };
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const begins = new Map<string, number>();
  const packages = new Map<string, Reached>();
  const sensors = new Map<string, Reached>();
  const gates: Reached[] = [];
  const reachedOf = (all: ReadonlyMap<string, Reached>, names: readonly string[] = []) =>
    names.flatMap((name) => all.get(name) ?? []);

  const reach = (dc: PlannedDomainController): void => {
    let at = gates.at(-2) ?? origin;
    for (const part of chainParts) {
      if (part === "package") at = latest([at, ...reachedOf(packages, dc.packageAfter)]);
      if (part === "ready") {
        at = latest([at, gates.at(-1) ?? origin, ...reachedOf(sensors, dc.after)]);
        begins.set(dc.name, at.at);
      }
      at = follow(at, resourceName(dc, part), durations.part(dc.name, part));
      if (part === "package") packages.set(dc.name, at);
    }
    sensors.set(dc.name, at);
  };

  for (const wave of plan.waves) {
    for (const name of wave.domainControllers) {
      const dc = planned.get(name);
      if (dc) reach(dc);
    }
    const last = latest([origin, ...reachedOf(sensors, wave.domainControllers)]);
    gates.push(follow(last, `${wave.name}-gate`, durations.gate(wave)));
  }
  const gateways = plan.standaloneGateways
    .filter((gateway) => gateway.heldBy.length === 0)
    .map(({ name, after }) =>
      follow(
        latest([origin, ...reachedOf(sensors, after)]),
        `${name}-remove-gateway`,
        durations.standaloneGateway(name),
      ),
    );
  const last = latest([origin, ...gates, ...gateways]);
  const locks = plan.centers.map(({ name }) => follow(last, `${name}-lock`, durations.center(name)));
  return { begins, sensors, gates, gateways, end: latest([last, ...locks]) };
}

function resourceName(dc: PlannedDomainController, part: ChainPart): string {
  if (part !== "change") return `${dc.name}-${part}`;
  const v3 = dc.decision.kind === "move" && dc.decision.generation === "v3";
  return `${dc.name}-${v3 ? "activate" : "install"}-sensor`;
}

function follow(from: Reached, name: string, seconds: number): Reached {
  return seconds > 0 ? { at: from.at + seconds, name, from } : from;
}

function latest(all: readonly Reached[]): Reached {
  return all.reduce((last, one) => (one.at > last.at ? one : last));
}
