import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Command } from "commander";
import { registerPlan } from "../../cli/verbs/plan.ts";
import { registerRehearse } from "../../cli/verbs/rehearse.ts";
import { plan as planSchema } from "../../plan/plan.ts";
import { rehearsal as rehearsalSchema } from "../../plan/planner/rehearse/rehearsal.ts";

let folder = "";
let estate = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-plan-"));
  estate = join(folder, "dev.yaml");
  copyFileSync("estates/dev.yaml", estate);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

interface Result {
  code: number;
  out: string;
  err: string;
}

/** Runs a verb in this process and catches what it prints. */
async function run(...words: string[]): Promise<Result> {
  const caught = { out: "", err: "" };
  const spies = (["out", "err"] as const).map((which) =>
    jest.spyOn(process[`std${which}`], "write").mockImplementation((text) => {
      caught[which] += String(text);
      return true;
    }),
  );
  process.exitCode = undefined;
  try {
    const program = new Command("ata2mdi");
    registerPlan(program);
    registerRehearse(program);
    for (const command of program.commands) command.exitOverride();
    await program.parseAsync(words, { from: "user" });
    return { ...caught, code: Number(process.exitCode ?? 0) };
  } catch {
    return { ...caught, code: 2 };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function change(from: string | RegExp, to: string): void {
  const text = readFileSync(estate, "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(estate, changed);
}

test("the table names everyone, who moves and who stays", async () => {
  const { code, out } = await run("plan", estate);
  expect(code).toBe(0);
  for (const name of ["dc01", "dc02", "dc03", "dc04", "dc05", "dc06", "dc07", "gw01", "atacenter"]) {
    expect(out).toContain(name);
  }
  expect(out).toMatch(/dc07 .*blocked.*2012R2/);
  expect(out).toMatch(/no order is shorter than/);
});

test("--json is the plan, and the same twice", async () => {
  const one = await run("plan", estate, "--json");
  const two = await run("plan", estate, "--json");
  expect(planSchema.safeParse(JSON.parse(one.out)).error).toBeUndefined();
  expect(two.out).toBe(one.out);
});

test("--svg and --mermaid draw", async () => {
  expect((await run("plan", estate, "--svg")).out).toMatch(/^<svg /);
  expect((await run("plan", estate, "--mermaid")).out).toMatch(/^flowchart LR\n/);
});

test("--why tells what put one there; a name nobody has is used wrongly", async () => {
  expect((await run("plan", estate, "--why", "DC03")).out).toMatch(
    /after dc04: site Oslo allows 1 at once \(site-limit\)/,
  );
  expect(await run("plan", estate, "--why", "dc99")).toMatchObject({ code: 2 });
});

test("--save keeps the plan beside the estate; --diff then tells what has changed, with exit code 1", async () => {
  expect(await run("plan", estate, "--diff")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/FILE-UNREADABLE/),
  });
  await run("plan", estate, "--save");
  expect(existsSync(join(folder, "dev.plan.json"))).toBe(true);
  expect(await run("plan", estate, "--diff")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/No difference/),
  });
  change("hold: being replaced on 2026-12-05, change CHG-1042", "# no longer held");
  const differs = await run("plan", estate, "--diff");
  expect(differs.code).toBe(1);
  expect(differs.out).toMatch(/dc06 +decision +hold: being replaced.*→ +v2/);
  // The saved plan's waves were kept: nobody else moved.
  expect(differs.out).not.toMatch(/dc0[1-5] +wave/);
});

test("--diff --save tells what differs from the plan that was saved before", async () => {
  await run("plan", estate, "--save");
  change("hold: being replaced on 2026-12-05, change CHG-1042", "# no longer held");
  const both = await run("plan", estate, "--diff", "--save");
  expect(both).toMatchObject({ code: 1, out: expect.stringMatching(/dc06 +decision/) });
  expect(await run("plan", estate, "--diff")).toMatchObject({ code: 0 });
});

test("--diff tells rules that were changed, and says when only words are others", async () => {
  await run("plan", estate, "--save");
  change("policy:", "policy:\n  freezes: [{ from: 2026-12-24, to: 2026-12-26, reason: holidays }]");
  const differs = await run("plan", estate, "--diff");
  expect(differs).toMatchObject({ code: 1, out: expect.stringMatching(/freezes +added .*2026-12-24/) });
  await run("plan", estate, "--save");
  change("needs: [vpn] # RADIUS accounting: only a v2 sensor has it", "sensor: v2");
  const words = await run("plan", estate, "--diff");
  expect(words).toMatchObject({ code: 0, out: expect.stringMatching(/only reasons or gaps/) });
});

