import { randomBytes } from "node:crypto";
import { now } from "../clock.ts";
import type { Scenario } from "../scenario.ts";
import { stableId } from "./ids.ts";
import type { SensorRecord, ServiceState } from "./state.ts";

/** What a sensor has before anything is set. */
export const blankSensor = {
  activationSeconds: 0,
  description: null,
  delayedUpdate: false,
  migratingSince: null,
  migrationFailed: false,
};

/** The state a service begins with. */
export function firstServiceState(scenario: Scenario): ServiceState {
  const moment = now();
  const issue = (entry: Scenario["graph"]["healthIssues"][number], at: number) => ({
    ...entry,
    id: stableId(scenario.seed, "issue", String(at)),
    createdDateTime: moment,
    lastModifiedDateTime: moment,
  });
  const other = (_: unknown, at: number): SensorRecord => ({
    ...blankSensor,
    id: stableId(scenario.seed, "other", String(at)),
    host: null,
    displayName: `FAR-${String(at).padStart(5, "0")}`,
    domain: "fabrikam.test",
    generation: "v2",
    version: scenario.graph.sensorVersion,
    since: moment,
  });
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const dead = scenario.graph.deadSensors.map(
    ({ name, domain }): SensorRecord => ({
      ...blankSensor,
      id: stableId(scenario.seed, "dead sensor", name),
      host: name,
      displayName: name.toUpperCase(),
      domain,
      generation: "v2",
      version: scenario.graph.sensorVersion,
      since: yesterday,
    }),
  );
  const own = Object.entries(scenario.hosts).flatMap(([name, host]): SensorRecord[] => {
    if (host.sensor === "none") return [];
    return [
      {
        ...blankSensor,
        id: stableId(scenario.seed, "first sensor", name),
        host: name,
        displayName: name.toUpperCase(),
        domain: host.domain,
        generation: host.sensor,
        version: host.sensor === "v2" ? scenario.graph.sensorVersion : scenario.graph.sensorVersion3,
        since: yesterday,
      },
    ];
  });
  return {
    sensors: [...own, ...dead, ...Array.from({ length: scenario.graph.otherSensors }, other)],
    healthIssues: scenario.graph.healthIssues.map(issue),
    issueStatus: {},
    accessKey: newAccessKey(),
    activationMode: "manual",
    automaticAuditing: false,
    faults: [],
    counters: { requests: 0, byOperation: {} },
  };
}

export function newAccessKey(): string {
  return `labkey-${randomBytes(48).toString("base64")}`;
}
