import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ssh2, { type Client } from "ssh2";
import { Lab } from "../../lab/lab.ts";
import { readScenario, type Scenario } from "../../lab/scenario.ts";
import {
  type StepAnswer,
  type StepInputs,
  type StepName,
  stepAnswer,
  stepCommand,
} from "../../remote/contract.ts";

export const root = resolve(__dirname, "..", "..");
export const devScenario = join(root, "lab/scenarios/dev.yaml");
export const finishScenario = join(root, "lab/scenarios/finish.yaml");
const HASH = "0123456789abcdef0123456789abcdef";

/**
 * Starts something on a span of a hundred ports that was free a moment ago, below the range that the system hands out
 * by itself; tries another span where somebody was faster.
 */
export async function onFreePorts<T>(start: (basePort: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freeBasePort());
    } catch (error) {
      if (attempt === 20 || !/in use|EADDRINUSE/.test(String(error))) throw error;
    }
  }
}

/** A base port whose span is free now. */
export async function freeBasePort(): Promise<number> {
  for (;;) {
    const base = 11_000 + Math.floor(Math.random() * 210) * 100;
    const used = [0, 1, 2, 3, 4, 5, 6, 7, 11, 20, 21, 99].map((offset) => base + offset);
    if ((await Promise.all(used.map(isFree))).every(Boolean)) return base;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

export interface TestLab {
  lab: Lab;
  folder: string;
  scenario: Scenario;
  stop(): Promise<void>;
}

/** A lab of this process: the dev estate in a folder of its own, ten lab minutes in a second. */
export async function testLab(
  change: (scenario: Scenario) => void = () => {},
  timeFactor = 600,
): Promise<TestLab> {
  return onFreePorts(async (basePort) => {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-lab-"));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    const scenario = readScenario(devScenario, basePort);
    change(scenario);
    const lab = new Lab({ scenario, folder, timeFactor });
    try {
      await lab.up();
    } catch (error) {
      remove();
      throw error;
    }
    return {
      lab,
      folder,
      scenario,
      async stop() {
        await lab.down();
        remove();
      },
    };
  });
}

/** A connected ssh2 client of a host, with the lab's key. */
export async function connect(test: TestLab, host: string): Promise<Client> {
  const client = new ssh2.Client();
  await new Promise<void>((ready, reject) => {
    client.once("connect", () => client.setNoDelay(true));
    client.once("ready", ready).once("error", reject);
    client.once("close", () => reject(new Error("the connection was closed")));
    client.connect({
      host: "127.0.0.1",
      port: test.scenario.hosts[host]?.port,
      username: test.scenario.user,
      privateKey: readFileSync(join(test.folder, "id_ed25519")),
    });
  });
  client.on("error", () => {}); // a cut connection is what several tests are about
  return client;
}

export interface Ran {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs a command line on a connection; resolves when the channel closes, whatever the reason. */
export function run(client: Client, command: string, stdin = ""): Promise<Ran> {
  return new Promise((done, reject) => {
    client.once("close", () => reject(new Error("the connection was closed")));
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      const ran: Ran = { stdout: "", stderr: "", code: null };
      channel.on("data", (part: Buffer) => (ran.stdout += part));
      channel.stderr.on("data", (part: Buffer) => (ran.stderr += part));
      channel.on("exit", (code: number | null) => (ran.code = code));
      channel.on("close", () => done(ran));
      channel.end(stdin);
    });
  });
}

/** Puts the entry script where the contract wants it. */
export function putBundle(test: TestLab, host: string): void {
  test.lab.hosts
    .get(host)
    ?.files.place(
      `C:/ProgramData/ata2mdi/bundles/${HASH.slice(0, 16)}/powershell/Invoke-Step.ps1`,
      "# lab\r\n",
    );
}

export function request<S extends StepName>(
  step: S,
  work: string,
  input: StepInputs[S],
  deadlineSeconds = 30,
): { command: string; stdin: string } {
  return {
    command: stepCommand(HASH, step),
    stdin: JSON.stringify({ contract: 1, step, work, deadlineSeconds, input }),
  };
}

/** One step over a connection of its own; the answer is held to the program's own schema. */
export async function step<S extends StepName>(
  test: TestLab,
  host: string,
  name: S,
  input: StepInputs[S],
  options: { work?: string; deadlineSeconds?: number } = {},
): Promise<StepAnswer & { code: number | null }> {
  putBundle(test, host);
  const client = await connect(test, host);
  try {
    const { command, stdin } = request(
      name,
      options.work ?? `${host}/${name}/1`,
      input,
      options.deadlineSeconds,
    );
    const { stdout, code, stderr } = await run(client, command, stdin);
    const line = stdout.trimEnd().split("\r\n").at(-1);
    if (!line) throw new Error(`no answer: ${stderr}`);
    return { ...stepAnswer.parse(JSON.parse(line)), code };
  } finally {
    client.end();
  }
}

export const factsInput = {
  sensorApi: "https://contososensorapi.test/ping",
  rootCertificates: ["AB"],
  managedAccounts: ["gmsa$"],
  proxy: null,
};
export const soon = () => new Date(Date.now() + 60_000).toISOString();
export const past = () => new Date(Date.now() - 60_000).toISOString();

/** Whether a program is on PATH. */
export function hasProgram(name: string): Promise<boolean> {
  return new Promise((done) => execFile("sh", ["-c", `command -v ${name}`], (error) => done(error === null)));
}

/** Runs a program in the project's folder and resolves with its output and exit code. */
export function program(
  name: string,
  args: string[],
  { stdin = "", env = {} }: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((done) => {
    const options = { timeout: 20_000, cwd: root, env: { ...process.env, ...env } };
    const child = execFile(name, args, options, (error, stdout, stderr) => {
      done({ stdout, stderr, code: error === null ? 0 : typeof error.code === "number" ? error.code : -1 });
    });
    // A program that needs no input may be gone before it is given any.
    child.stdin?.once("error", () => {});
    child.stdin?.end(stdin);
  });
}

/** Looks until it is so. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((done) => setTimeout(done, 10));
}

/** What a program gets from Graph before it stages a sensor's package. */
export function packageInput(it: TestLab): StepInputs["Get-SensorPackage"] {
  const version = it.scenario.graph.sensorVersion;
  const bytes = it.lab.service.sensorPackage(version) ?? "";
  return {
    uri: it.lab.service.packageAddress(),
    version,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    signer: "Microsoft Corporation",
    proxy: null,
  };
}
