import type { StepAnswer, StepName } from "../steps/contract.ts";
import type { FileIndex } from "./files.ts";

/** Everything a host is and was, as plain data: what `state.json` holds. */
export interface HostState {
  name: string;
  kind: "domainController" | "gatewayServer" | "centerServer";
  domain: string;
  forest: string;
  os: string;
  /** What is measured and does not follow from the rest of the state. */
  measured: Measured;
  /** By name in lower case. */
  services: Record<string, Service>;
  /** Registry key → value `InstallationPath`. */
  registry: Record<string, string>;
  products: Product[];
  files: FileIndex;
  /** Changing steps by work id: the host's journal. */
  works: Record<string, WorkRecord>;
  /** Names of the faults that are on, each with its argument: `drop-connection:Install-Sensor`. */
  faults: string[];
  /** The access key that waits for its installation, and until when; null or missing: there is none. */
  handedKey?: { accessKey: string; goodUntil: string } | null;
  counters: Counters;
  /** The host restarts and is gone until then (ISO 8601); null: it is there. */
  awayUntil: string | null;
  /** What becomes of the measured values when the host restarts. */
  afterRestart: Partial<Measured> | null;
}

export interface Service {
  name: string;
  state: "Running" | "Stopped" | "StartPending" | "StopPending" | "Paused";
  startMode: "Auto" | "Manual" | "Disabled";
  path: string;
  version: string | null;
  /** When it came to its present state. */
  since: string;
}

export interface Product {
  name: string;
  version: string;
  quietUninstall: string | null;
}

export interface Counters {
  connections: number;
  execs: number;
  /** Real starts of changing steps and runs of measuring ones; attaching does not count. */
  stepStarts: Partial<Record<StepName, number>>;
  /** Everything that changed the host: SFTP writes and starts of changing steps. */
  writes: number;
}

export interface WorkRecord {
  work: string;
  step: StepName;
  attempt: number;
  startedAt: string;
  /** The work is ended as timed out then (ISO 8601). */
  deadlineAt: string;
  /** Phases done. */
  phase: number;
  rebooted: boolean;
  /** What a later phase needs; never a secret. */
  data: Record<string, unknown>;
  answer: StepAnswer | null;
  /** Answer of the last attempt that ended before this one. */
  lastAnswer?: StepAnswer;
}

/** Values of the facts that are not services, products, registry or files. */
export interface Measured {
  operatingSystem: { version: string; revision: number; installation: "desktop" | "core" | "nano" };
  directory: {
    domainRole: number;
    domain: string;
    forest: string;
    site: string;
    readOnly: boolean;
    globalCatalog: boolean;
    operationsMasters: string[];
  };
  hardware: {
    logicalProcessors: number;
    memoryBytes: number;
    systemDriveFreeBytes: number;
    platform: "physical" | "hyperV" | "vmware" | "azure" | "other";
    dynamicMemory: boolean | null;
  };
  largeSendOffload: string[];
  powerScheme: string;
  dotNetRelease: number;
  tls: Record<"systemDefault64" | "strongCrypto64" | "systemDefault32" | "strongCrypto32", number | null>;
  /** Roots that are not in the store; every other one asked for is. */
  missingRootCertificates: string[];
  endpointOnboarding: { onboardingInfo: boolean; machineId: boolean };
  captureDriver: {
    npcap: { version: string; adminOnly: boolean; winPcapCompatible: boolean; loopback: boolean } | null;
    winPcap: string | null;
  };
  pendingReboot: Record<"componentServicing" | "windowsUpdate" | "fileRenames" | "computerRename", boolean>;
  installerBusy: boolean;
  proxy: string | null;
  sensorApi: { status: number; issuer: string | null; error: string | null };
  loopback444: string | null;
  clockSkewSeconds: number;
  auditPolicy: Record<string, number>;
  ntlmAuditing: Record<"auditReceiving" | "restrictSending" | "auditInDomain", number | null>;
  auditFailure: { crashOnAuditFail: number; securityLogOverwrites: boolean };
  /** gMSA names this host cannot use; every other one asked for it can. */
  unusableAccounts: string[];
  logOnAsService: string[] | null;
  otherRoles: ("adCs" | "adFs" | "entraConnect")[];
  /** State of service WinDefend; null: there is none. */
  defenderAntivirus: "Running" | "Stopped" | null;
  certificateClients: string[];
}
