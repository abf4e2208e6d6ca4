import { type CloudSensor, type Subject, sensorOf } from "./sensorState.ts";

/** A sensor the service lists and nobody should rely on. */
export interface OrphanSensor {
  id: string;
  name: string;
  domain: string;
  deploymentStatus: string;
  /** `remnant`: the same domain controller has a better one; `unknown`: the estate does not have its host. */
  kind: "remnant" | "unknown";
}

/** States in which the service itself says that nothing stands behind a sensor any more. */
const DEAD = ["unreachable", "disconnected", "startFailure"];

/** Compares the sensors the service lists with the domain controllers of the estate. */
export function reconcileSensors(
  sensors: readonly CloudSensor[],
  domainControllers: readonly Subject[],
): { orphans: OrphanSensor[]; missing: string[] } {
  const owners = new Map<string, "sensor" | "remnant">();
  const missing: string[] = [];
  for (const subject of domainControllers) {
    const { sensor, remnants } = sensorOf(sensors, subject);
    if (sensor) owners.set(sensor.id, "sensor");
    else missing.push(subject.name);
    for (const remnant of remnants) owners.set(remnant.id, "remnant");
  }
  const orphans = sensors.flatMap((sensor): OrphanSensor[] => {
    const owner = owners.get(sensor.id);
    if (owner === "sensor") return [];
    const { id, displayName, domainName, deploymentStatus } = sensor;
    const kind = owner === "remnant" ? "remnant" : "unknown";
    return [{ id, name: displayName, domain: domainName, deploymentStatus, kind }];
  });
  return { orphans, missing };
}

/**
 * Those of the orphans that may be removed: asked for by name, and dead by the service's own word. A sensor that
 * still works protects somebody, whoever that is.
 */
export function removableOrphans(
  orphans: readonly OrphanSensor[],
  names: readonly string[],
): { removable: OrphanSensor[]; refused: OrphanSensor[] } {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const asked = orphans.filter((orphan) => wanted.has(orphan.name.toLowerCase()));
  return {
    removable: asked.filter((orphan) => DEAD.includes(orphan.deploymentStatus)),
    refused: asked.filter((orphan) => !DEAD.includes(orphan.deploymentStatus)),
  };
}
