/**
 * Profiles of an ATA Center as its REST interface gives them, made by this project: every name and value in them is
 * invented, and the parts that ATA keeps for itself are shortened. The samples, the tests and the bench are made of it.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const every = (interval: string): JsonObject => ({ Interval: interval, IsEnabled: true });
const block: JsonObject = { BatchMaxSize: 10_000, MaxDegreeOfParallelism: 1, MaxSize: 10_000 };
const cache: JsonObject = {
  ShardCount: 1,
  MultiLruDictionaryConfiguration: { MaxSize: 10_000, Policy: "SingleValue", Timeout: "01:00:00" },
  BackgroundRemoveOldConfiguration: every("00:01:00"),
};

/** Detectors by the kind of exclusion they accept. */
export const detectors = {
  computers: [
    "AbnormalKerberos",
    "AbnormalSmb",
    "AccountEnumeration",
    "DirectoryServicesReplication",
    "DnsReconnaissance",
    "EnumerateSessions",
    "MaliciousServiceCreation",
    "PassTheTicket",
    "RemoteExecution",
    "RetrieveDataProtectionBackupKey",
    "SamrReconnaissance",
  ],
  accounts: ["AbnormalBehavior", "AbnormalSensitiveGroupMembershipChange", "GoldenTicket"],
  none: [
    "AbnormalVpn",
    "BruteForce",
    "EncryptedTimestampEncryptionDowngrade",
    "ForgedPac",
    "HoneytokenActivity",
    "LdapBruteForce",
    "LdapCleartextPassword",
    "MassiveObjectDeletion",
    "PassTheHash",
    "PrivilegeEscalationPaths",
    "SourceAccountSupportedEncryptionTypesEncryptionDowngrade",
    "SourceComputerSupportedEncryptionTypesEncryptionDowngrade",
    "TgtEncryptionDowngrade",
  ],
} as const;

export const healthAlerts = [
  "CenterDatabaseDataDriveFreeSpace",
  "CenterDatabaseDisconnected",
  "CenterExternalIpAddressResolutionFailure",
  "CenterMail",
  "CenterNotReceivingTraffic",
  "CenterOverloaded",
  "CenterSyslog",
  "CertificateExpiry",
  "GatewayCaptureNetworkAdapterFaulted",
  "GatewayCaptureNetworkAdapterMissing",
  "GatewayDirectoryServicesClientAccountPasswordExpiry",
  "GatewayDirectoryServicesClientConnectivity",
  "GatewayDisconnected",
  "GatewayDomainSynchronizerNotAssigned",
  "GatewayLowMemory",
  "GatewayOverloadedEventActivities",
  "GatewayOverloadedNetworkActivities",
  "GatewayRadiusEventListener",
  "GatewaysOutdated",
  "GatewayStartFailure",
  "GatewaySyslogEventListener",
].map((name) => `${name}MonitoringAlert`);

/** What of a Center's profile is to differ from a fresh Center's. */
export interface CenterChoices {
  id?: string;
  name?: string;
  version?: string;
  updatedAt?: string;
  console?: string;
  directoryAccount?: { domain: string; name: string; password: Json };
  honeytokens?: string[];
  sensitiveAccounts?: string[];
  sensitiveGroups?: string[];
  /** Detector → computers, subnets or accounts left out of it. */
  exclusions?: Record<string, { computers?: string[]; subnets?: Json[]; accounts?: string[] }>;
  detectorsOff?: string[];
  healthAlertsOff?: string[];
  mail?: { from: string; server: { Address: string; Port: number }; account?: string; password?: Json };
  alertMail?: string[];
  healthMail?: string[];
  syslog?: { server: { Address: string; Port: number }; transport: string; format: string };
  radiusSecret?: Json;
  syslogListener?: boolean;
  reports?: Json;
  telemetry?: boolean;
}

/** A Center's profile of build 1.9 with all of its sections. */
export function centerProfile(choices: CenterChoices = {}): JsonObject {
  const configuration: JsonObject = {
    ...Object.fromEntries(
      Object.values(detectors)
        .flat()
        .map((name) => [`${name}DetectorConfiguration`, detector(name, choices)]),
    ),
    ...settings(choices),
    ...internals(),
  };
  const sorted = Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    Configuration: Object.fromEntries(sorted),
    GatewayCommonConfiguration: {
      DirectoryServicesClientAccountDomainName: choices.directoryAccount?.domain ?? "contoso.com",
      DirectoryServicesClientAccountName: choices.directoryAccount?.name ?? "svc-ata",
      DirectoryServicesClientAccountPasswordEncrypted: choices.directoryAccount?.password ?? null,
      IsRadiusEventListenerEnabled: choices.radiusSecret !== undefined,
      IsSyslogEventListenerEnabled: choices.syslogListener ?? false,
      IsWindowsEventLogReaderEnabled: true,
      RadiusEventListenerSharedSecretEncrypted: choices.radiusSecret ?? null,
    },
    SoftwareUpdates: [],
    NetbiosName: choices.name ?? "ATACENTER",
    Version: choices.version ?? "1.9.7576.20935",
    VersionUpdateTime: "2020-10-02T07:36:09.1352934Z",
    Id: choices.id ?? "5f7720d92bd5d60dd07c0001",
    UpdateTime: choices.updatedAt ?? "2025-11-03T07:36:17.9090344Z",
    Type: "CenterSystemProfile",
  };
}

