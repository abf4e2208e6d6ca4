import type { CenterBackup } from "../centerBackup.ts";
import type { ComponentFacts, Fact } from "../facts.ts";
import type { CloudSensor } from "../sensorState.ts";

/** What was measured for a lock, live. Everything may be unread, and unread is never taken for absent. */
export interface LockMeasurement {
  /** Host → what gateway there is on it. Every host that is asked about must be here; one that is not is unread. */
  gateways: Record<string, Fact<ComponentFacts>>;
  /** Host that answered → seconds by which its clock is ahead of this machine's; NaN: it did not tell the time. */
  clocks: Record<string, number>;
  /** Gateways the Center itself lists. */
  centerList: Fact<ListedGateway[]>;
  /** Sensors the service lists. */
  sensors: Fact<CloudSensor[]>;
  /** Open health issues of the service. */
  healthIssues: Fact<OpenHealthIssue[]>;
  /** The backup the estate asks for, on the Center's host; null: there is none. */
  backup: Fact<CenterBackup | null>;
  /** Open suspicious activities of the Center. */
  openAlerts: Fact<OpenAlert[]>;
  /** When this program first looked at the Center (ISO 8601). */
  firstSeenAt: string;
}

export interface OpenAlert {
  id: string;
  /** As a person knows it. */
  title: string;
}

/** A gateway as the Center lists it. */
export interface ListedGateway {
  /** NetBIOS name. */
  name: string;
  /** As the Center last heard; "" where it does not say. */
  serviceStatus: string;
}

export interface OpenHealthIssue {
  displayName: string;
  severity: string;
  domainNames: readonly string[];
  sensorDNSNames: readonly string[];
}
