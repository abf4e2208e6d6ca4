import type { ScenarioHost } from "../scenario.ts";
import type { Measured } from "./state.ts";

const GIGABYTE = 1024 ** 3;

const builds: Record<ScenarioHost["os"], { version: string; revision: number; dotNet: number }> = {
  "2008R2": { version: "6.1.7601", revision: 27170, dotNet: 394806 },
  "2012": { version: "6.2.9200", revision: 25165, dotNet: 528049 },
  "2012R2": { version: "6.3.9600", revision: 22676, dotNet: 528049 },
  "2016": { version: "10.0.14393", revision: 9339, dotNet: 528049 },
  "2019": { version: "10.0.17763", revision: 9060, dotNet: 528049 },
  "2022": { version: "10.0.20348", revision: 5256, dotNet: 528449 },
  "2025": { version: "10.0.26100", revision: 33158, dotNet: 533509 },
};

/** The eight advanced audit subcategories the sensor needs, by GUID, each set to success and failure. */
const auditSubcategories = [
  "0cce923f-69ae-11d9-bed3-505054503030", // Credential Validation
  "0cce9236-69ae-11d9-bed3-505054503030", // Computer Account Management
  "0cce9238-69ae-11d9-bed3-505054503030", // Distribution Group Management
  "0cce9237-69ae-11d9-bed3-505054503030", // Security Group Management
  "0cce9235-69ae-11d9-bed3-505054503030", // User Account Management
  "0cce923b-69ae-11d9-bed3-505054503030", // Directory Service Access
  "0cce923c-69ae-11d9-bed3-505054503030", // Directory Service Changes
  "0cce9211-69ae-11d9-bed3-505054503030", // Security System Extension
];

const operationsMasters = [
  "schemaMaster",
  "domainNamingMaster",
  "pdcEmulator",
  "ridMaster",
  "infrastructureMaster",
];

/** A host on which nothing stands in the way, of the release and roles the scenario names. */
export function healthyHost(host: ScenarioHost): Measured {
  const build = builds[host.os];
  const controller = host.kind === "domainController";
  return {
    operatingSystem: { version: build.version, revision: build.revision, installation: "desktop" },
    directory: {
      domainRole: controller ? (host.roles.includes("pdcEmulator") ? 5 : 4) : 3,
      domain: host.domain,
      forest: host.forest ?? host.domain,
      site: host.site,
      readOnly: host.readOnly,
      globalCatalog: host.roles.includes("globalCatalog"),
      operationsMasters: operationsMasters.filter((role) => host.roles.includes(role)),
    },
    hardware: {
      logicalProcessors: 4,
      memoryBytes: 16 * GIGABYTE,
      systemDriveFreeBytes: 64 * GIGABYTE,
      platform: "hyperV",
      dynamicMemory: false,
    },
    largeSendOffload: [],
    powerScheme: "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c",
    dotNetRelease: build.dotNet,
    tls: { systemDefault64: 1, strongCrypto64: 1, systemDefault32: 1, strongCrypto32: 1 },
    missingRootCertificates: [],
    endpointOnboarding: { onboardingInfo: host.defenderForEndpoint, machineId: host.defenderForEndpoint },
    captureDriver: { npcap: null, winPcap: null },
    pendingReboot: {
      componentServicing: false,
      windowsUpdate: false,
      fileRenames: false,
      computerRename: false,
    },
    installerBusy: false,
    proxy: null,
    sensorApi: {
      status: 200,
      issuer: "CN=Microsoft Azure RSA TLS Issuing CA 04, O=Microsoft Corporation, C=US",
      error: null,
    },
    loopback444: null,
    clockSkewSeconds: 0.4,
    auditPolicy: Object.fromEntries(auditSubcategories.map((guid) => [guid, controller ? 3 : 1])),
    ntlmAuditing: {
      auditReceiving: controller ? 2 : null,
      restrictSending: controller ? 1 : null,
      auditInDomain: controller ? 7 : null,
    },
    auditFailure: { crashOnAuditFail: 0, securityLogOverwrites: true },
    unusableAccounts: [],
    logOnAsService: null,
    otherRoles: [],
    defenderAntivirus: "Running",
    certificateClients: [],
  };
}

/** `override` laid over `base`, objects merged, everything else replaced. */
export function merged<T>(base: T, override: Record<string, unknown>): T {
  if (!isObject(base)) return base;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return result as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
