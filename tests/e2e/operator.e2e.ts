import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { lastRun } from "../../cli/run/runFolder.ts";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

const bin = resolve(__dirname, "..", "..", "cli", "ata2mdi.mjs");
let sandbox: Sandbox;
afterEach(() => sandbox.stop());

/** One v2 domain controller: every step of the chain runs. */
function start(): Promise<Sandbox> {
  return Sandbox.start({ estate: onlyDomainControllers("dc04"), timeFactor: 60 });
}

/** A verb of `ata2mdi`, as a person types it. */
function verb(...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args, "--stack", "dev"], {
    cwd: sandbox.folder,
    env: { ...sandbox.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  const ended = new Promise<{ code: number | null; text: string }>((done) => {
    child.once("close", (code) => done({ code, text }));
  });
  return { child, ended, text: () => text };
}

async function status() {
  const { code, text } = await verb("status", "--json").ended;
  return {
    code,
    ...(JSON.parse(text) as { activity: string; hosts: Host[]; personNeeded: { kind: string }[] }),
  };
}

/** The report as it is written now. */
async function report(): Promise<string> {
  const file = join(sandbox.folder, "report.html");
  expect((await verb("report", "--out", file).ended).code).toBe(0);
  return readFileSync(file, "utf8");
}

/** What a run leaves: each resource with its type and whether it is whole, and what works were done on the host. */
async function leftBehind(of: Sandbox): Promise<string[]> {
  const { resources, pending } = await of.state();
  const { works } = await of.lab.client.host("dc04");
  return [
    ...[...resources.values()]
      .map(({ name, type, initErrors }) => `${type} ${name} ${initErrors ?? ""}`)
      .toSorted(),
    ...works.map(({ step, outcome }) => `${step} ${outcome}`),
    ...pending,
  ];
}

interface Host {
  name: string;
  standing: string;
  step: string | null;
  withoutProtection: boolean;
}

async function untilRunning(step: string): Promise<void> {
  for (;;) {
    const { works } = await sandbox.lab.client.host("dc04");
    if (works.some((work) => work.step === step && work.outcome === "running")) return;
    await wait(50);
  }
}

describe("ata2mdi up", () => {
  test("killed in the middle of a removal: told so by status, and the next one ends the move", async () => {
    sandbox = await start();
    const first = verb("up", "--yes", "--no-preview");
    await untilRunning("Remove-AtaGateway");

    const during = await status();
    expect(during).toMatchObject({ code: 0, activity: "running", personNeeded: [] });
    expect(during.hosts.find(({ name }) => name === "dc04")).toMatchObject({ withoutProtection: true });

    const engine = lastRun(sandbox.folder, "dev")?.begun.pid ?? 0;
    process.kill(engine, "SIGKILL");
    const killed = await first.ended;
    expect(killed.code).not.toBe(0);
    expect(killed.text).toContain("ENGINE-CUT-OFF");

    const after = await status();
    expect(after).toMatchObject({ code: 1, activity: "killed" });
    expect(after.personNeeded[0]?.kind).toBe("cutOff");
    const cutOff = await report();
    for (const part of [
      "The last run was killed",
      ">KILLED, exit code 137<",
      "WITHOUT PROTECTION now: dc04",
    ]) {
      expect(cutOff).toContain(part);
    }

    const second = await verb("up", "--yes").ended;
    expect(second.text).toContain("had left its lock");
    expect(second.text).toContain("protected again");
    expect(second.text).not.toContain("FAILED");
    expect(second.code).toBe(0);
    expect((await sandbox.lab.client.host("dc04")).counters.stepStarts).toMatchObject({
      "Remove-AtaGateway": 1,
      "Install-Sensor": 1,
    });
    const done = await status();
    expect(done.hosts.find(({ name }) => name === "dc04")?.standing).toBe("moved");
    expect(done.personNeeded.map(({ kind }) => kind)).not.toContain("begin");

    const whole = await report();
    expect(whole).toContain("1 of 1 domain controller has moved");
    // The killed one stays in the list of runs.
    expect(whole).toContain(">KILLED, exit code 137<");
  }, 240_000);

  test("leaves what plain `pulumi up` leaves, and ends with its code", async () => {
    sandbox = await start();
    const { code } = await verb("up", "--yes", "--no-preview").ended;
    const own = await leftBehind(sandbox);
    await sandbox.stop();
    sandbox = await start();
    const plain = await sandbox.up();
    expect(code).toBe(plain.code);
    expect(own).toEqual(await leftBehind(sandbox));
    expect(own.length).toBeGreaterThan(20);
  }, 240_000);

  test("Ctrl-C is said on the screen, ends the wait, and is no failure of the move", async () => {
    sandbox = await start();
    await sandbox.lab.client.fault("dc04", "sensor-never-appears");
    const first = verb("up", "--yes", "--no-preview");
    while (!first.text().includes("dc04  verifying the sensor")) await wait(100);
    expect(await report()).toContain("A run is under way: this is how things stood");
    first.child.kill("SIGINT");
    const { code, text } = await first.ended;
    expect(code).not.toBe(0);
    expect(text).toContain("stopping: no new step begins");
    expect(text).toContain("stopped while verifying the sensor");
    expect(text).not.toContain("FAILED");
    const after = await status();
    expect(after.activity).toBe("idle");
    expect(after.personNeeded[0]?.kind).toBe("blind");
  }, 240_000);

  test("a connection that is cut in the middle of a removal: the run is made again by itself, and ends the move", async () => {
    sandbox = await start();
    await sandbox.lab.client.fault("dc04", "drop-connection:Remove-AtaGateway");
    const { code, text } = await verb("up", "--yes", "--no-preview").ended;
    expect(text).toContain("dc04-remove-gateway may pass by itself: run again in 60 s, 2 of at most 3 times");
    expect(text).toContain("dc04  FAILED  HOST-CONNECTION-LOST");
    expect(code).toBe(0);
    const { counters, sensor } = await sandbox.lab.client.host("dc04");
    expect(counters.stepStarts).toMatchObject({ "Remove-AtaGateway": 1, "Install-Sensor": 1 });
    expect(sensor.service).not.toBeNull();
  }, 240_000);

  test("a failure ends with the engine's own code, and is told with its cure", async () => {
    sandbox = await start();
    await sandbox.lab.client.fault("dc04", "dotnet-old");
    const { code, text } = await verb("up", "--yes", "--no-preview").ended;
    const plain = await sandbox.up();
    expect(code).toBe(plain.code);
    for (const part of ["dc04  FAILED  NOT-READY", "net-framework", "cure:", "next:"])
      expect(text).toContain(part);
    expect((await status()).personNeeded.map(({ kind }) => kind)).toContain("failure");
  }, 240_000);
});