test("the table says what holds, who will be without protection how long, and what stops it", async () => {
  change("policy:", "policy:\n  approvals: { wave-1: needed }");
  const { out } = await run("plan", estate);
  expect(out).toMatch(/^domain-limit +2 +1 at once: domain contoso\.test, domain emea\.contoso\.test$/m);
  expect(out).toMatch(/^gateway-after-watched +- +gw01$/m);
  expect(out).toMatch(/without protection, by site.*\nBerlin +\d+ min +\d/);
  expect(out).toMatch(/without protection, by domain.*\ncontoso\.test +\d+ min/);
  // Of each: when, how long blind, after whom, by which rules.
  expect(out).toMatch(/dc04 .* \+8 min +16 min +- +synchronizers-last +vpn integration/);
  expect(out).toMatch(/dc03 .* - +dc02, dc04 +domain-limit, site-limit +a v3 sensor/);
  expect(out).toMatch(/an approval that is still needed: wave-1/);
});

test("the table says when it is over, by rehearsals through the windows, in their time zone", async () => {
  jest.useFakeTimers({ now: new Date("2026-12-01T12:00:00Z"), doNotFake: ["nextTick", "setImmediate"] });
  change(
    "policy:",
    'policy:\n  windows: [{ days: [sat], from: "22:00", to: "04:00", timeZone: Europe/Berlin }]',
  );
  const { out } = await run("plan", estate);
  jest.useRealTimers();
  expect(out).toMatch(
    /^Begun Tue 1 Dec 2026 13:00 GMT\+1, it is over by (Sat 5|Sun 6) Dec 2026 .* in half of 1000 rehearsals/m,
  );
});

test("a plan that is none is told as such", async () => {
  const file = join(folder, "other.json");
  writeFileSync(file, '{"schema": 2}');
  const { code, err } = await run("plan", estate, "--diff", file);
  expect(code).toBe(1);
  expect(err).toMatch(/cannot be read as a plan/);
  expect(err).not.toMatch(/ at .*\.ts:/);
});

test("the facts beside the estate are used when there are some, and told when they are broken", async () => {
  writeFileSync(join(folder, "dev.facts.json"), "{}");
  expect(await run("plan", estate)).toMatchObject({ code: 1, err: expect.stringMatching(/as a survey/) });
});

test("rules that clash are printed with their cures and the command for this file", async () => {
  change("policy:", "policy:\n  canary: dc04\n  maxUnavailable: { site: 10% }");
  const { code, err } = await run("plan", estate);
  expect(code).toBe(1);
  expect(err).toMatch(/PLAN-CLASH.*dc04/);
  expect(err).toMatch(/PLAN-SHARE-ZERO/);
  expect(err).toContain(`npx ata2mdi plan ${estate}`);
});

test("used wrongly: two forms at once, a rule there is not, a seed that is no number", async () => {
  expect(await run("plan", estate, "--json", "--svg")).toMatchObject({ code: 2 });
  expect(await run("plan", estate, "--without", "site-limit")).toMatchObject({ code: 2 });
  expect(await run("plan", estate, "--seed", "x")).toMatchObject({ code: 2 });
  expect(await run("rehearse", estate, "--from", "2026-12-01")).toMatchObject({ code: 2 });
  expect(await run("rehearse", estate, "--runs", "0")).toMatchObject({ code: 2 });
  expect(await run("rehearse", estate, "--runs", "999999999")).toMatchObject({ code: 2 });
});

test("a rehearsal tells dates, gaps and hours; --json keeps its schema", async () => {
  const words = ["rehearse", estate, "--from", "2026-12-01T20:00+01:00", "--runs", "200"];
  const { code, out } = await run(...words);
  expect(code).toBe(0);
  expect(out).toMatch(/finished by +Tue 1 Dec 2026/);
  expect(out).toMatch(/without protection, by site/);
  expect(out).toMatch(/What would shorten it most:\n {2}1\. /);
  const json = await run(...words, "--json", "--quick");
  expect(rehearsalSchema.safeParse(JSON.parse(json.out)).error).toBeUndefined();
});

test("times measured here replace the assumed ones", async () => {
  const words = [
    "rehearse",
    estate,
    "--from",
    "2026-12-01T20:00+01:00",
    "--runs",
    "200",
    "--quick",
    "--json",
  ];
  const assumed = JSON.parse((await run(...words)).out).length.p50;
  const slow = Array.from({ length: 30 }, () => 3600);
  writeFileSync(join(folder, "dev.times.json"), JSON.stringify({ installSensor: slow }));
  expect(JSON.parse((await run(...words)).out).length.p50).toBeGreaterThan(assumed + 3600);
  writeFileSync(join(folder, "dev.times.json"), JSON.stringify({ instalSensor: slow }));
  expect(await run(...words)).toMatchObject({ code: 1, err: expect.stringMatching(/as measured times/) });
});

test("a move that never ends is a problem", async () => {
  change("policy:", 'policy:\n  freezes: [{ from: 2026-11-01, to: 2046-01-01, reason: "for the test" }]');
  const { code, err, out } = await run("rehearse", estate, "--from", "2026-12-01T20:00+01:00", "--runs", "5");
  expect(code).toBe(1);
  expect(err + out).toMatch(/freeze|never/);
});
