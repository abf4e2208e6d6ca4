import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { commandProblem, run } from "../../../tools/setup/run.mjs";

test.each([
  ["SETUP-NETWORK", "npm error code ENOTFOUND\nnpm error request to https://registry failed"],
  ["SETUP-NETWORK", 'Get "https://proxy": dial tcp: lookup proxy on 1.2.3.4:53: no such host'],
  ["SETUP-DISK", "write /tmp/go-build/x: no space left on device"],
  ["SETUP-DISK", "npm error ENOSPC: no space left on device, write"],
  ["SETUP-FAILED", "main.go:3: undefined: foo"],
])("%s is told from what the program said", (id, text) => {
  const problem = commandProblem("building", "go ended with exit code 1", text.split("\n"), "/log");
  expect(problem.id).toBe(id);
  expect(problem.measured).toContain(text.split("\n").at(-1));
});

test("a program that fails is a problem with its last words, and its output is in the log", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setup-run-"));
  const log = join(folder, "log");
  const script = "console.log('first'); console.error('last words'); process.exit(3)";
  const running = run({
    what: "trying",
    program: process.execPath,
    args: ["-e", script],
    cwd: folder,
    log,
    env: process.env,
  });
  await expect(running).rejects.toThrow(/exit code 3[\s\S]*last words/);
  expect(readFileSync(log, "utf8")).toContain("first");
  rmSync(folder, { recursive: true });
});

test("of a long output the first and the last lines are told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setup-run-"));
  const script = "for (let i = 1; i <= 500; i++) console.log('line ' + i + '.'); process.exitCode = 1";
  const running = run({
    what: "trying",
    program: process.execPath,
    args: ["-e", script],
    cwd: folder,
    log: join(folder, "log"),
    env: process.env,
  });
  await expect(running).rejects.toThrow(/line 1\.[\s\S]*…[\s\S]*line 500\./);
  await expect(running).rejects.not.toThrow("line 250.");
  rmSync(folder, { recursive: true });
});

test("a program that is not there is a problem too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setup-run-"));
  const running = run({
    what: "trying",
    program: "/nonexistent/program",
    args: [],
    cwd: folder,
    log: join(folder, "log"),
    env: process.env,
  });
  await expect(running).rejects.toMatchObject({ problem: { id: "SETUP-FAILED" } });
  rmSync(folder, { recursive: true });
});
