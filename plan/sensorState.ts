import type { SensorGeneration } from "../estate/schema.ts";
import type { Fact } from "./facts.ts";

/** What the service says of a sensor, as far as a decision needs it. */
export interface CloudSensor {
  id: string;
  displayName: string;
  domainName: string;
  deploymentStatus: string;
  healthStatus: string;
  /** Absent from the US government schema. */
  serviceStatus?: string;
  version: string;
  createdDateTime?: string;
  sensorType?: string;
  settings?: ActualSettings;
}

/** What the host says of a v2 sensor. */
export interface HostSensor {
  sensor: Fact<string | null>;
  updater: Fact<string | null>;
  errors: Fact<string[]>;
}

export interface Subject {
  name: string;
  domain: string;
}

/** One side's word on a sensor: good; not yet, and what is missing; or not to be had. */
export interface SensorWord {
  state: "good" | "notYet" | "unread";
  /** Fits behind the sensor's name: "is not listed by the service yet". */
  says: string;
}

const GOOD: SensorWord = { state: "good", says: "is well" };

/** Installed long after it was made, a sensor first brings itself up to date: outdated is a state it runs in. */
const WORKING_DEPLOYMENTS = ["upToDate", "outdated", "updating"];
const GOOD_DEPLOYMENTS = ["upToDate", "outdated"];
const GOOD_HEALTH = ["healthy", "notHealthyLow"];

/** The sensor type whose DNS names are those of its own host, and cannot be set. */
const ON_DOMAIN_CONTROLLER = "domainControllerIntegrated";

/**
 * The sensor of a domain controller among those the service lists, in any case: by computer name and domain, or by the
 * one DNS name in its settings where it shows under another name. Where it is listed more than once the newest that
 * still works counts; the others are remnants.
 */
export function sensorOf<T extends CloudSensor>(
  sensors: readonly T[],
  subject: Subject,
): { sensor: T | undefined; remnants: T[] } {
  const [name, domain] = [subject.name.toLowerCase(), subject.domain.toLowerCase()];
  const fullName = `${name}.${domain}`;
  const matching = sensors.filter((sensor) => {
    const shown = sensor.displayName.toLowerCase();
    if (shown === name) return sensor.domainName.toLowerCase() === domain || ownDnsName(sensor) === fullName;
    return shown === fullName || ownDnsName(sensor) === fullName;
  });
  const [sensor, ...remnants] = matching.toSorted(
    (a, b) =>
      Number(isWorking(b)) - Number(isWorking(a)) ||
      (b.createdDateTime ?? "").localeCompare(a.createdDateTime ?? ""),
  );
  return { sensor, remnants };
}

function ownDnsName({ sensorType, settings }: CloudSensor): string | undefined {
  const names = settings?.domainControllerDnsNames;
  return sensorType === ON_DOMAIN_CONTROLLER && names?.length === 1 ? names[0]?.toLowerCase() : undefined;
}

/** Whether a listed sensor is of the third generation. */
export function isV3(sensor: Pick<CloudSensor, "version">): boolean {
  return Number(sensor.version.split(".")[0]) >= 3;
}

/** The candidate for a v3 sensor that a domain controller is, by its DNS name in any case; the one seen last. */
export function candidateOf<T extends { computerDnsName: string; lastSeenDateTime: string }>(
  candidates: readonly T[],
  subject: Subject,
): T | undefined {
  const wanted = `${subject.name}.${subject.domain}`.toLowerCase();
  return candidates
    .filter((candidate) => candidate.computerDnsName.replace(/\.$/, "").toLowerCase() === wanted)
    .toSorted((a, b) => b.lastSeenDateTime.localeCompare(a.lastSeenDateTime))[0];
}

function isWorking(sensor: CloudSensor): boolean {
  return WORKING_DEPLOYMENTS.includes(sensor.deploymentStatus);
}

