import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** What the lab plays: hosts, service, Centers, and how long things take. Read from `lab/scenarios/*.yaml`. */

const seconds = z.number().min(0);

/** Lab seconds that things take; 0 is allowed everywhere. */
export const durations = z.strictObject({
  facts: seconds.default(6),
  status: seconds.default(2),
  package: seconds.default(60),
  keepPackage: seconds.default(10),
  stopService: seconds.default(5),
  uninstall: seconds.default(105),
  install: seconds.default(240),
  /** A setting changed, put back, or remnants cleared. */
  preparation: seconds.default(15),
  removeCenter: seconds.default(180),
  /** The database and all that goes with it; every byte of it read again; all of it copied elsewhere. */
  backup: seconds.default(300),
  readBack: seconds.default(180),
  archive: seconds.default(240),
  reboot: seconds.default(120),
  /** From the sensor's first start until the service lists it. */
  sensorVisible: seconds.default(60),
  /** Then: the time it stays in onboarding and syncing. */
  sensorOnboarding: seconds.default(60),
  /** Then: the time it stays in starting. */
  sensorStarting: seconds.default(30),
  /** A v3 sensor: the tenant's first one, and every later one. */
  firstActivation: seconds.default(180),
  activation: seconds.default(60),
  /** A migration from generation 2 to 3. */
  migration: seconds.default(1200),
  /** Without contact for so long a sensor is called disconnected. */
  disconnected: seconds.default(600),
  /** Not running for so long after its installation a sensor is called a start failure. */
  startFailure: seconds.default(1800),
});
export type Durations = z.output<typeof durations>;

export const operatingSystems = ["2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025"] as const;

export const scenarioHost = z.strictObject({
  port: z.int(),
  kind: z.enum(["domainController", "gatewayServer", "centerServer"]).default("domainController"),
  domain: z.string(),
  forest: z.string().optional(),
  site: z.string().default("Default-First-Site-Name"),
  os: z.enum(operatingSystems).default("2019"),
  readOnly: z.boolean().default(false),
  roles: z.array(z.string()).default([]),
  /** An ATA Gateway is installed; lightweight when the host is a domain controller. */
  gateway: z.boolean().default(false),
  /** A Defender for Identity sensor that has run for a day. */
  sensor: z.enum(["none", "v2", "v3"]).default("none"),
  defenderForEndpoint: z.boolean().default(false),
  /** Overrides of what is measured, merged into the healthy defaults: `{ hardware: { memoryBytes: 1 } }`. */
  measured: z.record(z.string(), z.unknown()).default({}),
  /** Faults that are on from the start. */
  faults: z.array(z.string()).default([]),
});
export type ScenarioHost = z.output<typeof scenarioHost>;

const healthIssue = z.strictObject({
  displayName: z.string(),
  severity: z.enum(["low", "medium", "high"]).default("medium"),
  status: z.enum(["open", "closed", "suppressed"]).default("open"),
  healthIssueType: z.enum(["sensor", "global"]).default("sensor"),
  /** Hosts it is about; none for a global issue. */
  hosts: z.array(z.string()).default([]),
  issueTypeId: z.string().default("1001"),
});

const graph = z.strictObject({
  port: z.int(),
  tenantId: z.guid(),
  clientId: z.guid(),
  /** The lab's own, worth nothing elsewhere. */
  clientSecret: z.string().min(8),
  workspace: z.string(),
  /** `usGov` leaves out what the US government schema does not have. */
  cloud: z.enum(["global", "usGov"]).default("global"),
  sensorVersion: z.string().default("2.258.19640.41234"),
  sensorVersion3: z.string().default("3.0.9.1207"),
  senseVersion: z.string().default("10.8795.20348.4893"),
  pageSize: z.int().min(1).default(100),
  /** Refuses what the documentation does not allow. */
  strict: z.boolean().default(true),
  tokenSeconds: z.number().positive().default(3599),
  /** Which method the two settings with unclear documentation take. */
  settingsWrite: z.enum(["PATCH", "POST"]).default("PATCH"),
  /** `wrapped` answers `{ value: … }` as the pages show, `bare` as the schema says. */
  singles: z.enum(["wrapped", "bare"]).default("wrapped"),
  /** Name of the key's property: the schema's or the examples'. */
  accessKeyProperty: z
    .enum(["deploymentAccessKey", "sensorDeploymentAccessKey"])
    .default("deploymentAccessKey"),
  healthIssues: z.array(healthIssue).default([]),
  /** Sensors the service lists without a host of the lab: orphans, other forests, or thousands for paging. */
  otherSensors: z.int().min(0).default(0),
  /** Sensors of servers that are gone: listed as unreachable until somebody takes them out. */
  deadSensors: z.array(z.strictObject({ name: z.string(), domain: z.string() })).default([]),
});

const center = z.strictObject({
  /** Name of the server, one of `hosts`. */
  host: z.string(),
  consolePort: z.int(),
  forest: z.string(),
  /** `DOMAIN\\name` that signs in; its password is made with the lab's keys. Null: nobody has to. */
  account: z.string().nullable().default(null),
  openAlerts: z.int().min(0).default(0),
  closedAlerts: z.int().min(0).default(0),
  openMonitoringAlerts: z.int().min(0).default(0),
  honeytokenAccountIds: z.array(z.string()).default([]),
  sensitiveAccountIds: z.array(z.string()).default([]),
});

const scenario = z.strictObject({
  name: z.string().min(1),
  /** The port every other one is counted from; `--base-port` shifts them all. */
  basePort: z.int(),
  controlPort: z.int(),
  user: z.string().min(1),
  /** Random choices come from it, so that two runs are alike. */
  seed: z.string().default("lab"),
  durations: durations.prefault({}),
  graph,
  hosts: z.record(z.string(), scenarioHost),
  centers: z.array(center).default([]),
});
export type Scenario = z.output<typeof scenario>;
export type ScenarioCenter = Scenario["centers"][number];

/** Reads a scenario; with `basePort` every port is shifted so that the first is that one. Throws with every fault of the file. */
export function readScenario(file: string, basePort?: number): Scenario {
  const parsed = scenario.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file} is not a scenario:\n${z.prettifyError(parsed.error)}`);
  const found = parsed.data;
  for (const one of found.centers) {
    if (!found.hosts[one.host]) throw new Error(`${file}: centers names ${one.host}, which is not in hosts`);
  }
  return basePort === undefined ? found : shifted(found, basePort - found.basePort);
}

function shifted(of: Scenario, by: number): Scenario {
  return {
    ...of,
    basePort: of.basePort + by,
    controlPort: of.controlPort + by,
    graph: { ...of.graph, port: of.graph.port + by },
    hosts: Object.fromEntries(
      Object.entries(of.hosts).map(([name, host]) => [name, { ...host, port: host.port + by }]),
    ),
    centers: of.centers.map((center) => ({ ...center, consolePort: center.consolePort + by })),
  };
}
