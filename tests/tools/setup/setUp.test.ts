import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { layout } from "../../../tools/setup/layout.mjs";
import { checkPrerequisites } from "../../../tools/setup/works.mjs";

/**
 * The real set-up in a copy of the clone, with an `npm` and a `go` that only pretend: they note each call and make the
 * files that the real ones would.
 */
let folder: string;
let clone: string;
let programs: string;
let calls: string;

function program(name: string, lines: string[]): void {
  writeFileSync(join(programs, name), ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(join(programs, name), 0o755);
}

const npm = [
  'echo "npm $1" >> "$CALLS"',
  "mkdir -p node_modules",
  "cp package-lock.json node_modules/.package-lock.json",
];
const go = [
  'if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit; fi',
  'echo "go $1 in $(basename "$PWD")" >> "$CALLS"',
  'sleep "0$GO_SECONDS"',
  'for word in "$@"; do case "$word" in -o=*) out=$(echo "$word" | cut -c4-);; esac; done',
  "printf '#!/bin/sh\\necho v3.259.0\\n' > \"$out\"",
  'chmod +x "$out"',
];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-whole-"));
  clone = join(folder, "clone");
  programs = join(folder, "programs");
  calls = join(folder, "calls");
  mkdirSync(programs);
  cpSync("tools", join(clone, "tools"), { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(file, join(clone, file));
  writeFileSync(calls, "");
  program("npm", npm);
  program("go", go);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  output: string;
}

function start(variables: Record<string, string> = {}): ChildProcess & { ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(clone, "tools/setup.mjs")], {
    env: {
      PATH: [programs, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      HOME: folder,
      CALLS: calls,
      ...variables,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString("utf8");
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code, output }));
  return Object.assign(child, { ended });
}

function called(): string[] {
  return readFileSync(calls, "utf8").split("\n").filter(Boolean);
}

async function untilCalled(call: string): Promise<void> {
  while (!called().includes(call)) await wait(20);
}

const everything = ["npm ci", "go build in cli", "go build in language-host"];

test("makes what is missing, says so beforehand, and a second time does nothing", async () => {
  const first = await start().ended;
  expect(first.output).toMatch(/- Pulumi 3\.259\.0, built .* minutes[\s\S]*\[1\/3\][\s\S]*ata2mdi is set up/);
  expect(first.code).toBe(0);
  expect(called()).toEqual(everything);
  const second = await start().ended;
  expect(second.output).not.toContain("[1/");
  expect(second.code).toBe(0);
  expect(called()).toEqual(everything);
});

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "%s in the middle loses nothing: the next start goes on from there",
  async (signal) => {
    const interrupted = start({ GO_SECONDS: "600" });
    await untilCalled("go build in cli");
    interrupted.kill(signal);
    const { output } = await interrupted.ended;
    if (signal !== "SIGKILL") expect(output).toContain("Set-up was interrupted");
    expect(existsSync(join(clone, ".tools/bin/pulumi"))).toBe(false);

    expect((await start().ended).code).toBe(0);
    expect(called()).toEqual(["npm ci", "go build in cli", "go build in cli", "go build in language-host"]);
  },
);

test("two at once: the second waits, and the work is done once", async () => {
  const first = start({ GO_SECONDS: "1" });
  await untilCalled("npm ci");
  const [, second] = await Promise.all([first.ended, start().ended]);
  expect(second.output).toContain("Another set-up of this clone is at work");
  expect(second.code).toBe(0);
  expect(called()).toEqual(everything);
});

test("a changed lock file is installed anew, and nothing else is made", async () => {
  await start().ended;
  const lock = JSON.parse(readFileSync(join(clone, "package-lock.json"), "utf8"));
  lock.packages["node_modules/zod"].version = "4.6.8";
  writeFileSync(join(clone, "package-lock.json"), JSON.stringify(lock));
  expect((await start().ended).code).toBe(0);
  expect(called()).toEqual([...everything, "npm ci"]);
});

test.each([
  ["SETUP-NETWORK", "npm", ["echo 'npm error code ENOTFOUND' >&2", "exit 1"], /ENOTFOUND[\s\S]*HTTPS_PROXY/],
  ["SETUP-DISK", "go", [go[0] ?? "", "echo 'write: no space left on device' >&2", "exit 1"], /no space left/],
  ["SETUP-GO-OLD", "go", ["echo go version go1.19.8 linux/amd64"], /go1\.19\.8[\s\S]*Install pulumi/],
  [
    "SETUP-FAILED",
    "go",
    [go[0] ?? "", "echo 'verifying module: checksum mismatch' >&2", "exit 1"],
    /mismatch/,
  ],
])("%s: told in one paragraph with cure and next command, exit code 1", async (id, name, lines, told) => {
  program(name, lines);
  const { code, output } = await start().ended;
  expect(code).toBe(1);
  expect(output).toContain(id);
  expect(output).toMatch(told);
  expect(output).toContain("next:     npm run setup");
  expect(output).not.toMatch(/^ {4}at /m);
});

test("a missing Go is told before anything is begun", async () => {
  rmSync(join(programs, "go"));
  const { code, output } = await start({ PATH: programs }).ended;
  expect(code).toBe(1);
  expect(output).toMatch(/SETUP-GO-MISSING[\s\S]*no go on PATH/);
  expect(called()).toEqual([]);
});

test("an engine of the machine's own is tried for the plugin once; then the stand-in is used and named", async () => {
  program("pulumi", [
    'if [ "$1" = version ]; then echo v3.270.0; exit; fi',
    'echo "pulumi $1 $2" >> "$CALLS"',
    "exit 1",
  ]);
  program("pulumi-language-nodejs", []);
  const { code, output } = await start().ended;
  expect(code).toBe(0);
  expect(output).toMatch(/pulumi .*\(installed\)\n {2}command provider {2}a stand-in/);
  expect(called()).toEqual(["npm ci", "pulumi plugin install"]);
});

test("without a Node for the platform that is said", () => {
  const at = { ...layout(clone), nodePackage: undefined };
  expect(() => checkPrerequisites(at, ["node"])).toThrow(/SETUP-NODE-MISSING[\s\S]*Install Node 22\.18/);
});
