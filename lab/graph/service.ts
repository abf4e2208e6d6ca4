import { createHmac, randomBytes } from "node:crypto";
import { type LabClock, now } from "../clock.ts";
import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../steps/definition.ts";
import { stableId } from "./ids.ts";
import { type IssueView, openIssues } from "./issues.ts";
import { sensorStatus } from "./sensorView.ts";
import type { SensorRecord, ServiceState } from "./state.ts";
import { zip } from "./zip.ts";

/** The Defender for Identity service: its sensors, issues, keys and package. Graph's answers are made from it. */
export class DefenderService implements World {
  readonly state: ServiceState;
  readonly scenario: Scenario;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly clock: LabClock;
  readonly #changed: () => void;
  readonly #package: Buffer;

  constructor(
    state: ServiceState,
    scenario: Scenario,
    hosts: ReadonlyMap<string, Host>,
    clock: LabClock,
    changed: () => void,
  ) {
    this.state = state;
    this.scenario = scenario;
    this.hosts = hosts;
    this.clock = clock;
    this.#changed = changed;
    this.#package = installer(scenario);
  }

  changed(): void {
    this.#changed();
  }

  /** True when a fault of the service is on; `consent-missing:<permission>` is asked with its argument. */
  has(fault: string): boolean {
    return this.state.faults.includes(fault);
  }

