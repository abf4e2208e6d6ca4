import { z } from "zod";
import { component, fact } from "../plan/facts.ts";

/**
 * The contract of a step on a host. A step gets one JSON document on standard input, ASCII only, and answers with one
 * line of ASCII JSON below 32 KiB as the last line of standard output. Exit code 0: it ended as it should.
 */
export const CONTRACT = 1;
export const MAX_ANSWER_BYTES = 32 * 1024;

/** Steps that measure: they change nothing but their own log, and run inside the connection. */
export const measuringSteps = [
  "Get-HostFacts",
  "Get-SensorStatus",
  "Get-GatewayStatus",
  "Get-Remnants",
  "Get-FailedWork",
  "Test-DnsSignal",
  "Get-AtaCenterBackup",
] as const;
/** Steps that hand something over for a later step: inside the connection, and nothing but this program's own folder changes. */
export const handingSteps = ["Receive-AccessKey"] as const;
/** Steps that change the host: they run detached as SYSTEM under a journal; a second call attaches to the first. */
export const changingSteps = [
  "Get-SensorPackage",
  "Remove-AtaGateway",
  "Install-Sensor",
  "Backup-AtaCenter",
  "Test-AtaCenterBackup",
  "Copy-AtaCenterBackup",
  "Set-AtaCenterRest",
  "Remove-AtaCenter",
  "Remove-Sensor",
  "Restore-AtaGateway",
  "Clear-Remnants",
  "Import-RootCertificate",
  "Set-TlsDefault",
  "Set-PowerPlan",
  "Set-SecurityLogRetention",
  "Disable-LargeSendOffload",
  "Install-DotNetFramework",
  "Undo-Preparation",
] as const;
/** Steps that prepare a host for its sensor; each keeps what was there, and Undo-Preparation puts it back. */
export type PreparationStep =
  | "Import-RootCertificate"
  | "Set-TlsDefault"
  | "Set-PowerPlan"
  | "Set-SecurityLogRetention"
  | "Disable-LargeSendOffload";
export type MeasuringStep = (typeof measuringSteps)[number];
export type HandingStep = (typeof handingSteps)[number];
export type ChangingStep = (typeof changingSteps)[number];
/** What runs inside the connection: the provider calls these itself, so what they are given is in no resource. */
export type DirectStep = MeasuringStep | HandingStep;
export type StepName = DirectStep | ChangingStep;

/** Where a backup is on its host. */
export interface BackupPlace {
  /** Folder of all backups; null: `backups` in the host's folder of ours. */
  folder: string | null;
  /** The backup's own folder in it, for example `atacenter-1`. */
  name: string;
}

