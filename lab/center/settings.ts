import type { ScenarioCenter } from "../scenario.ts";

/** What people set in the lab's Center: one of everything ATA lets them set. All of it is invented, the secrets too. */

/** A directory object the Center knows by its id. */
export interface Entity {
  type: "User" | "Computer" | "Group";
  name: string;
}

const scanner = "7a1c9e34-5b60-4f2d-8c13-0e9d4b5a6c01";
const backupServer = "7a1c9e34-5b60-4f2d-8c13-0e9d4b5a6c02";
const robot = "7a1c9e34-5b60-4f2d-8c13-0e9d4b5a6c03";
const board = "7a1c9e34-5b60-4f2d-8c13-0e9d4b5a6c04";

/** Everything a Center's settings name, by id. */
export function entitiesOf(center: ScenarioCenter): ReadonlyMap<string, Entity> {
  const user = (prefix: string) => (id: string) =>
    [id, { type: "User", name: `${prefix}-${id.slice(0, 4)}` }] as const;
  return new Map<string, Entity>([
    ...center.honeytokenAccountIds.map(user("honey")),
    ...center.sensitiveAccountIds.map(user("vip")),
    [scanner, { type: "Computer", name: "scanner" }],
    [backupServer, { type: "Computer", name: "backup01" }],
    [robot, { type: "User", name: "svc-robot" }],
    [board, { type: "Group", name: "board" }],
  ]);
}

/** Ids and subnets that detections leave out, by detection. */
export const exclusions: Readonly<Record<string, object>> = {
  DnsReconnaissance: { ExcludedSourceComputerIds: [scanner], ExcludedSubnets: ["10.9.0.0/24"] },
  DirectoryServicesReplication: { ExcludedSourceComputerIds: [backupServer] },
  GoldenTicket: { ExcludedSourceAccountIds: [robot] },
};

/** A detection and a health alert that somebody switched off. */
export const detectionOff = "AbnormalBehavior";
const healthAlertsOff = { GatewayLowMemoryMonitoringAlert: false, GatewayDisconnectedMonitoringAlert: true };

/** As ATA keeps a secret: encrypted with the Center's certificate. Nothing is in this one. */
const encrypted = (what: string) => ({
  CertificateThumbprint: "00112233445566778899AABBCCDDEEFF00112233",
  EncryptedBytes: Buffer.from(`the lab's ${what}, encrypted`).toString("base64"),
});

/** Sections of the configuration that people fill in. */
export function chosenSections(center: ScenarioCenter): Record<string, object> {
  const mailTo = (name: string) => [`${name}@${center.forest}`];
  return {
    UniqueEntityProcessorConfiguration: {
      HoneytokenAccountIds: center.honeytokenAccountIds,
      SensitiveAccountIds: center.sensitiveAccountIds,
      SensitiveGroupIds: [board],
      UniqueEntityBlockParallelismDegree: 100,
    },
    MailClientConfiguration: {
      IsEnabled: true,
      From: `ata@${center.forest}`,
      ServerEndpoint: { Address: `smtp.${center.forest}`, Port: 587 },
      ServerSslEnabled: true,
      ServerSslAcceptAnyServerCertificate: false,
      AuthenticationEnabled: true,
      AuthenticationAccountName: "svc-mail",
      AuthenticationAccountPasswordEncrypted: encrypted("mail password"),
    },
    SyslogClientConfiguration: {
      IsEnabled: true,
      ServerEndpoint: { Address: `siem.${center.forest}`, Port: 6514 },
      ServerTransport: "Tls",
      ServerTransportTimeout: "00:00:10",
      Serializer: "Rfc5424",
    },
    WindowsEventLogClientConfiguration: { IsEnabled: true },
    DetectionConfiguration: {
      AlertConfiguration: { IsMailEnabled: true, IsSyslogEnabled: true, To: mailTo("soc") },
      NotificationVerbosity: "Low",
    },
    MonitoringClientConfiguration: {
      AlertConfiguration: { IsMailEnabled: true, IsSyslogEnabled: true, To: mailTo("platform") },
      MonitoringAlertTypeNameToIsEnabledMapping: healthAlertsOff,
      RenotificationInterval: "7.00:00:00",
    },
    ReporterConfiguration: {
      ReportTypeToConfigurationMapping: { SummaryReport: { Frequency: "Daily", To: mailTo("ciso") } },
      SendPeriodicReportsConfiguration: { Interval: "01:00:00", IsEnabled: true },
    },
    SoftwareUpdaterConfiguration: {
      IsEnabled: true,
      IsGatewayAutomaticSoftwareUpdateEnabled: true,
      IsLightweightGatewayAutomaticRestartEnabled: true,
    },
    CenterTelemetryManagerConfiguration: { IsEnabled: true },
  };
}

/** What all gateways have in common: the directory account, VPN, the listeners. */
export function commonToGateways(center: ScenarioCenter): object {
  return {
    DirectoryServicesClientAccountDomainName: center.forest,
    DirectoryServicesClientAccountName: "svc-ata",
    DirectoryServicesClientAccountPasswordEncrypted: encrypted("directory password"),
    IsRadiusEventListenerEnabled: true,
    RadiusEventListenerSharedSecretEncrypted: encrypted("RADIUS secret"),
    IsSyslogEventListenerEnabled: true,
    IsWindowsEventLogReaderEnabled: true,
  };
}
