import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type EngineResult, runPulumi } from "../../cli/engine.ts";
import { toolEnvironment, toolsInUse } from "../../tools/environment.mjs";
import { freePort, type SshServer, sshServer } from "../tools/sshServer.ts";

/**
 * The command provider under the real engine, by a program of its own: the official one where the machine has it, else
 * the stand-in. What is expected here is what @pulumi/command documents, so it holds for both.
 */
const root = resolve(__dirname, "..", "..");
const PASSWORD = "pass-Word-1";
const STDIN = "standard-input-1";

const program = `
import * as pulumi from "@pulumi/pulumi";
import { local, remote } from "@pulumi/command";

const { PORT, HOST_KEY, TRIGGER, COMMAND, DIALS } = process.env;
const connection = {
  host: "127.0.0.1", port: Number(PORT), user: "operator", password: "${PASSWORD}", hostKey: HOST_KEY,
  dialErrorLimit: Number(DIALS ?? 0),
};
const tools = new remote.CopyToRemote("tools", {
  connection, source: new pulumi.asset.FileArchive("bundle"), remotePath: "C:/ProgramData/tool",
});
const run = new remote.Command("run", {
  connection, create: COMMAND ?? "make", delete: "unmake", triggers: [TRIGGER ?? "1"],
  stdin: pulumi.secret("${STDIN}"), logging: "none", addPreviousOutputInEnv: false,
}, { dependsOn: tools });
const here = new local.Command("here", { create: "echo here" });
export const stdout = run.stdout;
export const local_ = here.stdout;
`;

let folder: string;
let server: SshServer;
let env: NodeJS.ProcessEnv;

function pulumi(args: string[], variables: Record<string, string> = {}): Promise<EngineResult> {
  return runPulumi(args, { cwd: folder, env: { ...env, ...variables }, onOutput: () => undefined });
}

function up(variables: Record<string, string> = {}): Promise<EngineResult> {
  return pulumi(["up", "--yes", "--skip-preview", "--stack", "t"], variables);
}

function commandsRun(): string[] {
  return server.runs.map(({ command }) => command);
}

beforeAll(async () => {
  // Inside the clone, so that the program finds its packages.
  mkdirSync(join(root, ".ata2mdi"), { recursive: true });
  folder = mkdtempSync(join(root, ".ata2mdi", "command-provider-"));
  mkdirSync(join(folder, "state"));
  mkdirSync(join(folder, "bundle"));
  writeFileSync(join(folder, "bundle/step.ps1"), "Write-Output done\n");
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "main": "index.ts" }\n');
  writeFileSync(join(folder, "index.ts"), program);
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: commandprovider\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  server = await sshServer({
    password: PASSWORD,
    run: ({ command, stdin }) =>
      command === "fail"
        ? { code: 5, stderr: "no such thing\n" }
        : { stdout: `${command} with ${stdin.length}\n` },
  });
  env = {
    ...toolEnvironment({ root, lab: true }),
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "t",
    PORT: String(server.port),
    HOST_KEY: server.hostKey,
  };
  expect((await pulumi(["stack", "init", "t"])).code).toBe(0);
}, 60_000);

afterAll(async () => {
  await server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe("the command provider under the real engine", () => {
  test("copies, runs, stores outputs, and keeps secrets out of the state and the output", async () => {
    const first = await up();
    expect(first.stdout + first.stderr).not.toContain("error:");
    expect(first.code).toBe(0);
    expect(server.tree.get("C:/ProgramData/tool/bundle/step.ps1")).toBe("Write-Output done\n");
    expect(commandsRun()).toEqual(["make"]);

    const outputs = JSON.parse((await pulumi(["stack", "output", "--json", "--stack", "t"])).stdout);
    expect(outputs).toEqual({ stdout: `make with ${STDIN.length}`, local_: "here" });
    const state = (await pulumi(["stack", "export", "--stack", "t"])).stdout;
    expect(state).toContain(`make with ${STDIN.length}`);
    for (const secret of [PASSWORD, STDIN]) {
      expect(state).not.toContain(secret);
      expect(first.stdout + first.stderr).not.toContain(secret);
    }
  }, 60_000);

  test("does nothing a second time", async () => {
    const before = server.logins.length;
    const again = await pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "t"]);
    expect(again.code).toBe(0);
    expect(server.logins.length).toBe(before);
  }, 60_000);

  test("a changed trigger replaces: the new one is made, then the old one unmade", async () => {
    server.runs.length = 0;
    const preview = await pulumi(["preview", "--stack", "t"], { TRIGGER: "2" });
    expect(preview.stdout).toContain("1 to replace");
    expect((await up({ TRIGGER: "2" })).code).toBe(0);
    expect(commandsRun()).toEqual(["make", "unmake"]);
  }, 60_000);

  test("a command that fails is an error with its status and output, and is run again next time", async () => {
    server.runs.length = 0;
    const failed = await up({ TRIGGER: "2", COMMAND: "fail" });
    expect(failed.code).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain('Process exited with status 5: running "fail"');
    expect(failed.stdout + failed.stderr).toContain("no such thing");
    expect((await up({ TRIGGER: "2" })).code).toBe(0);
    expect(commandsRun()).toEqual(["fail"]);
  }, 60_000);

  test("destroy runs delete with what is in the state, whatever the program says by then", async () => {
    server.runs.length = 0;
    const destroyed = await pulumi(["destroy", "--yes", "--skip-preview", "--stack", "t"], { PORT: "1" });
    expect(destroyed.code).toBe(0);
    expect(commandsRun()).toEqual(["unmake"]);
  }, 60_000);

  const whereStandIn = toolsInUse({ root }).commandProvider === "stand-in" ? test : test.skip;
  whereStandIn(
    "ends with the engine, also when that is killed in the middle",
    async () => {
      const port = String(await freePort());
      const engine = spawn("pulumi", ["up", "--yes", "--skip-preview", "--stack", "t", "--non-interactive"], {
        cwd: folder,
        env: { ...env, PORT: port, DIALS: "-1" },
        stdio: "ignore",
      });
      const provider = await untilFound(() => standInOf(engine.pid));
      engine.kill("SIGKILL");
      await once(engine, "exit");
      await untilFound(() => (processes().some(({ pid }) => pid === provider) ? undefined : true));
    },
    60_000,
  );
});

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Process[] {
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    if (!pid) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return [{ pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
    } catch {
      return [];
    }
  });
}

function standInOf(engine: number | undefined): number | undefined {
  return processes().find(({ parent, command }) => parent === engine && command.includes("command-provider"))
    ?.pid;
}

async function untilFound<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await wait(100);
  }
}
