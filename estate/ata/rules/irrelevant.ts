/** A part of a profile that the move does not need, and why. It covers all that is below its path. */
export interface IrrelevantRule {
  document: "center" | "gateway" | "any";
  /** Path of names; `*` stands for any part of a name. */
  path: string;
  reason: string;
}

const processing = "how ATA's own processing is sized and paced; sensors and service have their own";
const database = "about the Center's own database; it goes with the Center";
/** Also of what has the form of a schedule, in a part that no rule knows. */
export const schedule = "when ATA's own background work runs";
const learning = "tuning of ATA's own detection; Defender for Identity learns by itself";
const certificate =
  "names a certificate of the Center; export it with the database backup, the service has its own";
const mark = "bookkeeping of the document itself";
/** Of `_t`, which .NET's driver writes into a document, and into any object in it, to name its type. */
export const typeMark = mark;

const any = (path: string, reason: string): IrrelevantRule => ({ document: "any", path, reason });
const center = (path: string, reason: string): IrrelevantRule => ({ document: "center", path, reason });
const gateway = (path: string, reason: string): IrrelevantRule => ({ document: "gateway", path, reason });
const detector = "Configuration.*DetectorConfiguration";

/** What is left out, with the reason that the report of the reading gives. */
export const irrelevantRules: readonly IrrelevantRule[] = [
  any("_t", mark),
  any("$type", mark),
  any("Type", mark),
  any("VersionUpdateTime", mark),
  center("SoftwareUpdates", "updates of ATA that wait to be installed; there are none any more"),

  center(`${detector}.*Configuration`, schedule),
  center(`${detector}.*Timeout`, learning),
  center(`${detector}.*Period`, learning),
  center(`${detector}.*Count`, learning),
  center(`${detector}.*Lifetime`, learning),

  any("Configuration.ActivityProcessorConfiguration", processing),
  any("Configuration.ActivitySimulatorConfiguration", "a test tool of ATA's makers"),
  any("Configuration.AppDomainManagerConfiguration", processing),
  any("Configuration.ConfigurationManagerConfiguration", schedule),
  any("Configuration.EntityProfilerConfiguration", processing),
  any("Configuration.EntityReceiverConfiguration", processing),
  any("Configuration.EntitySenderConfiguration", processing),
  any("Configuration.ExternalIpAddressResolverConfiguration", processing),
  any("Configuration.HttpClientConfiguration", processing),
  any("Configuration.LoadSimulatorRecorderConfiguration", "a test tool of ATA's makers"),
  any("Configuration.LogicalActivityTranslatorConfiguration", processing),
  any("Configuration.MemoryStreamPoolConfiguration", processing),
  any("Configuration.NetworkActivityProcessorConfiguration", processing),
  any("Configuration.SecretManagerConfiguration", certificate),
  any("Configuration.ServiceSystemProfileConfiguration", mark),
  any("Configuration.UniqueEntityCacheConfiguration", processing),
  any("Configuration.UniqueEntityProfileCacheConfiguration", processing),
  center("Configuration.MonitoringEngineConfiguration", "when ATA itself judges its own health"),
  center("Configuration.NotificationEngineConfiguration", schedule),
  center("Configuration.SyncManagerConfiguration", schedule),
  center("Configuration.DatabaseConfiguration", database),
  center(
    "Configuration.IntelligenceProxyConfiguration",
    "address of the service that located VPN users for ATA",
  ),
  center(
    "Configuration.CenterWebApplicationConfiguration",
    "where ATA's console listens; it goes with the Center",
  ),
  center("Configuration.CenterWebClientConfiguration.RetryDelay", processing),
  center("Configuration.CenterWebClientConfiguration.ServiceCertificateThumbprints", certificate),
  center(
    "Configuration.CenterTelemetryManagerConfiguration.*",
    "details of usage data; its one switch is read by itself",
  ),
  center(
    "Configuration.SoftwareUpdaterConfiguration.MicrosoftUpdateCategoryId",
    "names ATA to Microsoft Update",
  ),
  center("Configuration.SoftwareUpdaterConfiguration.CheckSoftwareUpdatesConfiguration", schedule),
  center("Configuration.ReporterConfiguration.SendPeriodicReportsConfiguration.Interval", schedule),
  center("Configuration.UniqueEntityProcessorConfiguration.UniqueEntityBlockParallelismDegree", processing),
  center("Configuration.UniqueEntityProcessorConfiguration.Get*Configuration", schedule),
  center("Configuration.UniqueEntityProcessorConfiguration.Update*Configuration", schedule),

  // No sample of a gateway's sections is public; what a person chooses for one in the console has no such names.
  ...["Block", "Cache", "Queue"].map((name) => gateway(`Configuration.*.*${name}Configuration`, processing)),
  ...["Interval", "Timeout", "Delay", "Size", "Count", "Degree", "Percentage"].map((name) =>
    gateway(`Configuration.*.*${name}`, processing),
  ),
  gateway(
    "Configuration.*TelemetryManagerConfiguration",
    "details of usage data; the Center's switch is read",
  ),
  gateway("Configuration.LocalizerConfiguration", "language of the gateway's own messages"),
  gateway("Configuration.ManagementClientConfiguration", "how the gateway reaches the Center"),
  gateway("Configuration.CenterWebClientConfiguration", "how the gateway reaches the Center"),
  gateway(
    "Configuration.DirectoryServicesResolverConfiguration.UpdateDirectoryEntityChangesConfiguration.Interval",
    schedule,
  ),
  gateway(
    "Configuration.NetworkListenerConfiguration.*NetworkAdapter*",
    "network adapters that were captured; a sensor finds its own",
  ),
];
