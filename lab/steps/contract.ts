import { z } from "zod";

/** The contract of a step, in the lab's own words: one JSON request on standard input, one JSON line as the answer. */
export const CONTRACT = 1;

export const measuringSteps = [
  "Get-HostFacts",
  "Get-SensorStatus",
  "Get-GatewayStatus",
  "Get-Remnants",
  "Get-FailedWork",
  "Test-DnsSignal",
  "Get-AtaCenterBackup",
] as const;
export const handingSteps = ["Receive-AccessKey"] as const;
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
export type MeasuringStep = (typeof measuringSteps)[number];
export type HandingStep = (typeof handingSteps)[number];
export type ChangingStep = (typeof changingSteps)[number];
export type StepName = MeasuringStep | HandingStep | ChangingStep;

const moment = z.iso.datetime({ offset: true });
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in lower-case hex");

const backupPlace = { folder: z.string().nullable(), name: z.string().regex(/^[A-Za-z0-9-]{1,40}$/) };

/** What each step takes. Strict: a host has no use for a field it does not know. */
export const stepInputs = {
  "Get-HostFacts": z.strictObject({
    sensorApi: z.string(),
    rootCertificates: z.array(z.string()),
    managedAccounts: z.array(z.string()),
    proxy: z.string().nullable(),
  }),
  "Get-SensorStatus": z.strictObject({ since: moment.nullable() }),
  "Get-GatewayStatus": z.strictObject({}),
  "Receive-AccessKey": z.strictObject({
    accessKey: z.string().min(1),
    goodForSeconds: z.number().positive(),
  }),
  "Get-SensorPackage": z.strictObject({
    uri: z.string(),
    version: z.string(),
    sha256: hash,
    signer: z.string(),
    proxy: z.string().nullable(),
  }),
  "Remove-AtaGateway": z.strictObject({ readyUntil: moment.nullable(), keepPackage: z.boolean() }),
  "Install-Sensor": z.strictObject({
    version: z.string(),
    sha256: hash,
    delayedUpdate: z.boolean(),
    proxy: z.string().nullable(),
  }),
  "Get-AtaCenterBackup": z.strictObject({ ...backupPlace, hashBytes: z.number() }),
  "Backup-AtaCenter": z.strictObject({ ...backupPlace, pfxPassword: z.string().min(1) }),
  "Test-AtaCenterBackup": z.strictObject({ ...backupPlace, sample: z.int() }),
  "Copy-AtaCenterBackup": z.strictObject({
    ...backupPlace,
    destination: z.string().nullable(),
    container: z.url().nullable(),
    manifestSha256: hash,
    signature: z.string().min(1),
  }),
  "Set-AtaCenterRest": z.strictObject({ rest: z.enum(["stopped", "running"]), once: z.boolean() }),
  "Remove-AtaCenter": z.strictObject({ permitUntil: moment, deleteDatabase: z.boolean() }),
  "Get-Remnants": z.strictObject({}),
  "Get-FailedWork": z.strictObject({}),
  "Test-DnsSignal": z.strictObject({ server: z.string(), domain: z.string() }),
  "Remove-Sensor": z.strictObject({ permitUntil: moment.nullable() }),
  "Restore-AtaGateway": z.strictObject({
    consoleUser: z.string().nullable(),
    consolePassword: z.string().nullable(),
  }),
  "Clear-Remnants": z.strictObject({
    product: z.enum(["gateway", "sensor"]),
    shown: z.array(z.string()),
    permitUntil: moment.nullable(),
  }),
  "Import-RootCertificate": z.strictObject({ certificate: z.string(), thumbprint: z.string() }),
  "Set-TlsDefault": z.strictObject({}),
  "Set-PowerPlan": z.strictObject({}),
  "Set-SecurityLogRetention": z.strictObject({}),
  "Disable-LargeSendOffload": z.strictObject({}),
  "Install-DotNetFramework": z.strictObject({
    uri: z.string(),
    sha256: hash,
    signer: z.string(),
    release: z.int(),
    restart: z.boolean(),
  }),
  "Undo-Preparation": z.strictObject({
    step: z.enum([
      "Import-RootCertificate",
      "Set-TlsDefault",
      "Set-PowerPlan",
      "Set-SecurityLogRetention",
      "Disable-LargeSendOffload",
    ]),
  }),
} as const;
export type StepInput<S extends StepName> = z.output<(typeof stepInputs)[S]>;

export const stepRequest = z.strictObject({
  contract: z.literal(CONTRACT),
  step: z.string(),
  work: z.string().regex(/^[A-Za-z0-9-]{1,15}\/[A-Za-z-]{1,40}\/[A-Za-z0-9-]{1,40}$/),
  deadlineSeconds: z.number().positive(),
  input: z.unknown(),
});

export interface StepAnswer {
  contract: typeof CONTRACT;
  step: string;
  work: string;
  startedAt: string;
  finishedAt: string;
  outcome: "done" | "already" | "failed" | "timeout" | "refused" | "running";
  reason: string | null;
  exitCode: number | null;
  rebooted: boolean;
  facts: Record<string, unknown>;
  log: string[];
}

/** One line, nothing outside printable ASCII, as the host writes it. */
export function answerLine(answer: StepAnswer): string {
  return JSON.stringify(answer).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function isMeasuring(step: string): step is MeasuringStep {
  return (measuringSteps as readonly string[]).includes(step);
}

export function isHanding(step: string): step is HandingStep {
  return (handingSteps as readonly string[]).includes(step);
}

export function isChanging(step: string): step is ChangingStep {
  return (changingSteps as readonly string[]).includes(step);
}