export interface StepInputs {
  "Get-HostFacts": {
    /** Ping address of the sensor API. */
    sensorApi: string;
    /** Thumbprints of root certificates to look for. */
    rootCertificates: string[];
    /** gMSA names to test; none for LocalService. */
    managedAccounts: string[];
    /** The proxy the sensor will be given: the sensor API is asked through it; null: through the one SYSTEM has. */
    proxy: string | null;
  };
  "Get-SensorStatus": {
    /** Error-log lines older than this (ISO 8601) do not count. */
    since: string | null;
  };
  "Get-GatewayStatus": Record<string, never>;
  "Get-Remnants": Record<string, never>;
  "Get-FailedWork": Record<string, never>;
  "Test-DnsSignal": {
    /** Name or address of the domain controller that is asked; another one than the host that asks. */
    server: string;
    /** DNS name of the domain whose zone is asked for. It makes the alert that shows that the sensor sees. */
    domain: string;
  };
  "Receive-AccessKey": {
    /** Secret: registers a sensor with the workspace. Kept in a file only SYSTEM reads, until Install-Sensor has used it. */
    accessKey: string;
    /** How long it is kept where no installation comes for it, by the host's own clock. */
    goodForSeconds: number;
  };
  "Get-SensorPackage": {
    /** Address of the package; it carries an access token, so it is a secret. */
    uri: string;
    version: string;
    /** SHA-256 of the package, lower-case hex. */
    sha256: string;
    /** Text the Authenticode signer's subject must hold. */
    signer: string;
    /** The proxy it is fetched through; null: the one SYSTEM has. */
    proxy: string | null;
  };
  "Remove-AtaGateway": {
    /** Refuse after this moment (ISO 8601, UTC): the readiness it rests on is too old. Null on a standalone gateway's server. */
    readyUntil: string | null;
    /** Keep the gateway's own package on the host first, so that going back is possible. */
    keepPackage: boolean;
  };
  "Install-Sensor": {
    version: string;
    sha256: string;
    delayedUpdate: boolean;
    proxy: string | null;
  };
  "Get-AtaCenterBackup": BackupPlace & {
    /** Files are hashed again, the smallest first, as long as they are no more bytes than this. */
    hashBytes: number;
  };
  "Backup-AtaCenter": BackupPlace & {
    /** Secret: protects the exported certificate. */
    pfxPassword: string;
  };
  "Test-AtaCenterBackup": BackupPlace & {
    /** Documents of each collection that are read to their last value. */
    sample: number;
  };
  "Copy-AtaCenterBackup": BackupPlace & {
    /** Folder or share that gets a folder of the backup's name; null where it goes to `container`. */
    destination: string | null;
    /** Secret: address of a blob container with its shared access signature; null where it goes to `destination`. */
    container: string | null;
    /** The manifest this copy is of. */
    manifestSha256: string;
    /** Text of `manifest.sig`, which is put beside it. */
    signature: string;
  };
  "Set-AtaCenterRest": {
    /** stopped: its services stand still and do not start by themselves; running: as they were before that. */
    rest: "stopped" | "running";
    /** Once this work is done its answer is given again, however the services are then. */
    once: boolean;
  };
  "Remove-AtaCenter": {
    /** Refuse after this moment (ISO 8601, UTC): the lock was evaluated too long ago. */
    permitUntil: string;
    /** Delete the database's files as well. Default everywhere: they stay. */
    deleteDatabase: boolean;
  };
  /** Going back: the sensor of generation 2 goes. */
  "Remove-Sensor": {
    /** Refuse after this moment (ISO 8601, UTC): what says that there is a way back is too old. Null: no limit. */
    permitUntil: string | null;
  };
  "Restore-AtaGateway": {
    /** Account that may add gateways in the Center's console; null where the package needs none. */
    consoleUser: string | null;
    /** Secret. */
    consolePassword: string | null;
  };
  "Clear-Remnants": {
    product: "gateway" | "sensor";
    /** What Get-Remnants found and a person saw; where anything else is found nothing is cleared. */
    shown: string[];
    /** Where a service is among it: refuse after this moment (ISO 8601, UTC), as a removal would. Null: no limit. */
    permitUntil: string | null;
  };
  "Import-RootCertificate": {
    /** The certificate, DER in base64. */
    certificate: string;
    /** Its SHA-1 thumbprint, compared before it is trusted. */
    thumbprint: string;
  };
  "Set-TlsDefault": Record<string, never>;
  "Set-PowerPlan": Record<string, never>;
  "Set-SecurityLogRetention": Record<string, never>;
  "Disable-LargeSendOffload": Record<string, never>;
  "Install-DotNetFramework": {
    /** Address of the offline installer. */
    uri: string;
    /** Lower-case hex. */
    sha256: string;
    /** Text the Authenticode signer's subject must hold. */
    signer: string;
    /** `Release` that is enough: 460798 is 4.7. */
    release: number;
    /** The host may restart in this window; without it the step asks for a restart and ends. */
    restart: boolean;
  };
  "Undo-Preparation": { step: PreparationStep };
}

/** Members of a step's input that are secret: encrypted in state, and on the host in a file only SYSTEM reads. */
export const secretInputs: { readonly [S in StepName]: readonly (keyof StepInputs[S])[] } = {
  "Get-HostFacts": [],
  "Get-SensorStatus": [],
  "Get-GatewayStatus": [],
  "Get-Remnants": [],
  "Get-FailedWork": [],
  "Test-DnsSignal": [],
  "Receive-AccessKey": ["accessKey"],
  "Get-SensorPackage": ["uri"],
  "Remove-AtaGateway": [],
  "Install-Sensor": [],
  "Get-AtaCenterBackup": [],
  "Backup-AtaCenter": ["pfxPassword"],
  "Test-AtaCenterBackup": [],
  "Copy-AtaCenterBackup": ["container"],
  "Set-AtaCenterRest": [],
  "Remove-AtaCenter": [],
  "Remove-Sensor": [],
  "Restore-AtaGateway": ["consolePassword"],
  "Clear-Remnants": [],
  "Import-RootCertificate": [],
  "Set-TlsDefault": [],
  "Set-PowerPlan": [],
  "Set-SecurityLogRetention": [],
  "Disable-LargeSendOffload": [],
  "Install-DotNetFramework": [],
  "Undo-Preparation": [],
};

/** What is sent to a host. `work` names one piece of work: the same name attaches, another starts anew. */
export interface StepRequest<S extends StepName = StepName> {
  contract: typeof CONTRACT;
  step: S;
  /** `<host>/<step>/<attempt>`, for example `dc01/Remove-AtaGateway/1`. */
  work: string;
  deadlineSeconds: number;
  input: StepInputs[S];
}

