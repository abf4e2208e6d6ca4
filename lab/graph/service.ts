import { createHmac } from "node:crypto";
import { type LabClock, now } from "../clock.ts";
import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../steps/definition.ts";
import { blankSensor, newAccessKey } from "./firstState.ts";
import { stableId } from "./ids.ts";
import { type IssueView, openIssues } from "./issues.ts";
import { settleMigrations } from "./migration.ts";
import { graphTime } from "./reply.ts";
import { sensorRow } from "./sensorRow.ts";
import { sensorStatus } from "./sensorView.ts";
import type { ServiceParts } from "./serviceParts.ts";
import type { SensorRecord, ServiceState } from "./state.ts";
import { zip } from "./zip.ts";

const STALE_SECONDS = 600;

/** A sensor as it is kept, and as Graph shows it. */
export interface SensorListing {
  record: SensorRecord;
  row: Record<string, unknown>;
}

/** The Defender for Identity service: its sensors, issues, keys and package. Graph's answers are made from it. */
export class DefenderService implements World, ServiceParts {
  readonly state: ServiceState;
  readonly scenario: Scenario;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly clock: LabClock;
  readonly #changed: () => void;
  readonly #package: Buffer;
  #stale: { at: string; listed: SensorListing[] } = { at: now(), listed: [] };

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

  /** Of the Microsoft Graph it plays, as it stands in contexts. */
  get origin(): string {
    return this.scenario.graph.cloud === "usGov"
      ? "https://graph.microsoft.us"
      : "https://graph.microsoft.com";
  }

  changed(): void {
    this.#changed();
  }

  /** True when a fault of the service is on; `consent-missing:<permission>` is asked with its argument. */
  has(fault: string): boolean {
    return this.state.faults.includes(fault);
  }

  /** The sensors as the service lists them now; with `graph-stale`, as they were up to ten lab minutes ago. */
  sensors(): SensorListing[] {
    const { at, listed } = this.#stale;
    if (this.has("graph-stale") && this.clock.since(at) < STALE_SECONDS) return listed;
    this.#stale = { at: now(), listed: this.#listed() };
    return this.#stale.listed;
  }

  #listed(): SensorListing[] {
    settleMigrations(this);
    const { durations, graph } = this.scenario;
    const issues = this.issues();
    const hidden = this.has("sensor-never-appears");
    const listed = [];
    for (const record of this.state.sensors) {
      const host = record.host === null ? undefined : this.hosts.get(record.host);
      if (host && hidden) continue;
      const status = sensorStatus(record, host, this.clock, durations);
      if (status) listed.push({ record, row: sensorRow(record, status, issues, graph.cloud) });
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
          lastSeenDateTime: graphTime(now()),
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

  sensorRemoved(host: Host): void {
    this.state.sensors = this.state.sensors.filter((sensor) => sensor.host !== host.name);
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
    // Not the access key: a new one takes no address away that was given out.
    return createHmac("sha256", `package ${this.scenario.seed}`)
      .update(`${path}\n${expiry}`)
      .digest("base64");
  }

  #newSensor(host: Host, version: string): SensorRecord {
    return {
      ...blankSensor,
      id: stableId(this.scenario.seed, "sensor", host.name, String(this.state.sensors.length), now()),
      host: host.name,
      displayName: host.name.toUpperCase(),
      domain: host.state.domain,
      generation: "v2",
      version,
      since: now(),
    };
  }
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
