import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import { CenterServer } from "./center/server.ts";
import { LabClock } from "./clock.ts";
import { complaint } from "./faults/catalogue.ts";
import { centerCertificates, graphCertificate } from "./graph/certificate.ts";
import { firstServiceState } from "./graph/firstState.ts";
import { GraphServer } from "./graph/server.ts";
import { DefenderService } from "./graph/service.ts";
import { Tokens } from "./graph/token.ts";
import { BlobStore } from "./hosts/blobs.ts";
import { firstState, furnish } from "./hosts/create.ts";
import { Host } from "./hosts/host.ts";
import type { Scenario } from "./scenario.ts";
import { SshEndpoint } from "./ssh/endpoint.ts";
import { keepKeyPair, writeClientFiles } from "./ssh/keys.ts";
import { StepRunner } from "./steps/runner.ts";
import { type LabState, StateStore } from "./store.ts";

export interface LabOptions {
  scenario: Scenario;
  /** The lab's folder: keys, certificates, state. */
  folder: string;
  timeFactor: number;
}

interface Closing {
  close(): Promise<void>;
}

/** The stand-in estate: hosts over SSH, Graph and Centers over HTTPS, all on 127.0.0.1. */
export class Lab {
  readonly scenario: Scenario;
  readonly folder: string;
  readonly clock: LabClock;
  readonly hosts = new Map<string, Host>();
  readonly #store: StateStore;
  readonly #blobs: BlobStore;
  readonly #endpoints = new Map<string, SshEndpoint>();
  readonly #centers = new Map<string, CenterServer>();
  readonly #runners: StepRunner[] = [];
  readonly #open: Closing[] = [];
  #service: DefenderService | undefined;
  #state: LabState | undefined;

  constructor(options: LabOptions) {
    this.scenario = options.scenario;
    this.folder = resolve(options.folder);
    this.clock = new LabClock(options.timeFactor);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#store = new StateStore(this.folder);
    this.#blobs = new BlobStore(join(this.folder, "blobs"));
  }

