import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { GraphAct, HostAct } from "./control/acts.ts";
import type { HostStatus, LabStatus } from "./control/status.ts";
import type { Fault } from "./faults/catalogue.ts";
import { type LabInfo, readLabInfo } from "./info.ts";

export type { Counters } from "./hosts/state.ts";
export type { Fault, GraphAct, HostAct, HostStatus, LabInfo, LabStatus };
export { readLabInfo };

/** What the lab will not do, in its own sentence. */
export class LabRefusal extends Error {}

/** Talks to the control of a running lab. Every method throws a LabRefusal where the lab refuses. */
export class LabClient {
  readonly info: LabInfo;
  constructor(info: LabInfo) {
    this.info = info;
  }

  status(): Promise<LabStatus> {
    return this.#call("GET", "/status");
  }

  host(name: string): Promise<HostStatus> {
    return this.#call("GET", `/hosts/${encodeURIComponent(name)}`);
  }

  faults(): Promise<Fault[]> {
    return this.#call("GET", "/faults");
  }

  async fault(host: string, name: string, to: "on" | "off" = "on"): Promise<void> {
    await this.#call("POST", `/hosts/${encodeURIComponent(host)}/faults`, { name, on: to === "on" });
  }

  async graphFault(name: string, to: "on" | "off" = "on"): Promise<void> {
    await this.#call("POST", "/graph/faults", { name, on: to === "on" });
  }

  async act(host: string, act: HostAct): Promise<void> {
    await this.#call("POST", `/hosts/${encodeURIComponent(host)}/act`, act);
  }

  async graphAct(act: GraphAct): Promise<void> {
    await this.#call("POST", "/graph/act", act);
  }

  async reset(): Promise<void> {
    await this.#call("POST", "/reset");
  }

  async shutdown(): Promise<void> {
    await this.#call("POST", "/shutdown");
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.info.control + path, {
      method,
      headers: { authorization: `Bearer ${this.info.token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new LabRefusal(answer.error ?? `HTTP ${response.status}`);
    return answer;
  }
}

export interface StartOptions {
  scenario: string;
  /** The lab's folder, made where it is missing. */
  folder: string;
  basePort?: number;
  /** Lab seconds in one real second; default 60. */
  timeFactor?: number;
}

/** A lab and how to talk to it. */
export interface RunningLab {
  client: LabClient;
  info: LabInfo;
  /** Ends the daemon and waits until it is gone; its state stays in the folder. */
  stop(): Promise<void>;
}

/** Starts the daemon and waits until every port answers. Throws what the daemon says where it does not come up. */
export async function startLab(options: StartOptions): Promise<RunningLab> {
  const child = launch(options, ["ignore", "pipe", "pipe"]);
  const info = await ready(child, options.folder);
  child.stdout?.resume();
  child.stderr?.pipe(process.stderr, { end: false });
  const client = new LabClient(info);
  const stopNow = () => child.kill("SIGKILL");
  process.once("exit", stopNow);
  return {
    client,
    info,
    async stop() {
      process.off("exit", stopNow);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Starts a daemon that outlives this process; what it says goes to `<folder>/lab.log`. */
export async function startDetachedLab(options: StartOptions): Promise<LabInfo> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const log = openSync(join(options.folder, "lab.log"), "w", 0o600);
  const child = launch(options, ["ignore", log, log], { detached: true });
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  for (;;) {
    const info = readLabInfo(options.folder);
    if (info && info.pid === child.pid) {
      child.unref();
      return info;
    }
    if (ended) throw new Error(readFileSync(join(options.folder, "lab.log"), "utf8").trim());
    await new Promise((done) => setTimeout(done, 50));
  }
}

/**
 * An estate written for the ports and the folder of `dev`, moved to other ports (the lab's span of a thousand) and
 * another lab folder.
 */
export function shiftedEstate(text: string, basePort: number, labFolder: string): string {
  return text
    .replace(/\b42[1-9]\d\d\b|\b430\d\d\b/g, (port) => String(Number(port) - DEV_BASE_PORT + basePort))
    .replaceAll(".ata2mdi/lab", labFolder);
}

const DEV_BASE_PORT = 42_100;

function launch(options: StartOptions, stdio: Parameters<typeof spawn>[2]["stdio"], more = {}): ChildProcess {
  const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "main.ts")];
  args.push("--scenario", resolve(options.scenario), "--dir", resolve(options.folder));
  if (options.basePort !== undefined) args.push("--base-port", String(options.basePort));
  if (options.timeFactor !== undefined) args.push("--time-factor", String(options.timeFactor));
  return spawn(process.execPath, args, { stdio, ...more });
}

async function ready(child: ChildProcess, folder: string): Promise<LabInfo> {
  let said = "";
  let complaints = "";
  child.stderr?.on("data", (part) => {
    complaints += String(part);
  });
  await new Promise<void>((done, reject) => {
    child.stdout?.on("data", (part) => {
      said += String(part);
      if (said.includes("\n")) done();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(complaints.trim() || `the lab ended with ${code}`)));
  });
  child.stderr?.removeAllListeners("data");
  const info = readLabInfo(folder);
  if (!info) throw new Error(`the lab is up, but ${folder}/lab.json is missing`);
  return info;
}