function detector(name: string, choices: CenterChoices): JsonObject {
  const left = choices.exclusions?.[name];
  const has = (list: readonly string[]) => list.includes(name);
  return {
    ...(has(detectors.computers) && {
      ExcludedSourceComputerIds: left?.computers ?? [],
      ExcludedSubnets: left?.subnets ?? [],
    }),
    ...(has(detectors.accounts) && { ExcludedSourceAccountIds: left?.accounts ?? [] }),
    ...(name === "AbnormalBehavior" && {
      BuildModelsConfiguration: every("1.00:00:00"),
      MinActiveAccountCount: 50,
    }),
    ...(name === "GoldenTicket" && { KerberosTicketLifetime: null }),
    ...(name === "PassTheTicket" && { ValidateInvisibleSuspiciousActivitiesTimeout: "02:00:00" }),
    BlockConfiguration: block,
    IsEnabled: !(choices.detectorsOff ?? []).includes(name),
    UpsertProfileConfiguration: every("00:10:00"),
  };
}

function settings(choices: CenterChoices): JsonObject {
  const { mail, syslog } = choices;
  return {
    UniqueEntityProcessorConfiguration: {
      HoneytokenAccountIds: choices.honeytokens ?? [],
      SensitiveAccountIds: choices.sensitiveAccounts ?? [],
      SensitiveGroupIds: choices.sensitiveGroups ?? [],
      UniqueEntityBlockParallelismDegree: 100,
      GetHighFunctionalityDomainControlerIdsConfiguration: every("00:10:00"),
    },
    MailClientConfiguration: {
      IsEnabled: mail !== undefined,
      From: mail?.from ?? null,
      ServerEndpoint: mail?.server ?? null,
      ServerSslEnabled: mail !== undefined,
      ServerSslAcceptAnyServerCertificate: false,
      AuthenticationEnabled: mail?.account !== undefined,
      AuthenticationAccountName: mail?.account ?? null,
      AuthenticationAccountPasswordEncrypted: mail?.password ?? null,
    },
    SyslogClientConfiguration: {
      IsEnabled: syslog !== undefined,
      ServerEndpoint: syslog?.server ?? null,
      ServerTransport: syslog?.transport ?? "Udp",
      ServerTransportTimeout: "00:00:10",
      Serializer: syslog?.format ?? "Rfc5424",
    },
    DetectionConfiguration: {
      AlertConfiguration: {
        IsMailEnabled: choices.alertMail !== undefined,
        IsSyslogEnabled: syslog !== undefined,
        To: choices.alertMail ?? [],
      },
      NotificationVerbosity: "Low",
    },
    MonitoringClientConfiguration: {
      AlertConfiguration: {
        IsMailEnabled: choices.healthMail !== undefined,
        IsSyslogEnabled: syslog !== undefined,
        To: choices.healthMail ?? [],
      },
      MonitoringAlertTypeNameToIsEnabledMapping: Object.fromEntries(
        healthAlerts.map((name) => [name, !(choices.healthAlertsOff ?? []).includes(name)]),
      ),
      RenotificationInterval: "7.00:00:00",
    },
    ReporterConfiguration: {
      ReportTypeToConfigurationMapping: choices.reports ?? {},
      SendPeriodicReportsConfiguration: every("00:01:00"),
    },
    SoftwareUpdaterConfiguration: {
      IsEnabled: true,
      IsGatewayAutomaticSoftwareUpdateEnabled: true,
      IsLightweightGatewayAutomaticRestartEnabled: false,
      MicrosoftUpdateCategoryId: "00000000-1111-4222-8333-444444444444",
      CheckSoftwareUpdatesConfiguration: every("01:00:00"),
    },
    CenterWebClientConfiguration: {
      RetryDelay: "00:00:01",
      ServiceEndpoints: [{ Address: choices.console ?? "atacenter.contoso.com", Port: 443 }],
      ServiceCertificateThumbprints: ["00112233445566778899AABBCCDDEEFF00112233"],
    },
    CenterTelemetryManagerConfiguration: {
      IsEnabled: choices.telemetry ?? false,
      ServiceUrl: "https://telemetry.example.com/track",
      ClientBufferMaxSize: 450,
      SendAlertTelemetryConfiguration: { Interval: "1.00:00:00", IsEnabled: false },
    },
    LocalizerConfiguration: { LocaleId: "en-us" },
    WindowsEventLogClientConfiguration: { IsEnabled: true },
  };
}

