import { now } from "../clock.ts";
import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import {
  type ComponentName,
  describeService,
  findSoftware,
  productFolder,
  windows,
} from "../hosts/software.ts";
import { describeBackup } from "./backupFiles.ts";
import { type MeasuringStep, type StepInput, stepInputs } from "./contract.ts";
import { keptGatewayPackage } from "./definition.ts";
import { findRemnants } from "./remnants.ts";

/** The facts each measuring step tells; throws where the input is not the step's. */
export const measurements: { [S in MeasuringStep]: (host: Host, input: unknown) => Record<string, unknown> } =
  {
    "Get-HostFacts": (host, input) => hostFacts(host, stepInputs["Get-HostFacts"].parse(input)),
    "Get-SensorStatus": (host, input) => sensorStatus(host, stepInputs["Get-SensorStatus"].parse(input)),
    "Get-GatewayStatus"(host, input) {
      stepInputs["Get-GatewayStatus"].parse(input);
      const kept = keptGatewayPackage(host);
      return {
        gateway: componentFacts(host, "gateway"),
        center: componentFacts(host, "center"),
        keptPackage: host.has("gateway-unread") ? unread(DENIED) : value(kept && windows(kept)),
      };
    },
    "Get-Remnants"(host, input) {
      stepInputs["Get-Remnants"].parse(input);
      return {
        gateway: host.has("gateway-unread") ? unread(DENIED) : value(findRemnants(host, "gateway")),
        sensor: host.has("sensor-unread") ? unread(DENIED) : value(findRemnants(host, "sensor")),
      };
    },
    "Get-FailedWork"(host, input) {
      stepInputs["Get-FailedWork"].parse(input);
      return { works: value(failedWork(host)) };
    },
    "Get-AtaCenterBackup"(host, input) {
      const place = stepInputs["Get-AtaCenterBackup"].parse(input);
      return { backup: host.has("center-unread") ? unread(DENIED) : value(describeBackup(host, place)) };
    },
    "Test-DnsSignal"(_host, input) {
      stepInputs["Test-DnsSignal"].parse(input);
      return { askedAt: now(), responseCode: 5 };
    },
  };

type Fact = { value: unknown } | { unread: string };
const value = (of: unknown): Fact => ({ value: of });
const unread = (reason: string): Fact => ({ unread: reason });

const DENIED = "Access is denied.";
/** The lab's domains share one; nothing compares them. */
const DOMAIN_SID = "S-1-5-21-1004336348-1177238915-682003330";

/** Everything `Get-HostFacts` tells, each `{ value }` or `{ unread }`. */
export function hostFacts(host: Host, input: StepInput<"Get-HostFacts">): Record<string, unknown> {
  const m = measuredWith(host.state.measured, host.state.faults);
  const asked = input.rootCertificates.map((thumbprint) => thumbprint.toUpperCase());
  const missing = (list: string[], one: string) => list.includes("*") || list.includes(one);
  const facts: Record<string, Fact | unknown> = {
    measuredAt: new Date(Date.now() + m.clockSkewSeconds * 1000).toISOString(),
    computerName: value(
      host.has("host-renamed") ? `${host.name.toUpperCase()}-NEW` : host.name.toUpperCase(),
    ),
    operatingSystem: value(m.operatingSystem),
    directory: value(m.directory),
    hardware: value(m.hardware),
    largeSendOffload: value(m.largeSendOffload),
    powerScheme: value(m.powerScheme),
    dotNetRelease: value(m.dotNetRelease),
    tls: value(m.tls),
    rootCertificates: value(asked.filter((thumbprint) => !missing(m.missingRootCertificates, thumbprint))),
    gateway: componentFacts(host, "gateway"),
    center: componentFacts(host, "center"),
    sensor: componentFacts(host, "sensor"),
    sensorUpdater: value(describeService(host.service("AATPSensorUpdater"))),
    sense: value(describeService(host.service("Sense"))),
    endpointOnboarding: value(m.endpointOnboarding),
    captureDriver: value(m.captureDriver),
    pendingReboot: value(m.pendingReboot),
    installerBusy: value(m.installerBusy || host.has("install-busy")),
    proxy: value(input.proxy ?? m.proxy),
    sensorApi: value(m.sensorApi),
    loopback444: value(m.loopback444),
    clockSkewSeconds: value(m.clockSkewSeconds),
    auditPolicy: value(m.auditPolicy),
    ntlmAuditing: value(m.ntlmAuditing),
    auditFailure: value(m.auditFailure),
    managedAccounts: value(
      Object.fromEntries(
        input.managedAccounts.map((name, index) => [
          name,
          { usable: !missing(m.unusableAccounts, name), sid: `${DOMAIN_SID}-${1601 + index}` },
        ]),
      ),
    ),
    logOnAsService: value(m.logOnAsService),
    otherRoles: value(m.otherRoles),
    defenderAntivirus: value(antivirusService(m.defenderAntivirus)),
    certificateClients: value(m.certificateClients),
  };
  if (host.has("facts-unreadable")) {
    for (const name of ["pendingReboot", "auditFailure", "clockSkewSeconds", "sensorApi"])
      facts[name] = unread(DENIED);
  }
  return facts;
}

