import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Command } from "commander";
import { writePrivateFiles } from "../../cli/carryOver/privateFiles.ts";
import { exportStack, readPlan } from "../../cli/stack.ts";
import { registerLab } from "../../cli/verbs/lab.ts";
import { registerSurvey } from "../../cli/verbs/survey.ts";

// The first use of a verb reads its whole program.
jest.setTimeout(60_000);

let folder: string;
let control: Server | undefined;
let stranger: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-errors-"));
});
afterEach(() => {
  control?.close();
  control?.closeAllConnections();
  stranger?.kill();
  control = undefined;
  stranger = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a verb in this process; what it printed, and its exit code. */
async function run(...words: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((part) => {
      text += String(part);
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    const program = new Command("ata2mdi");
    registerLab(program);
    registerSurvey(program);
    await program.parseAsync(words, { from: "user" });
    return { code: Number(process.exitCode), text };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}

test("an estate with problems stops the verbs that need one, with every place", async () => {
  const file = join(folder, "estates", "bad.yaml");
  mkdirSync(join(folder, "estates"));
  writeFileSync(file, "name: 7\n");
  const { code, text } = await run("survey", file);
  expect(code).toBe(1);
  expect(text).toMatch(/^ESTATE-INVALID {2}[\s\S]*bad\.yaml:1 {2}name[\s\S]*next: +npx ata2mdi check/);
  expect(() => readPlan("bad", folder)).toThrow(/^ESTATE-INVALID {2}[\s\S]*bad\.yaml:1 {2}name/);
});

test("a host without a pinned key is not connected to", async () => {
  const file = join(folder, "dev.yaml");
  // The lab of this clone may be up: its known_hosts is not the one of this estate.
  const dev = readFileSync("estates/dev.yaml", "utf8");
  writeFileSync(file, dev.replace(".ata2mdi/lab/known_hosts", join(folder, "known_hosts")));
  const text = (await run("survey", file, "--host", "dc01", "--json")).text;
  expect(JSON.parse(text).hosts).toMatchObject([{ host: "dc01", problem: { id: "HOST-UNPINNED" } }]);
});

test("files are written all or none", () => {
  const file = join(folder, "a.txt");
  writeFileSync(join(folder, "file"), "");
  const files = [
    { path: file, text: "a" },
    { path: join(folder, "file", "b.txt"), text: "b" },
  ];
  expect(() => writePrivateFiles(files, "ata2mdi import")).toThrow(/^FILE-NOT-WRITTEN {2}/);
  expect(existsSync(file)).toBe(false);
});

test("a state that the engine cannot give is a problem, a stack without a run is none", async () => {
  const engine = (says: string) => {
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho "error: ${says}" >&2\nexit 255\n`);
    chmodSync(join(folder, "pulumi"), 0o755);
    return exportStack("prod", folder, { PATH: `${folder}:${process.env.PATH}` });
  };
  await expect(engine("incorrect passphrase")).rejects.toThrow(
    /^STACK-UNREADABLE {2}[\s\S]*incorrect passphrase/,
  );
  await expect(engine("no stack named 'prod' found")).resolves.toBeDefined();
});

test("where no lab runs, that is said with the command that raises it", async () => {
  const { code, text } = await run("lab", "status", "--dir", folder);
  expect(code).toBe(1);
  expect(text).toMatch(/^LAB-NOT-UP {2}[\s\S]*next: +npx ata2mdi lab up/);
});

test("what the lab refuses is told in its own words", async () => {
  control = createServer((_request, response) => {
    response.statusCode = 404;
    response.end(JSON.stringify({ error: "there is no host dc99" }));
  });
  await new Promise<void>((listening) => control?.listen(0, "127.0.0.1", listening));
  // A process that passes for the lab's: by its number and the name of its script.
  stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "main.ts"]);
  await new Promise((spawned) => stranger?.once("spawn", spawned));
  const { port } = control.address() as AddressInfo;
  const info = { pid: stranger.pid, control: `http://127.0.0.1:${port}`, token: "t" };
  writeFileSync(join(folder, "lab.json"), JSON.stringify(info));
  const { code, text } = await run("lab", "fault", "dc99", "disk-full", "--dir", folder);
  expect(code).toBe(1);
  expect(text).toMatch(/^LAB-REFUSED {2}[\s\S]*there is no host dc99/);
});
