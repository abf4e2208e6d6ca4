import type { AttestedRow } from "../../schema.ts";

/** How a setting's value is to be read. */
export type SettingForm =
  /** true or false */
  | "switch"
  /** Text or a number. */
  | "text"
  /** `{ Address, Port }` */
  | "endpoint"
  /** Texts, in a list or one alone. */
  | "texts"
  /** Ids of directory objects, or the text ids of machines that were never found there. */
  | "entities"
  /** Addresses and subnets: text, or an object with address and prefix length. */
  | "subnets"
  /** A dictionary from a name to true or false: one setting a name. */
  | "switches"
  /** A dictionary from a name to whatever is in it: one setting a name. */
  | "trees";

/** A setting of ATA that a person chose and that the move has to carry over. */
export interface SettingRule {
  id: string;
  document: "center" | "gateway";
  /** Path of names; `*` stands for any part of a name. */
  path: string;
  form: SettingForm;
  row: AttestedRow;
  /** What ATA's console calls it. */
  name: string;
  /** A fresh Center's value, where one that has it need not be listed. */
  standard?: boolean;
}

const common = "GatewayCommonConfiguration";
const alert = "Configuration.DetectionConfiguration";
const health = "Configuration.MonitoringClientConfiguration";
const mail = "Configuration.MailClientConfiguration";
const syslog = "Configuration.SyslogClientConfiguration";
const entities = "Configuration.UniqueEntityProcessorConfiguration";
const updates = "Configuration.SoftwareUpdaterConfiguration";
const detector = "Configuration.*DetectorConfiguration";

