import { now } from "../clock.ts";
import type { Scenario, ScenarioHost } from "../scenario.ts";
import { healthyHost, merged } from "./healthy.ts";
import type { Host } from "./host.ts";
import { ataVersion, putSoftware } from "./software.ts";
import type { HostState } from "./state.ts";

/** The state a host begins with, still without software. */
export function firstState(name: string, host: ScenarioHost): HostState {
  return {
    name,
    kind: host.kind,
    domain: host.domain,
    forest: host.forest ?? host.domain,
    os: host.os,
    measured: merged(healthyHost(host), host.measured),
    services: {},
    registry: {},
    products: [],
    files: {},
    works: {},
    faults: [...host.faults],
    counters: { connections: 0, execs: 0, stepStarts: {}, writes: 0 },
    awayUntil: null,
    afterRestart: null,
  };
}

/** Puts on a fresh host what the scenario says is installed there. */
export function furnish(host: Host, scenario: Scenario): void {
  const wanted = scenario.hosts[host.name];
  if (!wanted) throw new Error(`${host.name} is not in the scenario`);
  if (wanted.gateway) putSoftware(host, "gateway", ataVersion());
  if (wanted.kind === "centerServer") putSoftware(host, "center", ataVersion());
  if (wanted.sensor === "v2") putSoftware(host, "sensor", scenario.graph.sensorVersion);
  if (wanted.defenderForEndpoint) {
    host.state.services.sense = {
      name: "Sense",
      state: "Running",
      startMode: "Auto",
      path: "C:/Program Files/Windows Defender Advanced Threat Protection/MsSense.exe",
      version: scenario.graph.senseVersion,
      since: now(),
    };
  }
}
