import type { IssueView } from "./issues.ts";
import { graphTime } from "./reply.ts";
import type { SensorStatus } from "./sensorView.ts";
import type { SensorRecord } from "./state.ts";

/** A sensor as Graph shows it. */
export function sensorRow(
  sensor: SensorRecord,
  status: SensorStatus,
  issues: readonly IssueView[],
  cloud: "global" | "usGov",
): Record<string, unknown> {
  const mine = issues.filter((issue) => issue.status === "open" && issue.sensors.includes(sensor.id));
  return {
    id: sensor.id,
    displayName: sensor.displayName,
    domainName: sensor.domain,
    version: sensor.version,
    sensorType: "domainControllerIntegrated",
    deploymentStatus: status.deploymentStatus,
    healthStatus: healthOf(mine),
    openHealthIssuesCount: mine.length,
    createdDateTime: graphTime(sensor.since),
    ...(cloud === "usGov" ? {} : { serviceStatus: status.serviceStatus }),
    settings: {
      description: sensor.description ?? "",
      domainControllerDnsNames: [ownDnsName(sensor)],
      isDelayedDeploymentEnabled: sensor.delayedUpdate,
      networkAdapters: [{ id: sensor.id.replace(/^.{8}/, "ada97e70"), name: "Ethernet", isEnabled: true }],
    },
  };
}

/** Of the host it runs on, whatever name it shows under. */
export function ownDnsName(sensor: SensorRecord): string {
  return `${sensor.host ?? sensor.displayName}.${sensor.domain}`.toLowerCase();
}

function healthOf(issues: readonly IssueView[]): string {
  for (const [severity, status] of [
    ["high", "notHealthyHigh"],
    ["medium", "notHealthyMedium"],
    ["low", "notHealthyLow"],
  ] as const) {
    if (issues.some((issue) => issue.severity === severity)) return status;
  }
  return "healthy";
}
