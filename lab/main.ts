import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ControlServer } from "./control/server.ts";
import { type LabInfo, readLabInfo } from "./info.ts";
import { Lab } from "./lab.ts";
import { readScenario } from "./scenario.ts";

const DEFAULT_TIME_FACTOR = 60;
/** Time between two looks whether the lab's folder is still there. */
const LOOK_MILLISECONDS = 2000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenario: { type: "string" },
      dir: { type: "string" },
      "base-port": { type: "string" },
      "time-factor": { type: "string" },
    },
  });
  if (!values.scenario || !values.dir) {
    throw new Error(
      "usage: node lab/main.ts --scenario <file> --dir <folder> [--base-port N] [--time-factor N]",
    );
  }
  const folder = resolve(values.dir);
  const infoFile = join(folder, "lab.json");
  refuseSecond(folder);
  const basePort = values["base-port"] === undefined ? undefined : number(values["base-port"], "--base-port");
  const timeFactor = number(values["time-factor"] ?? String(DEFAULT_TIME_FACTOR), "--time-factor");
  const scenario = readScenario(values.scenario, basePort);
  const lab = new Lab({ scenario, folder, timeFactor });
  const token = randomBytes(24).toString("base64url");
  const control = new ControlServer(lab, token, () => void stop());
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await control.close();
    await lab.down();
    rmSync(infoFile, { force: true });
    process.exit(0);
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop());
  await control.listen();
  await lab.up();
  const info: LabInfo = {
    ready: true,
    pid: process.pid,
    control: `http://127.0.0.1:${scenario.controlPort}`,
    token,
    graph: `https://127.0.0.1:${scenario.graph.port}`,
    clientSecret: scenario.graph.clientSecret,
    scenario: scenario.name,
    folder,
    basePort: scenario.basePort,
    timeFactor,
  };
  writeFileSync(`${infoFile}.new`, JSON.stringify(info), { mode: 0o600 });
  renameSync(`${infoFile}.new`, infoFile);
  endWithFolder(folder);
  process.stdout.write(`${JSON.stringify({ ...info, token: undefined, clientSecret: undefined })}\n`);
}

/** Nobody can end a lab whose folder was removed, as with its clone; it would keep its ports for ever. */
function endWithFolder(folder: string): void {
  setInterval(() => {
    if (!existsSync(folder)) process.exit(0);
  }, LOOK_MILLISECONDS).unref();
}

/** Two labs must not share one folder. */
function refuseSecond(folder: string): void {
  const running = readLabInfo(folder);
  if (!running) return;
  throw new Error(
    `a lab runs in this folder already (process ${running.pid}); stop it with: ata2mdi lab down`,
  );
}

function number(text: string, option: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} takes a number above 0, not ${text}`);
  return value;
}

function explained(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === "EADDRINUSE") {
    return `port ${port} of 127.0.0.1 is in use: stop what listens there, or choose others with --base-port`;
  }
  return message ?? String(error);
}

process.on("uncaughtException", (error) => {
  process.stderr.write(`lab: ${error.stack ?? error.message}\n`);
});

main().catch((error: unknown) => {
  process.stderr.write(`lab: ${explained(error)}\n`);
  process.exit(1);
});
