/** A health alert of ATA and what says the same in Defender for Identity; null: nothing, because what it was about goes with ATA: the Center, synchronizer candidates, the listener for a SIEM. */
const counterparts: Readonly<Record<string, string | null>> = {
  CenterDatabaseDataDriveFreeSpace: null,
  CenterDatabaseDisconnected: null,
  CenterExternalIpAddressResolutionFailure: null,
  CenterMail: null,
  CenterNotReceivingTraffic: null,
  CenterOverloaded: null,
  CenterSyslog: null,
  CertificateExpiry: null,
  GatewayCaptureNetworkAdapterFaulted:
    "the issue about capture network adapters that are disabled or disconnected",
  GatewayCaptureNetworkAdapterMissing:
    "the issue about capture network adapters that are disabled or disconnected",
  GatewayDirectoryServicesClientAccountPasswordExpiry:
    "the issues about a read-only user password that expires or has expired",
  GatewayDirectoryServicesClientConnectivity:
    "the issue about a domain controller that a sensor cannot reach",
  GatewayDisconnected: "the issue about a sensor that stopped communicating",
  GatewayDomainSynchronizerNotAssigned: null,
  GatewayLowMemory: "the issue about a sensor that reached a memory limit",
  GatewayOverloadedEventActivities: "the issue about Windows events that are not analyzed",
  GatewayOverloadedNetworkActivities: "the issue about network traffic that is not analyzed",
  GatewayRadiusEventListener: "the issue about RADIUS accounting data that cannot be read",
  GatewaysOutdated: "the issue about an outdated sensor",
  GatewayStartFailure: "the issue about a sensor service that failed to start",
  GatewaySyslogEventListener: null,
};

export interface HealthAlertNow {
  /** ATA's name without its ending. */
  name: string;
  /** Null: nothing took its place. Undefined: ATA had no such alert that we know. */
  now: string | null | undefined;
}

/** @param type `GatewayLowMemoryMonitoringAlert` */
export function healthAlertNow(type: string): HealthAlertNow {
  const name = type.replace(/MonitoringAlert$/, "");
  return { name, now: Object.hasOwn(counterparts, name) ? counterparts[name] : undefined };
}

/** Every health alert of ATA, for the docs. */
export const healthAlertTypes = Object.keys(counterparts).map((name) => `${name}MonitoringAlert`);