/** Sections that say how ATA itself works; a few fields of each. */
function internals(): JsonObject {
  return {
    ActivityProcessorConfiguration: { ActivityBlockConfiguration: block },
    ActivitySimulatorConfiguration: { DelayInterval: "00:00:15", SimulationState: "Disabled" },
    AppDomainManagerConfiguration: { GcCollectConfiguration: every("00:30:00") },
    CenterWebApplicationConfiguration: {
      ServiceListeningIpEndpoint: { Address: "0.0.0.0", Port: 443 },
      CommunicationCookieExpiration: "00:20:00",
    },
    ConfigurationManagerConfiguration: { UpdateConfigurationConfiguration: every("00:00:15") },
    DatabaseConfiguration: {
      ServerEndpoint: { Address: "localhost", Port: 27_017 },
      BackupSystemProfileMaxCount: 300,
      BackupSystemProfileConfiguration: every("04:00:00"),
      DataDriveFreeSpaceLowSize: "200 GB",
    },
    EntityProfilerConfiguration: { UpdateDetectionProfileConfiguration: every("00:05:00") },
    EntityReceiverConfiguration: { ActivitiesDroppingEnabled: false, GatewayInactivityTimeout: "00:15:00" },
    ExternalIpAddressResolverConfiguration: { CacheConfiguration: cache },
    HttpClientConfiguration: { BufferMaxSize: "128 MB", Timeout: "00:10:00" },
    IntelligenceProxyConfiguration: {
      ConnectionLimit: 50,
      WebClientConfiguration: { ServiceEndpoints: [{ Address: "ti.example.com", Port: 443 }] },
    },
    LoadSimulatorRecorderConfiguration: { IsEnabled: false, FileSegmentSize: "5 MB" },
    LogicalActivityTranslatorConfiguration: { LogicalActivityCacheConfiguration: cache },
    MemoryStreamPoolConfiguration: { BlockSize: "128 KB", BufferMaxSize: "128 MB" },
    MonitoringEngineConfiguration: {
      GatewayInactivityTimeout: "00:05:00",
      MonitoringCycleConfiguration: every("00:01:00"),
    },
    NetworkActivityProcessorConfiguration: { SaveParentKerberosBloomFiltersConfiguration: every("00:15:00") },
    NotificationEngineConfiguration: { NotificationCycleConfiguration: every("00:10:00") },
    SecretManagerConfiguration: { CertificateThumbprint: "00112233445566778899AABBCCDDEEFF00112233" },
    ServiceSystemProfileConfiguration: { Id: "5f7720d92bd5d60dd07c0001" },
    SyncManagerConfiguration: { UpdateClientsConfiguration: every("00:00:10") },
    UniqueEntityCacheConfiguration: { CacheConfiguration: cache },
    UniqueEntityProfileCacheConfiguration: { CacheConfiguration: cache },
    UserAccountClusterDetectorConfiguration: { ClusterUserAccountsConfiguration: every("01:00:00") },
  };
}

/** A gateway's profile; the names of what it watches and captures are a guess, no sample of them is public. */
export function gatewayProfile(gateway: {
  id: string;
  name: string;
  watches?: string[];
  synchronizer?: boolean;
  version?: string;
  description?: string;
}): JsonObject {
  return {
    Configuration: {
      DirectoryServicesClientConfiguration: { DomainControllerDnsNames: gateway.watches ?? [] },
      DirectoryServicesResolverConfiguration: {
        UpdateDirectoryEntityChangesConfiguration: {
          Interval: "00:10:00",
          IsEnabled: gateway.synchronizer ?? false,
        },
      },
      EntitySenderConfiguration: { EntityBatchBlockMaxSize: 10_000 },
      ManagementClientConfiguration: {
        ServerCertificateThumbprint: "00112233445566778899AABBCCDDEEFF00112233",
      },
      NetworkListenerConfiguration: { CaptureNetworkAdapterNames: ["Ethernet"] },
    },
    NetbiosName: gateway.name,
    Version: gateway.version ?? "1.9.7576.20935",
    Description: gateway.description ?? null,
    Status: "Ok",
    ServiceStatus: "Running",
    Id: gateway.id,
    UpdateTime: "2025-11-03T07:40:00.0000000Z",
    Type: "GatewaySystemProfile",
  };
}

/** The same document as mongoexport writes it: `_id`, `_t` and types in extended JSON. */
export function asMongo(document: JsonObject, types: readonly string[]): JsonObject {
  const { Id: id, Type: _type, UpdateTime: updated, VersionUpdateTime: version, ...rest } = document;
  return {
    _id: { $oid: id as string },
    _t: [...types],
    ...(updated !== undefined && { UpdateTime: { $date: updated } }),
    ...(version !== undefined && { VersionUpdateTime: { $date: version } }),
    ...rest,
  };
}