/** Whether the service sees the sensor run. Statuses it does not know are not good. */
export function cloudWord(sensor: CloudSensor | undefined): SensorWord {
  if (!sensor) return notYet("is not listed by the service yet");
  const { serviceStatus, deploymentStatus } = sensor;
  if (serviceStatus !== undefined && serviceStatus !== "running") {
    return notYet(`is ${serviceStatus} by the service's word`);
  }
  if (!GOOD_DEPLOYMENTS.includes(deploymentStatus))
    return notYet(`is ${deploymentStatus} by the service's word`);
  return GOOD;
}

/** Whether the service says a sensor has health issues of medium or high severity, or something nobody knows. */
export function isUnhealthy(sensor: CloudSensor): boolean {
  return !GOOD_HEALTH.includes(sensor.healthStatus);
}

/**
 * Whether a v2 sensor's services run and its error logs stay clean.
 *
 * @param knownCause names the known cause behind log lines, if there is one
 */
export function hostWord(
  host: HostSensor,
  knownCause: (lines: readonly string[]) => string | undefined,
): SensorWord {
  for (const [service, fact] of [
    ["AATPSensor", host.sensor],
    ["AATPSensorUpdater", host.updater],
  ] as const) {
    if (!("value" in fact)) return unread(`has service ${service} unread: ${fact.unread}`);
    if (fact.value === null) return notYet(`has no service ${service}`);
    if (fact.value !== "Running") return notYet(`has service ${service} ${fact.value}`);
  }
  if (!("value" in host.errors)) return unread(`has its error log unread: ${host.errors.unread}`);
  const cause = knownCause(host.errors.value);
  return cause === undefined ? GOOD : notYet(`reports an error: ${cause}`);
}

/** All words together: unread before not yet, both before good. */
export function together(words: readonly SensorWord[]): SensorWord {
  const worst =
    words.find((word) => word.state === "unread") ?? words.find((word) => word.state === "notYet");
  return worst ?? GOOD;
}

export interface WantedSettings {
  description: string | null;
  delayedUpdate: boolean | null;
}

export interface ActualSettings {
  description?: string | null;
  isDelayedDeploymentEnabled?: boolean | null;
  domainControllerDnsNames?: string[] | null;
}

export interface SettingsPatch {
  description: string;
  isDelayedDeploymentEnabled?: boolean;
  domainControllerDnsNames?: string[];
}

/** The generation whose settings a listed sensor has: one that was migrated is a v3 sensor, whatever was declared. */
export function settingsGeneration(
  declared: SensorGeneration,
  listed: Pick<CloudSensor, "version">,
): SensorGeneration {
  return isV3(listed) ? "v3" : declared;
}

/**
 * What to send so that a sensor's settings are as wanted; undefined where they are. A wanted null leaves a setting as
 * it is. Whether the service keeps what is left out is not documented, so everything settable is sent along: a late
 * update for v2, and the names of the domain controllers a v2 sensor watches from elsewhere.
 */
export function settingsPatch(
  wanted: WantedSettings,
  { settings: actual, sensorType }: { settings: ActualSettings; sensorType?: string },
  generation: SensorGeneration,
): SettingsPatch | undefined {
  const description = wanted.description ?? actual.description ?? "";
  const delayed = wanted.delayedUpdate ?? actual.isDelayedDeploymentEnabled ?? false;
  const differs =
    (wanted.description !== null && wanted.description !== (actual.description ?? "")) ||
    (generation === "v2" &&
      wanted.delayedUpdate !== null &&
      wanted.delayedUpdate !== (actual.isDelayedDeploymentEnabled ?? false));
  if (!differs) return undefined;
  if (generation === "v3") return { description };
  const watched = sensorType === ON_DOMAIN_CONTROLLER ? undefined : actual.domainControllerDnsNames;
  return {
    description,
    isDelayedDeploymentEnabled: delayed,
    ...(watched ? { domainControllerDnsNames: watched } : {}),
  };
}

function notYet(says: string): SensorWord {
  return { state: "notYet", says };
}

function unread(says: string): SensorWord {
  return { state: "unread", says };
}
