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

/** The alerts a Center begins with: open ones first. */
export function firstAlerts(center: ScenarioCenter): SuspiciousActivity[] {
  const total = center.openAlerts + center.closedAlerts;
  return Array.from({ length: total }, (_, at) => {
    const kind = kinds[at % kinds.length] as (typeof kinds)[number];
    const day = String((at % 28) + 1).padStart(2, "0");
    const start = `2026-09-${day}T10:00:00.0000000Z`;
    return {
      Id: objectId(`alert${at}`, 2),
      ...kind,
      Status: at < center.openAlerts ? "Open" : "Closed",
      StatusUpdateTime: start,
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
  });
}

export function monitoringAlerts(center: ScenarioCenter): Array<Record<string, unknown>> {
  return Array.from({ length: center.openMonitoringAlerts }, (_, at) => ({
    Id: objectId(`monitoring${at}`, 3),
    Type: "GatewayDisconnectedMonitoringAlert",
    TitleKey: "GatewayDisconnectedMonitoringAlertTitle",
    Severity: "Medium",
    Status: "Open",
    StartTime: "2026-10-02T04:00:00.0000000Z",
    EndTime: null,
    NotificationTime: "2026-10-02T04:05:00.0000000Z",
    StatusUpdateTime: "2026-10-02T04:00:00.0000000Z",
    WindowsEventId: 1011,
  }));
}
