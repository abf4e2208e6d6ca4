import type { ScenarioCenter } from "../scenario.ts";
import { objectId } from "./profile.ts";

const kinds = [
  {
    Type: "EnumerateSessionsSuspiciousActivity",
    TitleKey: "EnumerateSessionsSuspiciousActivityTitle",
    WindowsEventId: 2012,
    Severity: "Medium",
  },
  {
    Type: "SamrReconnaissanceSuspiciousActivity",
    TitleKey: "SamrReconnaissanceSuspiciousActivityTitle",
    WindowsEventId: 2021,
    Severity: "Medium",
  },
  {
    Type: "HoneytokenActivitySuspiciousActivity",
    TitleKey: "HoneytokenActivitySuspiciousActivityTitle",
    WindowsEventId: 2014,
    Severity: "Medium",
  },
  {
    Type: "PassTheTicketSuspiciousActivity",
    TitleKey: "PassTheTicketSuspiciousActivityTitle",
    WindowsEventId: 2018,
    Severity: "High",
  },
  {
    Type: "DnsReconnaissanceSuspiciousActivity",
    TitleKey: "DnsReconnaissanceSuspiciousActivityTitle",
    WindowsEventId: 2007,
    Severity: "Medium",
  },
] as const;

/** A suspicious activity as the Center's REST interface shows it. */
export interface SuspiciousActivity extends Record<string, unknown> {
  Id: string;
  Status: "Open" | "Closed" | "Suppressed";
  StatusUpdateTime: string;
}

/** Statuses that were changed, by the alert's id. */
export type AlertStatuses = Record<
  string,
  { Status: SuspiciousActivity["Status"]; StatusUpdateTime: string }
>;

/** Every alert of a Center, open ones first; made one by one, so that a hundred thousand need no memory. */
export function* alerts(center: ScenarioCenter, statuses: AlertStatuses): Generator<SuspiciousActivity> {
  const total = center.openAlerts + center.closedAlerts;
  for (let at = 0; at < total; at++) yield alertAt(center, statuses, at);
}

export function findAlert(
  center: ScenarioCenter,
  statuses: AlertStatuses,
  id: string,
): SuspiciousActivity | undefined {
  const at = Number(/^2alert(\d+)$/.exec(Buffer.from(id, "hex").toString("latin1").replace(/\0+$/, ""))?.[1]);
  return at < center.openAlerts + center.closedAlerts ? alertAt(center, statuses, at) : undefined;
}

function alertAt(center: ScenarioCenter, statuses: AlertStatuses, at: number): SuspiciousActivity {
  const Id = objectId(`alert${at}`, 2);
  const kind = kinds[at % kinds.length] as (typeof kinds)[number];
  const day = String((at % 28) + 1).padStart(2, "0");
  const start = `2026-09-${day}T10:00:00.0000000Z`;
  return {
    Id,
    ...kind,
    Status: at < center.openAlerts ? "Open" : "Closed",
    StatusUpdateTime: start,
    ...statuses[Id],
    StartTime: start,
    EndTime: `2026-09-${day}T10:20:00.0000000Z`,
    SystemCreationTime: start,
    SystemUpdateTime: start,
    DescriptionFormatKey: `${kind.Type}Description`,
    DescriptionDetailFormatKeys: [],
    ReasonKey: `${kind.Type}Reason`,
    EvidenceKeys: [],
    HasDetails: false,
    IsAdditionalDataAvailable: false,
    RelatedActivityCount: 1 + (at % 7),
    RelatedUniqueEntityIds: ["computer 10.1.2.7"],
    ExclusionUniqueEntityId: "computer 10.1.2.7",
    SourceComputerId: "computer 10.1.2.7",
    SourceIpAddresses: ["10.1.2.7"],
    DestinationComputerIds: [],
  };
}

/** Health alerts: those of the scenario, and a gateway that is registered and does not run. */
export function monitoringAlerts(
  center: ScenarioCenter,
  silent: readonly { name: string; since: string }[],
): Array<Record<string, unknown>> {
  const old = Array.from({ length: center.openMonitoringAlerts }, (_, at) =>
    monitoringAlert(`monitoring${at}`, "CenterDatabaseDisconnected", "2026-10-02T04:00:00.0000000Z"),
  );
  const gateways = silent.map(({ name, since }) => ({
    ...monitoringAlert(`silent${name}`, "GatewayDisconnected", since),
    GatewayNetbiosName: name.toUpperCase(),
  }));
  return [...old, ...gateways];
}

function monitoringAlert(name: string, kind: string, start: string): Record<string, unknown> {
  return {
    Id: objectId(name, 3),
    Type: `${kind}MonitoringAlert`,
    TitleKey: `${kind}MonitoringAlertTitle`,
    Severity: "Medium",
    Status: "Open",
    StartTime: start,
    EndTime: null,
    NotificationTime: start,
    StatusUpdateTime: start,
    WindowsEventId: 1011,
  };
}