  get service(): DefenderService {
    if (!this.#service) throw new Error("the lab is not up");
    return this.#service;
  }

  get state(): LabState {
    if (!this.#state) throw new Error("the lab is not up");
    return this.#state;
  }

  /** Opens every port, or none; goes on with the state of an earlier run where there is one. */
  async up(): Promise<void> {
    try {
      await this.#up();
    } catch (error) {
      await this.down();
      throw error;
    }
  }

  async #up(): Promise<void> {
    const { scenario, folder } = this;
    const played = `${scenario.name}: ${Object.keys(scenario.hosts).join(" ")}`;
    const earlier = this.#store.read(played);
    const state: LabState = earlier ?? {
      schema: 1,
      scenario: played,
      hosts: Object.fromEntries(
        Object.entries(scenario.hosts).map(([name, host]) => [name, firstState(name, host)]),
      ),
      service: firstServiceState(scenario),
      centers: Object.fromEntries(scenario.centers.map((center) => [center.host, { statuses: {} }])),
    };
    this.#state = state;
    this.#store.hold(state);
    this.#blobs.sweep(blobsOf(state));
    for (const hostState of Object.values(state.hosts)) {
      const host = new Host(hostState, this.#blobs, scenario.user, this.clock, scenario.durations);
      host.on("changed", () => this.#store.changed());
      this.hosts.set(host.name, host);
      if (!earlier) furnish(host, scenario);
    }
    this.#service = new DefenderService(state.service, scenario, this.hosts, this.clock, () =>
      this.#store.changed(),
    );
    await this.#openGraph(folder);
    await this.#openCenters(folder);
    await this.#openHosts(folder);
    this.#store.save();
  }

  async down(): Promise<void> {
    await Promise.all([
      ...this.#open.map((one) => one.close()),
      ...[...this.#endpoints.values()].map((one) => one.close()),
    ]);
    // After the connections: nobody is to take a work let go for one that failed.
    for (const runner of this.#runners.splice(0)) runner.stop();
    this.#open.length = 0;
    this.#endpoints.clear();
    this.#centers.clear();
    this.#store.save();
  }

  /** Back to the scenario's beginning; keys, certificates and ports stay. */
  async reset(): Promise<void> {
    await this.down();
    this.hosts.clear();
    this.#state = undefined;
    this.#store.forget();
    await this.up();
  }

  /** Switches a fault of a host on or off. Throws where host or fault are unknown. */
  async hostFault(name: string, fault: string, switchTo: "on" | "off"): Promise<void> {
    const wrong = complaint(fault, "host");
    if (wrong) throw new Error(wrong);
    const host = this.#host(name);
    host.state.faults = switched(host.state.faults, fault, switchTo);
    host.changed();
    await this.#endpoints.get(name)?.adjust();
    this.#centers.get(name)?.adjust();
  }

  graphFault(fault: string, switchTo: "on" | "off"): void {
    const wrong = complaint(fault, "graph");
    if (wrong) throw new Error(wrong);
    this.service.state.faults = switched(this.service.state.faults, fault, switchTo);
    this.service.changed();
  }

  #host(name: string): Host {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`there is no host ${name} in the lab`);
    return host;
  }

  async #openGraph(folder: string): Promise<void> {
    const tokens = new Tokens(this.scenario.graph, tokenKey(folder), (fault) => this.service.has(fault));
    const server = new GraphServer(this.service, tokens, await graphCertificate(folder));
    this.#open.push(server);
    await server.listen();
  }

  async #openCenters(folder: string): Promise<void> {
    for (const center of this.scenario.centers) {
      const certificates = await centerCertificates(folder, center.host);
      const state = this.state.centers[center.host] ?? { statuses: {} };
      const secrets = { certificates, password: keepPassword(folder, `${center.host}_password`) };
      // For the certificate in the Center's backup; any password of three kinds of characters would do.
      keepPassword(folder, `${center.host}_pfx_password`, "Pfx-1-");
      const server = new CenterServer(center, this.hosts, state, secrets, () => this.#store.changed());
      this.#centers.set(center.host, server);
      this.#open.push(server);
      await server.listen();
    }
  }

  async #openHosts(folder: string): Promise<void> {
    const client = keepKeyPair(folder, "id_ed25519");
    const authorized = ssh2.utils.parseKey(client.public);
    if (authorized instanceof Error) throw authorized;
    const foreignKey = keepKeyPair(join(folder, "keys"), "foreign-host");
    const clients = [];
    for (const host of this.hosts.values()) {
      const port = this.scenario.hosts[host.name]?.port ?? 0;
      const hostKey = keepKeyPair(join(folder, "keys"), `host-${host.name}`);
      const runner = new StepRunner(host, this.service);
      const endpoint = new SshEndpoint(host, runner, {
        port,
        user: this.scenario.user,
        hostKey,
        foreignKey,
        authorized: authorized as ParsedKey,
      });
      this.#endpoints.set(host.name, endpoint);
      await endpoint.adjust();
      clients.push({ name: host.name, port, publicKey: hostKey.public });
      this.#runners.push(runner);
      void host.comeBack();
      runner.resume();
    }
    writeClientFiles(folder, this.scenario.user, clients);
  }
}

/** SHA-256 of every file that a host has. */
function blobsOf(state: LabState): Set<string> {
  const files = Object.values(state.hosts).flatMap((host) => Object.values(host.files));
  return new Set(files.flatMap((entry) => (entry.folder ? [] : [entry.sha256])));
}

function switched(list: readonly string[], fault: string, to: "on" | "off"): string[] {
  const rest = list.filter((one) => one !== fault);
  return to === "on" ? [...rest, fault] : rest;
}

/** A password of the lab, made once: who moves the lab's estate finds it in that file. */
function keepPassword(folder: string, name: string, start = ""): string {
  const file = join(folder, name);
  if (existsSync(file)) return readFileSync(file, "utf8");
  const password = `${start}${randomBytes(18).toString("base64url")}`;
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/** The key that signs the lab's tokens; kept, so that a token outlives a restart. */
function tokenKey(folder: string): Buffer {
  const file = join(folder, "keys", "token.key");
  if (existsSync(file)) return readFileSync(file);
  const key = randomBytes(32);
  mkdirSync(join(folder, "keys"), { recursive: true, mode: 0o700 });
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
