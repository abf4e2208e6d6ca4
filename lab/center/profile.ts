import type { Host } from "../hosts/host.ts";
import { ataVersion } from "../hosts/software.ts";
import type { ScenarioCenter } from "../scenario.ts";
import { chosenSections, commonToGateways, detectionOff, exclusions } from "./settings.ts";

const block = {
  BlockConfiguration: { Parallelism: 1 },
  IsEnabled: true,
  UpsertProfileConfiguration: { Interval: "00:10:00", IsEnabled: true },
};
const sourceExclusions = { ExcludedSourceComputerIds: [], ExcludedSubnets: [] };

const detectors: Record<string, object> = {
  AbnormalKerberos: sourceExclusions,
  AbnormalSmb: sourceExclusions,
  AccountEnumeration: sourceExclusions,
  DirectoryServicesReplication: sourceExclusions,
  DnsReconnaissance: sourceExclusions,
  EnumerateSessions: sourceExclusions,
  MaliciousServiceCreation: sourceExclusions,
  PassTheTicket: sourceExclusions,
  RemoteExecution: sourceExclusions,
  RetrieveDataProtectionBackupKey: sourceExclusions,
  SamrReconnaissance: sourceExclusions,
  AbnormalBehavior: { ExcludedSourceAccountIds: [] },
  AbnormalSensitiveGroupMembershipChange: { ExcludedSourceAccountIds: [] },
  GoldenTicket: { ExcludedSourceAccountIds: [] },
  HoneytokenActivity: {},
  PassTheHash: {},
};

/** The Center's own profile, with the sections a move looks at; everything in them that can be set is set. */
export function centerProfile(center: ScenarioCenter, consolePort: number): Record<string, unknown> {
  return {
    Configuration: {
      ...Object.fromEntries(
        Object.entries(detectors).map(([name, own]) => [
          `${name}DetectorConfiguration`,
          { ...block, ...own, ...exclusions[name], IsEnabled: name !== detectionOff },
        ]),
      ),
      ...chosenSections(center),
      CenterWebClientConfiguration: {
        ServiceEndpoints: [{ Address: "127.0.0.1", Port: consolePort }],
        ServiceCertificateThumbprints: [],
        RetryDelay: "00:00:15",
      },
      DatabaseConfiguration: {
        ServerEndpoint: { Address: "localhost", Port: 27017 },
        BackupSystemProfileMaxCount: 300,
        BackupSystemProfileConfiguration: { Interval: "04:00:00", IsEnabled: true },
      },
    },
    GatewayCommonConfiguration: commonToGateways(center),
    SoftwareUpdates: [],
    NetbiosName: center.host.toUpperCase(),
    Version: ataVersion(),
    VersionUpdateTime: "2021-01-14T08:00:00.0000000Z",
    Id: objectId(center.host, 0),
    UpdateTime: "2026-10-01T08:00:00.0000000Z",
    Type: "CenterSystemProfile",
  };
}

/** A gateway as the Center lists it. */
export function gatewayProfile(host: Host): Record<string, unknown> {
  const service = host.service("ATAGateway");
  const running = service?.state === "Running" && !host.away;
  return {
    Id: objectId(host.name, 1),
    Type: "GatewaySystemProfile",
    NetbiosName: host.name.toUpperCase(),
    Version: service?.version ?? ataVersion(),
    Status: running ? "Connected" : "Disconnected",
    ServiceStatus: service?.state ?? "Stopped",
    UpdateTime: service?.since ?? "2026-10-01T08:00:00.0000000Z",
    Configuration: {
      DirectoryServicesResolverConfiguration: {
        UpdateDirectoryEntityChangesConfiguration: {
          Interval: "00:15:00",
          IsEnabled:
            host.state.kind === "gatewayServer" ||
            host.state.measured.directory.operationsMasters.includes("pdcEmulator"),
        },
      },
    },
  };
}

/** 24 hexadecimal digits that are the same for the same name. */
export function objectId(name: string, kind: number): string {
  const text = Buffer.from(`${kind}${name}`).toString("hex");
  return text.padEnd(24, "0").slice(0, 24);
}