export const stepAnswer = z.strictObject({
  contract: z.literal(CONTRACT),
  step: z.string(),
  work: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  /**
   * done: the step did it now; already: it was so before; failed: it tried and did not get there; timeout: the deadline
   * passed; refused: it will not, see `reason`; running: it goes on detached (the connection's time was up).
   */
  outcome: z.enum(["done", "already", "failed", "timeout", "refused", "running"]),
  /** One sentence, English, for the cases that are neither done nor already. */
  reason: z.string().nullable(),
  /** The setup's exit code as it came; null where none ran. TypeScript classifies it. */
  exitCode: z.int().nullable(),
  /** True when the host restarted between start and finish. */
  rebooted: z.boolean(),
  facts: z.record(z.string(), z.unknown()),
  /** Last lines of logs that bear on the outcome. */
  log: z.array(z.string()).max(40),
});
export type StepAnswer = z.output<typeof stepAnswer>;

/** Facts of Remove-AtaGateway: when the gateway's service stopped (ISO 8601; null: none was running), and the kept package. */
export const removeGatewayFacts = z.looseObject({
  stoppedAt: z.string().nullable(),
  keptPackage: z.string().nullable(),
});

/** Facts of Get-SensorStatus. */
export const sensorStatusFacts = z.strictObject({
  /** State of service AATPSensor; null: no such service. */
  sensor: fact(z.string().nullable()),
  /** State of service AATPSensorUpdater; null: no such service. */
  updater: fact(z.string().nullable()),
  /** File version of the sensor's executable. */
  version: fact(z.string().nullable()),
  /** Lines of the sensor's and the updater's error logs since `since`, newest last, at most 20. */
  errors: fact(z.array(z.string())),
});
export type SensorStatusFacts = z.output<typeof sensorStatusFacts>;

/**
 * Facts of Get-GatewayStatus: the gateway and the Center on that host, each looked for in four places, and the folder
 * a gateway can be installed from again (null: none is kept, or it is not whole).
 */
export const gatewayStatusFacts = z.strictObject({
  gateway: component,
  center: component,
  keptPackage: fact(z.string().nullable()),
});
export type GatewayStatusFacts = z.output<typeof gatewayStatusFacts>;

/** Facts of Receive-AccessKey: until when the host keeps the key; null where its sensor is installed and needs none. */
export const receiveAccessKeyFacts = z.strictObject({ goodUntil: z.string().nullable() });

/** Facts of Install-Sensor. */
export const installSensorFacts = z.looseObject({
  /** When both services were first seen running; null where they were not. */
  sensorRunningAt: z.string().nullable(),
  version: z.string().nullable(),
  /** Folder of that version. */
  folder: z.string().nullable(),
});

/** Facts of Set-AtaCenterRest: the services of the Center and of its database as they are now, in the order of stopping. */
export const centerRestFacts = z.looseObject({
  services: z.array(z.strictObject({ name: z.string(), state: z.string(), startMode: z.string() })),
});

/** Facts of Remove-Sensor: when its service stopped (ISO 8601; null: none was running). */
export const removeSensorFacts = z.looseObject({ stoppedAt: z.string().nullable() });

/** Facts of Restore-AtaGateway. */
export const restoreGatewayFacts = z.looseObject({
  gatewayRunningAt: z.string().nullable(),
  version: z.string().nullable(),
});

/**
 * Facts of Get-Remnants: what a failed removal or installation left of a product, as `<kind>:<name>` with kind service,
 * task, entry, key, folder, certificate or driver. Null: the product is installed, so nothing of it is a remnant.
 */
export const remnantsFacts = z.strictObject({
  gateway: fact(z.array(z.string()).nullable()),
  sensor: fact(z.array(z.string()).nullable()),
});
export type RemnantsFacts = z.output<typeof remnantsFacts>;

/**
 * Facts of Get-FailedWork: works whose last attempt that ended failed or ran out of time, newest first, at most three.
 * While such work is tried again it still counts as failed.
 */
export const failedWorkFacts = z.strictObject({
  works: fact(
    z.array(
      z.strictObject({
        step: z.string(),
        work: z.string(),
        finishedAt: z.string(),
        outcome: z.enum(["failed", "timeout"]),
        exitCode: z.int().nullable(),
        log: z.array(z.string()).max(12),
      }),
    ),
  ),
});
export type FailedWorkFacts = z.output<typeof failedWorkFacts>;

/** Facts of Test-DnsSignal: the DNS answer's code (5 is refused, as it should be), and when it was asked. */
export const dnsSignalFacts = z.strictObject({ askedAt: z.string(), responseCode: z.int() });

/** Where a host's folder of ours is: journal, bundles, packages. Only SYSTEM and Administrators can use it. */
export const HOST_FOLDER = "C:/ProgramData/ata2mdi";

/** The folder the bundle of scripts is copied to; its name carries the bundle's hash. */
export function bundleFolder(hash: string): string {
  return `${HOST_FOLDER}/bundles/${hash.slice(0, 16)}`;
}

/** The one command line of every step; nothing secret is ever in it. */
export function stepCommand(bundleHash: string, step: StepName): string {
  const script = `${bundleFolder(bundleHash)}/powershell/Invoke-Step.ps1`.replaceAll("/", "\\");
  return `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File ${script} -Step ${step}`;
}