/** Every setting that is carried over, and where it stands in a profile. */
export const settingRules = [
  {
    id: "directory-account-domain",
    document: "center",
    path: `${common}.DirectoryServicesClientAccountDomainName`,
    form: "text",
    row: "directory-service-account",
    name: "Directory services: domain",
  },
  {
    id: "directory-account-name",
    document: "center",
    path: `${common}.DirectoryServicesClientAccountName`,
    form: "text",
    row: "directory-service-account",
    name: "Directory services: user name",
  },
  {
    id: "domain-synchronizer",
    document: "gateway",
    path: "Configuration.DirectoryServicesResolverConfiguration.UpdateDirectoryEntityChangesConfiguration.IsEnabled",
    form: "switch",
    row: "domain-synchronizers",
    name: "Domain synchronizer candidate",
    standard: false,
  },
  {
    id: "syslog-enabled",
    document: "center",
    path: `${syslog}.IsEnabled`,
    form: "switch",
    row: "syslog",
    name: "Syslog server",
  },
  {
    id: "syslog-endpoint",
    document: "center",
    path: `${syslog}.ServerEndpoint`,
    form: "endpoint",
    row: "syslog",
    name: "Syslog server endpoint",
  },
  {
    id: "syslog-transport",
    document: "center",
    path: `${syslog}.ServerTransport`,
    form: "text",
    row: "syslog",
    name: "Syslog transport",
  },
  {
    id: "syslog-timeout",
    document: "center",
    path: `${syslog}.ServerTransportTimeout`,
    form: "text",
    row: "syslog",
    name: "Syslog timeout",
  },
  {
    id: "syslog-format",
    document: "center",
    path: `${syslog}.Serializer`,
    form: "text",
    row: "syslog",
    name: "Syslog format",
  },
  {
    id: "syslog-alerts",
    document: "center",
    path: `${alert}.AlertConfiguration.IsSyslogEnabled`,
    form: "switch",
    row: "syslog",
    name: "Syslog notifications: suspicious activities",
  },
  {
    id: "syslog-health",
    document: "center",
    path: `${health}.AlertConfiguration.IsSyslogEnabled`,
    form: "switch",
    row: "syslog",
    name: "Syslog notifications: health alerts",
  },
  {
    id: "notification-verbosity",
    document: "center",
    path: `${alert}.NotificationVerbosity`,
    form: "text",
    row: "syslog",
    name: "Notify when an existing activity is updated",
  },
  {
    id: "event-log",
    document: "center",
    path: "Configuration.WindowsEventLogClientConfiguration.IsEnabled",
    form: "switch",
    row: "syslog",
    name: "Alerts in the Center's Windows event log",
  },
  {
    id: "vpn-enabled",
    document: "center",
    path: `${common}.IsRadiusEventListenerEnabled`,
    form: "switch",
    row: "vpn",
    name: "VPN: RADIUS accounting",
  },
  {
    id: "honeytoken-accounts",
    document: "center",
    path: `${entities}.HoneytokenAccountIds`,
    form: "entities",
    row: "honeytokens",
    name: "Entity tags: honeytoken accounts",
  },
  {
    id: "sensitive-accounts",
    document: "center",
    path: `${entities}.SensitiveAccountIds`,
    form: "entities",
    row: "sensitive-tags",
    name: "Entity tags: sensitive accounts",
  },
  {
    id: "sensitive-groups",
    document: "center",
    path: `${entities}.SensitiveGroupIds`,
    form: "entities",
    row: "sensitive-tags",
    name: "Entity tags: sensitive groups",
  },
  {
    id: "excluded-computers",
    document: "center",
    path: `${detector}.ExcludedSourceComputerIds`,
    form: "entities",
    row: "exclusions",
    name: "Exclusions: computers",
  },
  {
    id: "excluded-accounts",
    document: "center",
    path: `${detector}.ExcludedSourceAccountIds`,
    form: "entities",
    row: "exclusions",
    name: "Exclusions: accounts",
  },
  {
    id: "excluded-subnets",
    document: "center",
    path: `${detector}.ExcludedSubnets`,
    form: "subnets",
    row: "exclusions",
    name: "Exclusions: IP addresses and subnets",
  },
  {
    id: "excluded-others",
    document: "center",
    path: "Configuration.*.Excluded*",
    form: "entities",
    row: "exclusions",
    name: "Exclusions of another kind",
  },
  {
    id: "mail-enabled",
    document: "center",
    path: `${mail}.IsEnabled`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail server",
  },
  {
    id: "mail-from",
    document: "center",
    path: `${mail}.From`,
    form: "text",
    row: "mail-notifications",
    name: "Mail server: send from",
  },
  {
    id: "mail-server",
    document: "center",
    path: `${mail}.ServerEndpoint`,
    form: "endpoint",
    row: "mail-notifications",
    name: "Mail server: SMTP endpoint",
  },
  {
    id: "mail-tls",
    document: "center",
    path: `${mail}.ServerSslEnabled`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail server: SSL",
  },
  {
    id: "mail-any-certificate",
    document: "center",
    path: `${mail}.ServerSslAcceptAnyServerCertificate`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail server: accept any certificate",
  },
  {
    id: "mail-authentication",
    document: "center",
    path: `${mail}.AuthenticationEnabled`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail server: authentication",
  },
  {
    id: "mail-account",
    document: "center",
    path: `${mail}.AuthenticationAccountName`,
    form: "text",
    row: "mail-notifications",
    name: "Mail server: account",
  },
  {
    id: "alert-mail-enabled",
    document: "center",
    path: `${alert}.AlertConfiguration.IsMailEnabled`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail notifications: suspicious activities",
  },
  {
    id: "alert-mail-recipients",
    document: "center",
    path: `${alert}.AlertConfiguration.To`,
    form: "texts",
    row: "mail-notifications",
    name: "Mail notifications: recipients of suspicious activities",
  },
  {
    id: "health-mail-enabled",
    document: "center",
    path: `${health}.AlertConfiguration.IsMailEnabled`,
    form: "switch",
    row: "mail-notifications",
    name: "Mail notifications: health alerts",
  },
  {
    id: "health-mail-recipients",
    document: "center",
    path: `${health}.AlertConfiguration.To`,
    form: "texts",
    row: "mail-notifications",
    name: "Mail notifications: recipients of health alerts",
  },
  {
    id: "health-mail-repeat",
    document: "center",
    path: `${health}.RenotificationInterval`,
    form: "text",
    row: "mail-notifications",
    name: "Health alerts are repeated after",
  },
  {
    id: "language",
    document: "center",
    path: "Configuration.LocalizerConfiguration.LocaleId",
    form: "text",
    row: "mail-notifications",
    name: "Language of notifications",
  },
  {
    id: "health-alert",
    document: "center",
    path: `${health}.MonitoringAlertTypeNameToIsEnabledMapping`,
    form: "switches",
    row: "health-alerts",
    name: "Health alert",
    standard: true,
  },
  {
    id: "report-schedule",
    document: "center",
    path: "Configuration.ReporterConfiguration.ReportTypeToConfigurationMapping",
    form: "trees",
    row: "scheduled-reports",
    name: "Scheduled report",
  },
  {
    id: "reports-enabled",
    document: "center",
    path: "Configuration.ReporterConfiguration.SendPeriodicReportsConfiguration.IsEnabled",
    form: "switch",
    row: "scheduled-reports",
    name: "Scheduled reports are sent",
  },
  {
    id: "siem-syslog-listener",
    document: "center",
    path: `${common}.IsSyslogEventListenerEnabled`,
    form: "switch",
    row: "siem",
    name: "Data sources: SIEM events by syslog (UDP 514)",
  },
  {
    id: "windows-event-reader",
    document: "center",
    path: `${common}.IsWindowsEventLogReaderEnabled`,
    form: "switch",
    row: "siem",
    name: "Data sources: Windows events",
  },
  {
    id: "updates-enabled",
    document: "center",
    path: `${updates}.IsEnabled`,
    form: "switch",
    row: "automatic-updates",
    name: "Updates: Center looks for updates",
  },
  {
    id: "updates-gateways",
    document: "center",
    path: `${updates}.IsGatewayAutomaticSoftwareUpdateEnabled`,
    form: "switch",
    row: "automatic-updates",
    name: "Updates: gateways update themselves",
  },
  {
    id: "updates-restart",
    document: "center",
    path: `${updates}.IsLightweightGatewayAutomaticRestartEnabled`,
    form: "switch",
    row: "automatic-updates",
    name: "Updates: domain controllers may restart for them",
  },
  {
    id: "detector",
    document: "center",
    path: `${detector}.IsEnabled`,
    form: "switch",
    row: "detectors-off",
    name: "Detection",
    standard: true,
  },
  {
    id: "telemetry-enabled",
    document: "center",
    path: "Configuration.CenterTelemetryManagerConfiguration.IsEnabled",
    form: "switch",
    row: "telemetry",
    name: "Help us improve: usage data to Microsoft",
  },
] as const satisfies readonly SettingRule[];

export type SettingId = (typeof settingRules)[number]["id"];
