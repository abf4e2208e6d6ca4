import type { LabClock } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import type { Durations } from "../scenario.ts";
import type { SensorRecord } from "./state.ts";

export interface SensorStatus {
  deploymentStatus: string;
  serviceStatus: string;
}

/**
 * How the service sees a sensor now; undefined while it does not list it yet. A sensor appears some time after it
 * registered, is onboarded and synchronised, starts, and is up to date; afterwards it shows what its host's service
 * does. A function of the records and the time, so that nothing is lost when the lab restarts.
 */
export function sensorStatus(
  sensor: SensorRecord,
  host: Host | undefined,
  clock: LabClock,
  times: Durations,
): SensorStatus | undefined {
  if (sensor.host === null) return { deploymentStatus: "upToDate", serviceStatus: "running" };
  if (!host) return { deploymentStatus: "unreachable", serviceStatus: "unknown" };
  if (host.has("sensor-never-appears")) return undefined;
  const age = clock.since(sensor.since);
  const opening = sensor.generation === "v3" ? activation(sensor, age) : registration(age, times);
  if (opening === "hidden") return undefined;
  if (host.has("sensor-update-fails")) return { deploymentStatus: "updateFailed", serviceStatus: "running" };
  const service = host.service(sensor.generation === "v3" ? "Sense" : "AATPSensor");
  if (!service) return { deploymentStatus: "disconnected", serviceStatus: "unknown" };
  const inState = clock.since(service.since);
  if (service.state === "Stopped" || service.state === "StopPending" || service.state === "Paused") {
    const gone = inState >= times.disconnected;
    return { deploymentStatus: gone ? "disconnected" : "upToDate", serviceStatus: "stopped" };
  }
  if (service.state === "StartPending") {
    const failed = inState >= times.startFailure;
    return { deploymentStatus: failed ? "startFailure" : "syncing", serviceStatus: "starting" };
  }
  if (service.startMode === "Disabled")
    return { deploymentStatus: "disconnected", serviceStatus: "disabled" };
  if (host.has("sensor-disconnected")) return { deploymentStatus: "disconnected", serviceStatus: "running" };
  if (opening) return opening;
  return {
    deploymentStatus: host.has("sensor-outdated") ? "outdated" : "upToDate",
    serviceStatus: "running",
  };
}

function registration(age: number, times: Durations): SensorStatus | "hidden" | undefined {
  if (age < times.sensorVisible) return "hidden";
  if (age < times.sensorVisible + times.sensorOnboarding) {
    return { deploymentStatus: "syncing", serviceStatus: "onboarding" };
  }
  if (age < times.sensorVisible + times.sensorOnboarding + times.sensorStarting) {
    return { deploymentStatus: "syncing", serviceStatus: "starting" };
  }
  return undefined;
}

/** A third of the time the activated sensor is not listed, a third onboarding, a third starting. */
function activation(sensor: SensorRecord, age: number): SensorStatus | "hidden" | undefined {
  const part = sensor.activationSeconds / 3;
  if (age < part) return "hidden";
  if (age < part * 2) return { deploymentStatus: "syncing", serviceStatus: "onboarding" };
  if (age < part * 3) return { deploymentStatus: "syncing", serviceStatus: "starting" };
  return undefined;
}