function antivirusService(state: Host["state"]["measured"]["defenderAntivirus"]): unknown {
  if (state === null) return null;
  const path = "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26100.1-0\\MsMpEng.exe";
  return { name: "WinDefend", state, startMode: "Auto", path, version: "4.18.26100.1" };
}

/** A component in its four places. */
export function componentFacts(
  host: Host,
  component: ComponentName,
): Record<keyof ReturnType<typeof findSoftware>, Fact> {
  if (host.has(`${component}-unread`)) {
    return {
      service: unread(DENIED),
      registry: unread(DENIED),
      file: unread(DENIED),
      product: unread(DENIED),
    };
  }
  const found = findSoftware(host, component);
  return {
    service: value(found.service),
    registry: value(found.registry),
    file: value(found.file),
    product: value(found.product),
  };
}

/** Services, version and the error logs' lines since a moment, newest last, at most 20. */
export function sensorStatus(host: Host, input: StepInput<"Get-SensorStatus">): Record<string, unknown> {
  const sensor = host.service("AATPSensor");
  if (host.has("sensor-unread")) {
    return {
      sensor: unread(DENIED),
      updater: unread(DENIED),
      version: unread(DENIED),
      errors: unread(DENIED),
    };
  }
  return {
    sensor: value(sensor?.state ?? null),
    updater: value(host.service("AATPSensorUpdater")?.state ?? null),
    version: value(sensor?.version ?? null),
    errors: value(sensor?.version ? errorLines(host, sensor.version, input.since) : []),
  };
}

/** Work whose last attempt that ended failed, newest first; while it is tried again it still counts. */
function failedWork(host: Host): object[] {
  const answers = Object.values(host.state.works)
    .flatMap((work) => work.answer ?? work.lastAnswer ?? [])
    .sort((one, other) => Date.parse(other.finishedAt) - Date.parse(one.finishedAt));
  return answers
    .filter(({ step }, index) => answers.findIndex((one) => one.step === step) === index)
    .filter(({ outcome }) => outcome === "failed" || outcome === "timeout")
    .slice(0, 3)
    .map(({ step, work, finishedAt, outcome, exitCode, log }) => ({
      step,
      work,
      finishedAt,
      outcome,
      exitCode,
      log: log.slice(-12),
    }));
}

/** The two error logs of the sensor; each line begins with its moment, UTC. */
export function errorLog(version: string): string {
  return `${productFolder("sensor", version)}/Logs/Microsoft.Tri.Sensor-Errors.log`;
}

function errorLines(host: Host, version: string, since: string | null): string[] {
  const from = since === null ? 0 : Date.parse(since);
  return (host.files.read(errorLog(version))?.toString("utf8") ?? "")
    .split("\n")
    .filter((line) => line !== "" && Date.parse(`${line.slice(0, 23).replace(" ", "T")}Z`) >= from)
    .slice(-20);
}
