import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { dumpFiles, liveCounts } from "../../../lab/center/database.ts";
import { setupFaults } from "../../../lab/faults/setup.ts";
import { zip } from "../../../lab/graph/zip.ts";
import { bundleFiles, hashFiles } from "../../../remote/bundle.ts";
import { type StepInputs, type StepName, stepAnswer } from "../../../remote/contract.ts";
import type { Answer, CallOptions, HostUnderTest, Kind, Product } from "../cases/hostUnderTest.ts";
import { machine } from "./machine.ts";
import { type PackageServer, servePackage } from "./packageServer.ts";
import { products, type SandboxProduct, SENSOR_VERSION } from "./products.ts";

const has: Record<Kind, readonly Product[]> = {
  gateway: ["gateway"],
  bare: [],
  center: ["center"],
  gatewayAndCenter: ["gateway", "center"],
  sensor: ["sensor"],
};
/** Faults the package's server plays; the others are in the sandbox. */
const serverFaults = ["package-damaged", "download-fails"];
/** Key of the release of .NET Framework. */
export const NET_RELEASE = "SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full";
const ACCESS_KEY = "aK9f+Secret/Key==";

/** The real scripts on a host that is a folder: their calls of Windows go to the stand-in, all else is as it is. */
export async function sandboxHost(powershell: string, kind: Kind): Promise<SandboxHost> {
  const setup = "Azure ATP Sensor Setup.exe";
  const content = `signed=CN=Microsoft Corporation, O=Microsoft Corporation, C=US\nversion=${SENSOR_VERSION}\n`;
  const bytes = zip({ [setup]: Buffer.from(content) });
  const server = await servePackage(bytes);
  return new SandboxHost(powershell, kind, server, bytes);
}

export class SandboxHost implements HostUnderTest {
  readonly name = "dc01";
  readonly pace = 1;
  readonly accessKey = ACCESS_KEY;
  readonly folder = mkdtempSync(join(tmpdir(), "ata2mdi-powershell-"));
  readonly archive = join(this.folder, "Archive");
  readonly #powershell: string;
  readonly #server: PackageServer;
  readonly #package: Buffer;
  readonly #scripts: string;

  constructor(powershell: string, kind: Kind, server: PackageServer, bytes: Buffer) {
    this.#powershell = powershell;
    this.#server = server;
    this.#package = bytes;
    this.#scripts = this.#placeBundle();
    const all = products(this.folder);
    const setups = {
      "Microsoft ATA Gateway Setup.exe": "gateway",
      "Microsoft ATA Center Setup.exe": "center",
      "Azure ATP Sensor Setup.exe": "sensor",
      "ndp-setup.exe": "dotnet",
    };
    this.write({ ...machine(), setups, setupFaults, products: all, setupSeconds: 0, faults: [] });
    for (const product of has[kind]) this.put(product);
    if (has[kind].includes("center")) this.#placeDatabase();
  }

