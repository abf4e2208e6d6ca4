import type { ComponentFacts, HostFacts } from "../../plan/facts.ts";

/** A product that is in none of the four places it was looked for. */
export function absentComponent(overrides: Partial<ComponentFacts> = {}): ComponentFacts {
  return {
    service: { value: null },
    registry: { value: null },
    file: { value: null },
    product: { value: null },
    ...overrides,
  };
}

const GATEWAY_FOLDER = "C:\\Program Files\\Microsoft Advanced Threat Analytics\\Gateway";
const SENSOR_FOLDER = "C:\\Program Files\\Azure Advanced Threat Protection Sensor";

/** An ATA Lightweight Gateway that runs and is found in all four places. */
export function gatewayComponent(overrides: Partial<ComponentFacts> = {}): ComponentFacts {
  const file = `${GATEWAY_FOLDER}\\Microsoft.Tri.Gateway.exe`;
  return {
    service: {
      value: { name: "ATAGateway", state: "Running", startMode: "Auto", path: file, version: "1.9.7576.0" },
    },
    registry: { value: GATEWAY_FOLDER },
    file: { value: file },
    product: {
      value: {
        name: "Microsoft Advanced Threat Analytics Gateway",
        version: "1.9.7576.0",
        quietUninstall:
          '"C:\\ProgramData\\Package Cache\\{0f1e2d3c-0000-4000-8000-000000000001}\\Microsoft ATA Gateway Setup.exe" /quiet /uninstall',
      },
    },
    ...overrides,
  };
}

/** A Defender for Identity v2 sensor that runs and is found in all four places. */
export function sensorComponent(overrides: Partial<ComponentFacts> = {}): ComponentFacts {
  const version = "2.254.19112.470";
  const file = `${SENSOR_FOLDER}\\${version}\\Microsoft.Tri.Sensor.exe`;
  return {
    service: { value: { name: "AATPSensor", state: "Running", startMode: "Auto", path: file, version } },
    registry: { value: SENSOR_FOLDER },
    file: { value: file },
    product: {
      value: { name: "Azure Advanced Threat Protection Sensor", version, quietUninstall: null },
    },
    ...overrides,
  };
}

/** Service AATPSensorUpdater as it runs beside the v2 sensor. */
export const sensorUpdaterService = {
  name: "AATPSensorUpdater",
  state: "Running",
  startMode: "Auto",
  path: `${SENSOR_FOLDER}\\2.254.19112.470\\Microsoft.Tri.Sensor.Updater.exe`,
  version: "2.254.19112.470",
};

/** The eight audit subcategories a sensor reads, all set to success and failure. */
const auditedSubcategories = {
  "0cce923f-69ae-11d9-bed3-505054503030": 3,
  "0cce9236-69ae-11d9-bed3-505054503030": 3,
  "0cce9238-69ae-11d9-bed3-505054503030": 3,
  "0cce9237-69ae-11d9-bed3-505054503030": 3,
  "0cce9235-69ae-11d9-bed3-505054503030": 3,
  "0cce923b-69ae-11d9-bed3-505054503030": 3,
  "0cce923c-69ae-11d9-bed3-505054503030": 3,
  "0cce9211-69ae-11d9-bed3-505054503030": 3,
};

/**
 * Facts of a healthy domain controller: dc01 of contoso.test, Windows Server 2019, with a lightweight gateway, onboarded
 * to Defender for Endpoint. Every blocking check passes on it, for a v2 and for a v3 sensor.
 */
export function readyFacts(overrides: Partial<HostFacts> = {}): HostFacts {
  return {
    measuredAt: "2026-12-01T20:00:00Z",
    computerName: { value: "DC01" },
    operatingSystem: { value: { version: "10.0.17763", revision: 9020, installation: "desktop" } },
    directory: {
      value: {
        domainRole: 4,
        domain: "contoso.test",
        forest: "contoso.test",
        site: "Berlin",
        readOnly: false,
        globalCatalog: true,
        operationsMasters: [],
      },
    },
    hardware: {
      value: {
        logicalProcessors: 4,
        memoryBytes: 16 * 1024 ** 3,
        systemDriveFreeBytes: 60 * 1024 ** 3,
        platform: "hyperV",
        dynamicMemory: false,
      },
    },
    largeSendOffload: { value: [] },
    powerScheme: { value: "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c" },
    dotNetRelease: { value: 528_049 },
    tls: { value: { systemDefault64: 1, strongCrypto64: 1, systemDefault32: 1, strongCrypto32: 1 } },
    rootCertificates: {
      value: ["DF3C24F9BFD666761B268073FE06D1CC8D4F82A4", "A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436"],
    },
    gateway: gatewayComponent(),
    center: absentComponent(),
    sensor: absentComponent(),
    sensorUpdater: { value: null },
    sense: {
      value: {
        name: "Sense",
        state: "Running",
        startMode: "Auto",
        path: "C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe",
        version: "10.8804.28000.1017",
      },
    },
    endpointOnboarding: { value: { onboardingInfo: true, machineId: true } },
    captureDriver: { value: { npcap: null, winPcap: null } },
    pendingReboot: {
      value: { componentServicing: false, windowsUpdate: false, fileRenames: false, computerRename: false },
    },
    installerBusy: { value: false },
    proxy: { value: null },
    sensorApi: {
      value: {
        status: 200,
        issuer: "CN=Microsoft Azure RSA TLS Issuing CA 04, O=Microsoft Corporation, C=US",
        error: null,
      },
    },
    loopback444: { value: null },
    clockSkewSeconds: { value: 0.4 },
    auditPolicy: { value: auditedSubcategories },
    ntlmAuditing: { value: { auditReceiving: 2, restrictSending: 1, auditInDomain: 7 } },
    auditFailure: { value: { crashOnAuditFail: 0, securityLogOverwrites: true } },
    managedAccounts: { value: {} },
    logOnAsService: { value: null },
    otherRoles: { value: [] },
    defenderAntivirus: {
      value: { name: "WinDefend", state: "Running", startMode: "Auto", path: "MsMpEng.exe", version: "4.18" },
    },
    certificateClients: { value: [] },
    ...overrides,
  };
}
