import { z } from "zod";

/**
 * What a host was measured to be. Every fact is `{ value }` or `{ unread: reason }`: absence is a value (null, false,
 * an empty list), unread is not, and nothing downstream may take one for the other.
 */
export type Fact<T> = { value: T } | { unread: string };

/** Schema of a fact around the schema of its value. */
export const fact = <T extends z.ZodType>(value: T) =>
  z.union([z.strictObject({ value }), z.strictObject({ unread: z.string().min(1) })]);

const service = z.strictObject({
  name: z.string(),
  /** Windows service state: Running, Stopped, StartPending, StopPending, Paused. */
  state: z.string(),
  /** Auto, Manual or Disabled. */
  startMode: z.string(),
  /** Path of the executable, without quotes and arguments. */
  path: z.string(),
  /** File version of the executable; null when the file has none. */
  version: z.string().nullable(),
});

/** One product looked for in four independent places; each may be unread by itself. */
export const component = z.strictObject({
  service: fact(service.nullable()),
  /** Value `InstallationPath` of the product's registry key; null: no key. */
  registry: fact(z.string().nullable()),
  /** Its main executable on disk; null: not there. */
  file: fact(z.string().nullable()),
  /** Its bundle's uninstall entry: display name, version and quiet command; null: none. */
  product: fact(
    z
      .strictObject({ name: z.string(), version: z.string(), quietUninstall: z.string().nullable() })
      .nullable(),
  ),
});

/** Roles that a domain controller can carry beside its own and that want more of a sensor. */
export const otherRoles = ["adCs", "adFs", "entraConnect"] as const;
export type OtherRole = (typeof otherRoles)[number];

/** A fact that surveys of earlier versions did not have. */
const NOT_MEASURED_THEN = { unread: "measured by an earlier version of this program: measure again" };

export const hostFacts = z.strictObject({
  /** ISO 8601, UTC, by the host's own clock. */
  measuredAt: z.string(),
  computerName: fact(z.string()),
  operatingSystem: fact(
    z.strictObject({
      /** `10.0.17763` */
      version: z.string(),
      /** Update build revision: 4893 in 10.0.20348.4893. */
      revision: z.int(),
      installation: z.enum(["desktop", "core", "nano"]),
    }),
  ),
  directory: fact(
    z.strictObject({
      /** Win32_ComputerSystem.DomainRole: 4 and 5 are domain controllers. */
      domainRole: z.int().min(0).max(5),
      domain: z.string(),
      forest: z.string(),
      site: z.string(),
      readOnly: z.boolean(),
      globalCatalog: z.boolean(),
      /** Of schemaMaster, domainNamingMaster, pdcEmulator, ridMaster, infrastructureMaster. */
      operationsMasters: z.array(z.string()),
    }),
  ),
  /** By the services they come with: CertSvc, adfssrv, ADSync. */
  otherRoles: fact(z.array(z.enum(otherRoles))).default(NOT_MEASURED_THEN),
  hardware: fact(
    z.strictObject({
      logicalProcessors: z.int(),
      memoryBytes: z.int(),
      systemDriveFreeBytes: z.int(),
      platform: z.enum(["physical", "hyperV", "vmware", "azure", "other"]),
      /** Hyper-V dynamic memory, where the guest can tell; null: it cannot. */
      dynamicMemory: z.boolean().nullable(),
    }),
  ),
  /** Network adapters with large send offload on. */
  largeSendOffload: fact(z.array(z.string())),
  /** GUID of the active power scheme, lower case. */
  powerScheme: fact(z.string()),
  /** `Release` of .NET Framework 4; 0: not installed. */
  dotNetRelease: fact(z.int()),
  /** SystemDefaultTlsVersions and SchUseStrongCrypto, 64-bit and 32-bit; null: value not set. */
  tls: fact(
    z.strictObject({
      systemDefault64: z.int().nullable(),
      strongCrypto64: z.int().nullable(),
      systemDefault32: z.int().nullable(),
      strongCrypto32: z.int().nullable(),
    }),
  ),
  /** Thumbprints in LocalMachine\Root, upper case, of the roots asked for. */
  rootCertificates: fact(z.array(z.string())),
  /** Installed programs that manage certificates and are known to keep a setup from making its own; by name. */
  certificateClients: fact(z.array(z.string())).default(NOT_MEASURED_THEN),
  gateway: component,
  center: component,
  sensor: component,
  /** Service AATPSensorUpdater. */
  sensorUpdater: fact(service.nullable()),
  /** Service Sense (Defender for Endpoint). */
  sense: fact(service.nullable()),
  /** Service WinDefend (Defender Antivirus); in passive mode it runs as well. */
  defenderAntivirus: fact(service.nullable()).default(NOT_MEASURED_THEN),
  endpointOnboarding: fact(z.strictObject({ onboardingInfo: z.boolean(), machineId: z.boolean() })),
  captureDriver: fact(
    z.strictObject({
      npcap: z
        .strictObject({
          version: z.string(),
          adminOnly: z.boolean(),
          winPcapCompatible: z.boolean(),
          loopback: z.boolean(),
        })
        .nullable(),
      winPcap: z.string().nullable(),
    }),
  ),
  pendingReboot: fact(
    z.strictObject({
      componentServicing: z.boolean(),
      windowsUpdate: z.boolean(),
      fileRenames: z.boolean(),
      computerRename: z.boolean(),
    }),
  ),
  /** Another Windows Installer transaction is under way. */
  installerBusy: fact(z.boolean()),
  /** The proxy the sensor API is asked through: the one given for the sensor, else SYSTEM's own; null: none. */
  proxy: fact(z.string().nullable()),
  /** The sensor API's ping from this host, as SYSTEM, through `proxy`. */
  sensorApi: fact(
    z.strictObject({
      /** HTTP status; 0: no answer, see `error`. */
      status: z.int(),
      /** Issuer of the certificate that was presented; null: none was. */
      issuer: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  /** Process that listens on localhost:444; null: nobody. */
  loopback444: fact(z.string().nullable()),
  /** Seconds between this host's clock and the PDC emulator's; positive: ahead. */
  clockSkewSeconds: fact(z.number()),
  /** Advanced audit policy: subcategory GUID (lower case) → 0 none, 1 success, 2 failure, 3 both. */
  auditPolicy: fact(z.record(z.string(), z.int())),
  ntlmAuditing: fact(
    z.strictObject({
      auditReceiving: z.int().nullable(),
      restrictSending: z.int().nullable(),
      auditInDomain: z.int().nullable(),
    }),
  ),
  /** CrashOnAuditFail (0, 1, 2) and whether the Security log overwrites old events. */
  auditFailure: fact(z.strictObject({ crashOnAuditFail: z.int(), securityLogOverwrites: z.boolean() })),
  /** Group managed service accounts asked for → usable by this host, and their SID; null: no such account. */
  managedAccounts: fact(
    z.record(z.string(), z.strictObject({ usable: z.boolean(), sid: z.string().nullable() })),
  ),
  /** SIDs that hold "log on as a service" by effective policy; null: the policy does not define the right. */
  logOnAsService: fact(z.array(z.string()).nullable()),
});

export type HostFacts = z.output<typeof hostFacts>;
export type ComponentFacts = z.output<typeof component>;

/** The value of a fact, or undefined where it was not read. Use only where unread has been dealt with. */
export function factValue<T>(of: Fact<T>): T | undefined {
  return "value" in of ? of.value : undefined;
}