  /** The Center's database, as the stand-ins of MongoDB's tools know it. */
  #placeDatabase(): void {
    const bin = join(this.folder, "Program Files/Microsoft Advanced Threat Analytics/Center/MongoDB/bin");
    mkdirSync(join(bin, "data"), { recursive: true });
    for (const [name, bytes] of Object.entries(dumpFiles()))
      writeFileSync(join(bin, "data", `${name}.bson`), bytes);
    const counts = liveCounts().map(({ name, count }) => `${count} ${name}\n`);
    writeFileSync(join(bin, "data/counts.txt"), `1000000\n${counts.join("")}`);
    for (const tool of ["mongo.exe", "mongodump.exe"]) writeFileSync(join(bin, tool), "");
    const state = this.read();
    state.certificates = { ["A1".repeat(20)]: "CN=ATACenter" };
    this.write(state);
  }

  async call<S extends StepName>(step: S, input: StepInputs[S], options: CallOptions = {}): Promise<Answer> {
    const { exited } = this.#begin(step, this.request(step, input, options));
    const { stdout, stderr, code } = await exited;
    const line = stdout.trimEnd().split("\n").at(-1)?.trim() ?? "";
    try {
      return { ...stepAnswer.parse(JSON.parse(line)), code };
    } catch (error) {
      throw new Error(`no answer: ${error}\ncode ${code}\n${stdout}\n${stderr}\n${this.#log("tasks.log")}`);
    }
  }

  async send(step: StepName, text: string): Promise<number | null> {
    return (await this.#begin(step, text).exited).code;
  }

  async callAndLose<S extends StepName>(step: S, input: StepInputs[S]): Promise<void> {
    const { child, exited } = this.#begin(step, this.request(step, input));
    await this.#until(() => this.#log("setups.log") !== "" || child.exitCode !== null);
    child.kill("SIGKILL");
    await exited;
  }

  async callThroughRestart<S extends StepName>(
    step: S,
    input: StepInputs[S],
    by: "itself" | "setup",
  ): Promise<Answer> {
    const { child, exited } = this.#begin(step, this.request(step, input));
    const asked = join(this.folder, "restart");
    await this.#until(() => (by === "setup" ? existsSync(asked) : this.#log("setups.log") !== ""));
    child.kill("SIGKILL");
    await exited;
    await this.restart();
    return this.call(step, input);
  }

  /**
   * Begins a step; as soon as something has come about, or the step is over, everything on the host ends at once. Then
   * the host starts again, or stays up without what ran on it.
   */
  async cutWhen<S extends StepName>(
    step: S,
    input: StepInputs[S],
    reached: () => boolean,
    then: "restart" | "crash",
  ): Promise<void> {
    const { child, exited } = this.#begin(step, this.request(step, input));
    await this.#until(() => reached() || child.exitCode !== null);
    child.kill("SIGKILL");
    this.crash();
    await exited;
    if (then === "restart") await this.restart();
    // A second time, for what was just being started.
    else this.crash();
  }

  /** Text of a file of the work on a step; empty where it is not there. */
  workFile(step: StepName, name: string): string {
    return this.#log(`ata2mdi/journal/${this.name}_${step}_1/${name}`);
  }

  /** Every process of the host ends at once; then it starts, and its tasks with it. */
  async restart(): Promise<void> {
    this.crash();
    await wait(200);
    rmSync(join(this.folder, "restart"), { force: true });
    const state = this.read();
    const { releaseAfterRestart } = state;
    if (releaseAfterRestart) state.registry["64"][NET_RELEASE].Release = releaseAfterRestart;
    for (const service of Object.values(state.services as SandboxProduct["services"]))
      service.state = (service.startMode ?? "Auto") === "Auto" ? "Running" : "Stopped";
    this.write({ ...state, bootedAt: Date.now(), faults: without(state.faults, "install-reboots") });
    const tasks = join(this.folder, "tasks");
    for (const name of existsSync(tasks) ? readdirSync(tasks) : []) {
      const { script, folder } = JSON.parse(readFileSync(join(tasks, name), "utf8"));
      const log = openSync(join(this.folder, "tasks.log"), "a");
      this.#spawn(["-File", script, "-Folder", folder], { ATA2MDI_AS_SYSTEM: "1" }, ["ignore", log, log]);
      closeSync(log);
    }
  }

  /** Whatever runs on the host ends, as if it had crashed; the host itself stays up. */
  crash(): void {
    for (const id of processesOf(this.folder)) kill(id);
  }

  async fault(name: string, to: "on" | "off"): Promise<void> {
    if (serverFaults.includes(name)) {
      this.#server.fault = to === "on" ? name : undefined;
      return;
    }
    const state = this.read();
    const others = without(state.faults, name);
    this.write({ ...state, faults: to === "on" ? [...others, name] : others });
  }

  slow(seconds: number): void {
    this.write({ ...this.read(), setupSeconds: seconds });
  }

  put(product: Product): void {
    const state = this.read();
    const it = products(this.folder)[product];
    Object.assign(state.services, it.services);
    for (const view of ["64", "32"] as const) Object.assign(state.registry[view], it.registry[view]);
    for (const [path, text] of Object.entries(it.files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    this.write(state);
  }

  async flipByte(backup: string, path: string): Promise<void> {
    const file = join(this.folder, "ata2mdi/backups", backup, path);
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  }

  service(name: string): string | undefined {
    return this.read().services[name]?.state;
  }

  packageInput(): StepInputs["Get-SensorPackage"] {
    const sha256 = createHash("sha256").update(this.#package).digest("hex");
    return {
      uri: this.#server.uri,
      version: SENSOR_VERSION,
      sha256,
      signer: "Microsoft Corporation",
      proxy: null,
    };
  }

  begun(step: StepName): number {
    const state = this.workFile(step, "state.json");
    return state === "" ? 0 : JSON.parse(state).attempt;
  }

  /** Command lines of the setups that ran, in order. */
  setups(): string[] {
    return this.#log("setups.log")
      .split("\n")
      .filter((line) => line !== "");
  }

  everything(): string {
    const paths = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
    const kept = paths.filter((path) => !/FakeSetup\.ps1$|Windows\.ps1$/.test(path));
    return kept.map((path) => `${path}\n${textOf(join(this.folder, path))}`).join("\n");
  }

  async close(): Promise<void> {
    this.crash();
    await this.#server.close();
    await wait(50);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What a line of PowerShell gives with the bundle loaded. */
  async evaluate(line: string): Promise<string> {
    const library = join(this.#scripts, "Library.ps1");
    const command = `$ErrorActionPreference = 'Stop'; . '${library}'; [Console]::Out.Write((${line}))`;
    const child = this.#spawn(["-Command", command]);
    const parts: Buffer[] = [];
    child.stdout?.on("data", (part) => parts.push(part));
    child.stderr?.on("data", (part) => parts.push(part));
    child.stdin?.end();
    await new Promise((done) => child.on("close", done));
    return Buffer.concat(parts).toString("utf8");
  }

  /** The journal people read. */
  journal(): string {
    return this.#log("ata2mdi/journal/journal.log");
  }

  request<S extends StepName>(step: S, input: StepInputs[S], options: CallOptions = {}): string {
    // Long enough for a machine that is slow to start PowerShell: what must not take long has its own deadline.
    const { work = `${this.name}/${step}/1`, deadlineSeconds = 180 } = options;
    return JSON.stringify({ contract: 1, step, work, deadlineSeconds, input });
  }

  // biome-ignore lint/suspicious/noExplicitAny: the sandbox's host is free data that the stand-in reads
  read(): any {
    return JSON.parse(readFileSync(join(this.folder, "host.json"), "utf8"));
  }

  write(state: unknown): void {
    const file = join(this.folder, "host.json");
    writeFileSync(`${file}.test`, JSON.stringify(state));
    renameSync(`${file}.test`, file);
  }

  /** The bundle as it is, with the stand-in for its folder `windows`, in the folder its hash names. */
  #placeBundle(): string {
    const here = import.meta.dirname;
    const stand = readFileSync(join(here, "Windows.ps1"));
    const files = bundleFiles().map((file) => {
      if (!file.path.startsWith("windows/")) return file;
      return { ...file, bytes: file.path === "windows/Host.ps1" ? stand : Buffer.from("# See Host.ps1.\n") };
    });
    const root = join(this.folder, "ata2mdi/bundles", hashFiles(files).slice(0, 16), "powershell");
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
    for (const file of ["Windows.ps1", "FakeSetup.ps1"]) cpSync(join(here, file), join(this.folder, file));
    return root;
  }

  #begin(step: StepName, text: string) {
    const child = this.#spawn(["-File", join(this.#scripts, "Invoke-Step.ps1"), "-Step", step]);
    const output = { stdout: "", stderr: "" };
    child.stdout?.on("data", (part) => {
      output.stdout += part;
    });
    child.stderr?.on("data", (part) => {
      output.stderr += part;
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(text);
    // With "close" all of its output is there. Not that alone: a process it started may hold the pipes much longer.
    const exited = new Promise<{ stdout: string; stderr: string; code: number | null }>((done) => {
      child.on("close", (code) => done({ ...output, code }));
      child.on("exit", (code) => setTimeout(() => done({ ...output, code }), 2000));
    });
    return { child, exited };
  }

  #spawn(args: string[], more: Record<string, string> = {}, stdio: StdioOptions = "pipe"): ChildProcess {
    // A proxy of the machine the tests run on is none of the host's.
    const own = Object.entries(process.env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name));
    return spawn(this.#powershell, ["-NoProfile", "-NonInteractive", ...args], {
      env: {
        ...Object.fromEntries(own),
        ATA2MDI_SANDBOX: this.folder,
        ATA2MDI_PWSH_USED: this.#powershell,
        POWERSHELL_TELEMETRY_OPTOUT: "1",
        ...more,
      },
      stdio,
    });
  }

  #log(name: string): string {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  async #until(what: () => boolean): Promise<void> {
    for (let tries = 0; !what(); tries++) {
      if (tries > 9000)
        throw new Error(`it did not come to that\n${this.#log("tasks.log")}\n${this.journal()}`);
      await wait(10);
    }
  }
}

function without(list: readonly string[], name: string): string[] {
  return list.filter((one) => one !== name);
}

/** Empty for a folder, and for a file that has gone since it was listed: a task takes itself away after its answer. */
function textOf(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, "latin1") : "";
  } catch {
    return "";
  }
}

/** Ids of the processes that play this host: those with its folder in their environment or command line. */
function processesOf(folder: string): number[] {
  if (!existsSync("/proc")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/environ`, "latin1").includes(`ATA2MDI_SANDBOX=${folder}\0`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}