  /** The sensors as the service lists them now. */
  sensors(): Array<{ record: SensorRecord; row: Record<string, unknown> }> {
    const issues = this.issues();
    const listed = [];
    for (const record of this.state.sensors) {
      const host = record.host === null ? undefined : this.hosts.get(record.host);
      const status =
        this.has("sensor-never-appears") && record.host !== null
          ? undefined
          : sensorStatus(record, host, this.clock, this.scenario.durations);
      if (status) listed.push({ record, row: this.#row(record, status, issues) });
    }
    return listed;
  }

  issues(): IssueView[] {
    return openIssues(this);
  }

  /** Hosts that could be given a sensor of generation 3. */
  candidates(): Array<{ id: string; host: Host; row: Record<string, unknown> }> {
    const taken = new Set(this.state.sensors.map((sensor) => sensor.host));
    return [...this.hosts.values()]
      .filter((host) => host.state.kind === "domainController" && !taken.has(host.name))
      .filter((host) => host.service("Sense")?.state === "Running" && !host.has("candidate-missing"))
      .filter(
        (host) => measuredWith(host.state.measured, host.state.faults).endpointOnboarding.onboardingInfo,
      )
      .map((host) => {
        const id = this.candidateId(host);
        const row = {
          id,
          computerDnsName: host.dnsName,
          domainName: host.state.domain,
          senseClientVersion: host.service("Sense")?.version ?? "",
          lastSeenDateTime: now(),
        };
        return { id, host, row };
      });
  }

  candidateId(host: Host): string {
    return stableId(this.scenario.seed, "candidate", host.name);
  }

  /** The host of an id whose sensor of generation 3 was asked for before: asking again changes nothing. */
  activated(id: string): Host | undefined {
    return this.state.sensors
      .filter((sensor) => sensor.generation === "v3" && sensor.host !== null)
      .flatMap((sensor) => this.hosts.get(sensor.host ?? "") ?? [])
      .find((host) => this.candidateId(host) === id);
  }

  /** Switches on sensors of generation 3. The tenant's first one takes longest. */
  activate(hosts: readonly Host[]): void {
    const times = this.scenario.durations;
    for (const host of hosts) {
      const first = !this.state.sensors.some((sensor) => sensor.generation === "v3" && sensor.host !== null);
      this.state.sensors.push({
        ...this.#newSensor(host, this.scenario.graph.sensorVersion3),
        generation: "v3",
        activationSeconds: first ? times.firstActivation : times.activation,
      });
    }
    this.changed();
  }

  sensorInstalled(host: Host, version: string, options: { delayedUpdate: boolean }): void {
    this.state.sensors = this.state.sensors.filter((sensor) => sensor.host !== host.name);
    this.state.sensors.push({ ...this.#newSensor(host, version), delayedUpdate: options.delayedUpdate });
    this.changed();
  }

  acceptsAccessKey(key: string): boolean {
    return key === this.state.accessKey;
  }

  regenerateAccessKey(): void {
    this.state.accessKey = newAccessKey();
    this.changed();
  }

  sensorPackage(version: string): Buffer | undefined {
    return version === this.scenario.graph.sensorVersion ? this.#package : undefined;
  }

  /** Where the installer is fetched: an address whose query carries the right to read it, for two hours. */
  packageAddress(): string {
    const { sensorVersion, port } = this.scenario.graph;
    const path = `/package/${sensorVersion}/Azure%20ATP%20Sensor%20Setup.zip`;
    const expiry = new Date(Date.now() + 2 * 3_600_000).toISOString().slice(0, 19) + "Z";
    const query = new URLSearchParams({ sv: "2025-05-05", sr: "b", sp: "r", se: expiry });
    query.set("sig", this.#signature(path, expiry));
    return `https://127.0.0.1:${port}${path}?${query}`;
  }

  download(uri: string): { status: number; version: string | null } {
    let url: URL;
    try {
      url = new URL(uri);
    } catch {
      return { status: 400, version: null };
    }
    if (this.has("package-gone")) return { status: 404, version: null };
    const expiry = url.searchParams.get("se") ?? "";
    const good = url.searchParams.get("sig") === this.#signature(url.pathname, expiry);
    if (url.port !== String(this.scenario.graph.port) || !good || Date.parse(expiry) < Date.now()) {
      return { status: 403, version: null };
    }
    return { status: 200, version: url.pathname.split("/")[2] ?? null };
  }

  #signature(path: string, expiry: string): string {
    return createHmac("sha256", this.state.accessKey).update(`${path}\n${expiry}`).digest("base64");
  }

  #newSensor(host: Host, version: string): SensorRecord {
    return {
      id: stableId(this.scenario.seed, "sensor", host.name, String(this.state.sensors.length), now()),
      host: host.name,
      displayName: host.name.toUpperCase(),
      domain: host.state.domain,
      generation: "v2",
      version,
      since: now(),
      activationSeconds: 0,
      description: null,
      delayedUpdate: false,
      migratingSince: null,
    };
  }

  #row(
    sensor: SensorRecord,
    status: { deploymentStatus: string; serviceStatus: string },
    issues: readonly IssueView[],
  ): Record<string, unknown> {
    const mine = issues.filter((issue) => issue.status === "open" && issue.sensors.includes(sensor.id));
    const dnsName = `${sensor.displayName.toLowerCase()}.${sensor.domain}`;
    return {
      id: sensor.id,
      displayName: sensor.displayName,
      domainName: sensor.domain,
      version: sensor.version,
      sensorType: "domainControllerIntegrated",
      deploymentStatus: status.deploymentStatus,
      healthStatus: healthOf(mine),
      openHealthIssuesCount: mine.length,
      createdDateTime: sensor.since,
      ...(this.scenario.graph.cloud === "usGov" ? {} : { serviceStatus: status.serviceStatus }),
      settings: {
        description: sensor.description ?? "",
        domainControllerDnsNames: [dnsName],
        isDelayedDeploymentEnabled: sensor.delayedUpdate,
        networkAdapters: [{ id: stableId(sensor.id, "adapter"), name: "Ethernet", isEnabled: true }],
      },
    };
  }
}

function healthOf(issues: readonly IssueView[]): string {
  for (const [severity, status] of [
    ["high", "notHealthyHigh"],
    ["medium", "notHealthyMedium"],
    ["low", "notHealthyLow"],
  ] as const) {
    if (issues.some((issue) => issue.severity === severity)) return status;
  }
  return "healthy";
}

/** The state a service begins with. */
export function firstServiceState(scenario: Scenario): ServiceState {
  const moment = now();
  const issue = (entry: Scenario["graph"]["healthIssues"][number], at: number) => ({
    ...entry,
    id: stableId(scenario.seed, "issue", String(at)),
    createdDateTime: moment,
    lastModifiedDateTime: moment,
  });
  const other = (_: unknown, at: number): SensorRecord => ({
    id: stableId(scenario.seed, "other", String(at)),
    host: null,
    displayName: `FAR-${String(at).padStart(5, "0")}`,
    domain: "fabrikam.test",
    generation: "v2",
    version: scenario.graph.sensorVersion,
    since: moment,
    activationSeconds: 0,
    description: null,
    delayedUpdate: false,
    migratingSince: null,
  });
  return {
    sensors: Array.from({ length: scenario.graph.otherSensors }, other),
    healthIssues: scenario.graph.healthIssues.map(issue),
    issueStatus: {},
    accessKey: newAccessKey(),
    activationMode: "manual",
    automaticAuditing: false,
    faults: [],
    counters: { requests: 0, byOperation: {} },
  };
}

function newAccessKey(): string {
  return `labkey-${randomBytes(48).toString("base64")}`;
}

/** The installer's zip: small, and the same bytes for the same version. */
function installer(scenario: Scenario): Buffer {
  const { sensorVersion, workspace } = scenario.graph;
  return zip({
    "Azure ATP sensor Setup.exe": Buffer.from(`MZ lab stand-in of the sensor's setup ${sensorVersion}\n`),
    "SensorInstallationConfiguration.json": Buffer.from(
      `{"WorkspaceApplicationSensorApiEndpoint":"${workspace}sensorapi"}\n`,
    ),
    "Npcap/npcap-1.00-oem.exe": Buffer.from("MZ lab stand-in of the capture driver\n"),
  });
}
