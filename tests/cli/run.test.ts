import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FollowedFile } from "../../cli/run/follow.ts";
import { runsElsewhere, stackLocks } from "../../cli/run/lock.ts";
import {
  bootOf,
  lastRun,
  newRunFolder,
  recordedRuns,
  writeBegun,
  writeEnded,
} from "../../cli/run/runFolder.ts";
import { fakeEngine } from "./fakeEngine.ts";
import { linesOf } from "./recordings.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-run-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that is surely gone. */
const gone = spawnSync(process.execPath, ["-e", ""]).pid;

describe("a followed file", () => {
  test("gives each line once, when it is whole, whatever the pieces it comes in", () => {
    const file = join(folder, "lines");
    const followed = new FollowedFile(file);
    expect(followed.lines()).toEqual([]);
    const bytes = Buffer.from("one\ntwo ü 漢\nthree");
    const seen: string[] = [];
    for (const byte of bytes) {
      appendFileSync(file, Buffer.from([byte]));
      seen.push(...followed.lines());
    }
    expect(seen).toEqual(["one", "two ü 漢"]);
    expect(followed.rest).toBe("three");
  });

  test("reads what is larger than one piece", () => {
    const file = join(folder, "long");
    const long = "x".repeat(200_000);
    writeFileSync(file, `${long}\n${long}\n`);
    expect(new FollowedFile(file).lines()).toEqual([long, long]);
  });
});

describe("recorded runs", () => {
  const begun = (pid: number, host = hostname()) => ({
    stack: "dev",
    startedAt: "2026-01-01T00:00:00.000Z",
    pid,
    host,
    planHash: "0".repeat(64),
    version: "1",
    by: "a",
  });
  const record = (base: string, at: string, pid: number, host?: string) => {
    const run = newRunFolder(base, "dev", new Date(at));
    writeBegun(run, begun(pid, host));
    return run;
  };

  test("a run is running while its engine is there, killed when it is gone, ended when it said so", () => {
    const base = join(folder, "runs");
    expect(lastRun(base, "dev")).toBeUndefined();
    record(base, "2026-01-01T00:00:01Z", gone);
    record(base, "2026-01-01T00:00:02Z", process.pid);
    record(base, "2026-01-01T00:00:03Z", gone, "another-machine");
    writeEnded(record(base, "2026-01-01T00:00:04Z", gone), { endedAt: "2026-01-01T00:01:00Z", code: 3 });
    expect(recordedRuns(base, "dev").map(({ state }) => state)).toEqual([
      "killed",
      "running",
      "elsewhere",
      "ended",
    ]);
    expect(lastRun(base, "dev")?.ended?.code).toBe(3);
  });

  test.each([
    ["moved", 0],
    ["stepsFail", null],
  ] as const)(
    "%s, whose watcher alone was killed, has ended: its engine told so itself",
    (recording, code) => {
      const base = join(folder, `unwatched-${recording}`);
      const run = record(base, "2026-01-01T00:00:01Z", gone);
      const lines = linesOf(recording);
      const end = lines.findIndex((line) => line.includes('"summaryEvent"'));
      writeFileSync(run.events, lines.slice(0, end).join("\n"));
      expect(lastRun(base, "dev")?.state).toBe("killed");
      writeFileSync(run.events, `${lines.join("\n")}\n`);
      expect(lastRun(base, "dev")).toMatchObject({ state: "ended", ended: { code } });
    },
  );

  test("a process of the same number after a restart of the machine is not its engine", () => {
    const base = join(folder, "restarted");
    const run = record(base, "2026-01-01T00:00:01Z", process.pid);
    writeBegun(run, { ...begun(process.pid), boot: bootOf() });
    expect(lastRun(base, "dev")?.state).toBe("running");
    writeBegun(run, { ...begun(process.pid), boot: "an earlier start" });
    expect(lastRun(base, "dev")?.state).toBe("killed");
  });

  test("a folder without a readable beginning is no run; a stack's name cannot leave its folder", () => {
    const base = join(folder, "odd");
    const run = newRunFolder(base, "../../up", new Date(0));
    expect(run.folder.startsWith(join(base, ".ata2mdi", "runs"))).toBe(true);
    writeFileSync(join(run.folder, "run.json"), "{");
    expect(recordedRuns(base, "../../up")).toEqual([]);
  });
});

describe("locks", () => {
  const lock = (name: string, value: unknown) => {
    const place = join(folder, "state/.pulumi/locks/organization/ata2mdi/dev");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), typeof value === "string" ? value : JSON.stringify(value));
  };
  const env = () => ({ PULUMI_BACKEND_URL: `file://${folder}/state` });

  test("is dead only where its engine ran here and is gone", () => {
    expect(stackLocks("dev", env())).toEqual([]);
    lock("a.json", { pid: gone, hostname: hostname(), username: "u", timestamp: "t" });
    lock("b.json", { pid: process.pid, hostname: hostname() });
    lock("c.json", { pid: gone, hostname: "another-machine" });
    lock("d.json", "not json");
    lock("e.txt", { pid: gone, hostname: hostname() });
    expect(stackLocks("dev", env()).map(({ dead }) => dead)).toEqual([true, false, false]);
    expect(stackLocks("other", env())).toEqual([]);
  });

  test("a backend that is no folder has none to be seen here", () => {
    expect(stackLocks("dev", { PULUMI_BACKEND_URL: "https://api.example" })).toEqual([]);
  });

  test.each([
    ["Pulumi Cloud, while one goes on", '[{"name":"prod","updateInProgress":true,"url":"u"}]', "underWay"],
    ["Pulumi Cloud, while none goes on", '[{"name":"org/prod","updateInProgress":false}]', "none"],
    ["Pulumi Cloud, before the first run", '[{"name":"prod","url":"u"}]', "none"],
    ["a storage account", '[{"name":"prod","resourceCount":3}]', "unseen"],
    ["a backend without the stack", "[]", "unseen"],
    ["a backend that says something else", "no json", "unseen"],
  ])("of %s: what its list of stacks tells of runs elsewhere", async (_backend, prints, told) => {
    const engine = fakeEngine({ prints });
    try {
      const env = { ...engine.env, PULUMI_BACKEND_URL: "azblob://state" };
      expect(await runsElsewhere("org/ata2mdi/prod", engine.folder, env)).toBe(told);
      const refused = fakeEngine({ prints, code: 1 });
      expect(
        await runsElsewhere("prod", engine.folder, { ...refused.env, PULUMI_BACKEND_URL: "s3://b" }),
      ).toBe("unseen");
      refused.remove();
    } finally {
      engine.remove();
    }
  });

  test("the backend of the login counts where the environment names none", () => {
    const home = join(folder, "home");
    mkdirSync(home);
    writeFileSync(join(home, "credentials.json"), JSON.stringify({ current: `file://${folder}/state` }));
    expect(stackLocks("dev", { PULUMI_HOME: home })).toHaveLength(3);
  });
});
