import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import stringWidth from "string-width";
import { forecastOf } from "../../cli/live/forecast.ts";
import { plain } from "../../cli/live/paint.ts";
import { newRunFolder, writeBegun, writeEnded } from "../../cli/run/runFolder.ts";
import type { StackView } from "../../cli/stack.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { refreshed, type StackStatus, statusOf } from "../../cli/status/collect.ts";
import { statusDocument } from "../../cli/status/document.ts";
import { centerWait, needsOf } from "../../cli/status/needs.ts";
import { overrideWarning } from "../../cli/status/override.ts";
import { renderStatus } from "../../cli/status/render.ts";
import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { freshStack } from "./fakeEngine.ts";
import { hostileTexts } from "./hostile.ts";
import { devEstate, linesOf, type Recording, stateAfter } from "./recordings.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "ata2mdi-status-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const now = Date.parse("2026-11-22T17:30:00Z");
const noProcess = 2 ** 30;

function stackOf(estate: Estate, plan: Plan, text?: string): StackView {
  const fresh = freshStack();
  if (text === undefined) return { ...fresh, estate, plan };
  const deployment = readDeployment(text);
  return { ...fresh, estate, plan, deployment, state: moveState(estate, plan, deployment) };
}

function stackAfter(recording: Exclude<Recording, "notReady">): StackView {
  const { estate, plan } = devEstate();
  return stackOf(estate, plan, stateAfter(recording));
}

/** Leaves the record of a run as `ata2mdi up` does. */
function record(
  recording: Recording | "nothing",
  end: { code: number } | { pid: number },
  at = "2026-11-22T17:22:00.000Z",
) {
  const run = newRunFolder(cwd, "dev", new Date(at));
  if (recording !== "nothing") copyFileSync(join(__dirname, "fixtures", `${recording}.jsonl`), run.events);
  const pid = "pid" in end ? end.pid : noProcess;
  const startedAt = at;
  writeBegun(run, {
    stack: "dev",
    startedAt,
    pid,
    host: hostname(),
    planHash: "",
    version: "",
    by: "operator",
  });
  if ("code" in end) writeEnded(run, { endedAt: at.replace(":22:", ":24:"), code: end.code });
  return run;
}

function look(stack: StackView): StackStatus {
  return statusOf(stack, { cwd, env: { PULUMI_BACKEND_URL: `file://${cwd}/state` } }, now);
}

function shown(status: StackStatus, columns = 100, rows = Number.POSITIVE_INFINITY): string[] {
  const forecast = forecastOf(status.stack.estate, status.stack.plan);
  return renderStatus(status, { columns, rows, paint: plain, forecast });
}

const kinds = (status: StackStatus) => needsOf(status).map((need) => need.kind);

describe("a stack without a run", () => {
  test("is idle, and a person is needed to begin", () => {
    const status = look(freshStack());
    expect(status.activity.kind).toBe("idle");
    expect(kinds(status)).toEqual(["begin", "held", "blocked"]);
    expect(needsOf(status)[0]?.what).toContain("has not begun: 5 domain controllers");
    expect(shown(status).join("\n")).toContain("0 of 5 domain controllers moved");
  });
});

describe("a run under way", () => {
  test("is seen from another terminal, step by step, and needs nobody", () => {
    const run = record("moved", { pid: process.pid });
    const lines = linesOf("moved");
    writeFileSync(run.events, "");
    const stack = freshStack();
    let status = look(stack);
    expect(status.activity.kind).toBe("running");
    const seen = new Set<string>();
    for (const line of lines) {
      appendFileSync(run.events, `${line}\n`);
      status = refreshed(status, { cwd, env: {} }, now);
      const host = statusDocument(status).hosts.find(({ name }) => name === "dc05");
      if (host?.step) seen.add(host.step);
    }
    expect([...seen]).toEqual([
      "tools",
      "package",
      "ready",
      "access-key",
      "remove-gateway",
      "install-sensor",
      "sensor",
    ]);
    expect(needsOf(status)).toEqual([]);
    expect(shown(status)[0]).toContain("under way for 8m 0s, begun by operator");
  });

  test("that has a failure already needs a person, and shows it", () => {
    record("stepsFail", { pid: process.pid });
    const status = look(freshStack());
    expect(new Set(kinds(status))).toEqual(new Set(["failure"]));
    expect(needsOf(status).map(({ host }) => host)).toEqual(["dc03", "dc02", "dc04"]);
    expect(shown(status).join("\n")).toContain("HOST-UNREACHABLE");
  });

  test("that somebody else holds the lock of is told as theirs", () => {
    const place = join(cwd, "state/.pulumi/locks/organization/ata2mdi/dev");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "a.json"), JSON.stringify({ pid: 7, hostname: "elsewhere", username: "anna" }));
    const status = look(stackAfter("stepsFail"));
    expect(status.activity.kind).toBe("elsewhere");
    expect(shown(status)[0]).toContain("anna on elsewhere");
    expect(kinds(status)).not.toContain("begin");
  });
});

describe("a run that ended", () => {
  test("well: everything of the engine is done, and the rest is named", () => {
    record("moved", { code: 0 });
    const status = look(stackAfter("moved"));
    expect(status.activity.kind).toBe("idle");
    expect(kinds(status)).toEqual(["held", "blocked", "checklist"]);
    const text = shown(status).join("\n");
    expect(text).toContain("5 of 5 domain controllers moved");
    expect(text).toContain("CHG-1042");
  });

  test("with failures: they and those left blind come first, each with its command", () => {
    record("stepsFail", { code: 255 });
    const status = look(stackAfter("stepsFail"));
    const needs = needsOf(status);
    expect(needs.slice(0, 3).map(({ kind, host }) => `${kind} ${host}`)).toEqual([
      // Its removal failed after its service had stopped.
      "blind dc02",
      "blind dc04",
      "failure dc03",
    ]);
    expect(needs.every((need) => need.command !== "")).toBe(true);
  });

  test("who an earlier run left blind is told also when a later one did not come to that host", () => {
    const blind = (stack: StackView) =>
      needsOf(look(stack)).flatMap((need) => (need.kind === "blind" ? need.host : []));
    record("stepsFail", { code: 255 });
    record("nothing", { code: 1 }, "2026-11-23T17:22:00.000Z");
    // The state holds the removal of dc04; that of dc02 stopped its gateway and failed.
    expect(blind(stackAfter("stepsFail"))).toEqual(["dc02", "dc04"]);
    expect(blind(stackAfter("moved"))).toEqual([]);
    // A stack of the same name that was made anew since knows nothing of it.
    const { estate, plan } = devEstate();
    const anew = stackOf(
      estate,
      plan,
      stateAfter("stepsFail").replaceAll(/"created":"2026-11-22/g, '"created":"2026-11-23'),
    );
    expect(blind(anew)).toEqual(["dc04"]);
    expect(blind(freshStack())).toEqual([]);
  });

  test("a failure that a later run has cured is told no more", () => {
    record("stepsFail", { code: 255 });
    expect(kinds(look(stackAfter("moved")))).not.toContain("failure");
  });
});

describe("a killed run", () => {
  test("is told as killed, with what it was doing and who is blind", () => {
    record("killed", { pid: noProcess });
    const status = look(stackAfter("killed"));
    expect(status.activity.kind).toBe("killed");
    expect(kinds(status).slice(0, 2)).toEqual(["cutOff", "blind"]);
    expect(needsOf(status)[0]?.what).toContain("dc05-sensor");
    expect(shown(status)[0]).toContain("KILLED");
    expect(statusDocument(status).pending).toEqual(["dc05-sensor"]);
  });

  test("is seen by the state alone where it was begun by plain `pulumi up`", () => {
    const status = look(stackAfter("killed"));
    expect(status.activity).toMatchObject({ kind: "killed", run: null });
    expect(kinds(status)[0]).toBe("cutOff");
  });

  test("after Ctrl-C nothing was killed, and the one that was waited for is blind", () => {
    record("interrupted", { code: 255 });
    const status = look(stackAfter("interrupted"));
    expect(status.activity.kind).toBe("idle");
    expect(kinds(status)[0]).toBe("blind");
    expect(kinds(status)).not.toContain("failure");
  });
});

describe("a backend that shows no locks", () => {
  const env = { PULUMI_BACKEND_URL: "azblob://state" };

  test("what is not over may be another machine's at work: it is not called killed", () => {
    const status = statusOf(stackAfter("killed"), { cwd, env }, now, "unseen");
    expect(status.activity.kind).toBe("unseen");
    const text = shown(status).join("\n");
    expect(text).not.toContain("KILLED");
    expect(text).toContain("of others this backend does not tell");
    expect(needsOf(status)[0]).toMatchObject({
      kind: "cutOff",
      what: expect.stringContaining("or was killed there"),
    });
    expect(text).not.toContain("and no run goes on");
  });

  test("a run killed in this clone is still told as killed", () => {
    record("killed", { pid: noProcess });
    expect(statusOf(stackAfter("killed"), { cwd, env }, now, "unseen").activity.kind).toBe("killed");
  });

  test("a run that Pulumi Cloud tells of is under way, and nothing waits for a person yet", () => {
    record("killed", { pid: noProcess });
    const status = statusOf(stackAfter("killed"), { cwd, env }, now, "underWay");
    expect(status.activity.kind).toBe("elsewhere");
    expect(shown(status)[0]).toContain("as Pulumi Cloud tells");
    expect(kinds(status)).toEqual([]);
    expect(refreshed(status, { cwd, env }, now).activity.kind).toBe("elsewhere");
  });
});

describe("what waits for a person", () => {
  const { estate, plan } = devEstate();

  test("a wave without its approval, and not the domain controllers behind it", () => {
    const waiting = {
      ...plan,
      waves: plan.waves.map((wave) => (wave.index === 0 ? { ...wave, approval: "needed" as const } : wave)),
    };
    expect(kinds(look(stackOf(estate, waiting)))).toEqual(["approval", "held", "blocked"]);
  });

  test("a sensor that does not run", () => {
    const text = stateAfter("moved").replace('"serviceStatus":"running"', '"serviceStatus":"stopped"');
    expect(kinds(look(stackOf(estate, plan, text)))[0]).toBe("sensor");
  });

  test.each([
    [{}, "no day is set"],
    [{ retainUntil: "2026-11-25" }, "for 3 more days"],
    [{ retainUntil: "2026-11-22" }, "waits for an approval"],
    [
      { retainUntil: "2026-11-01", approval: { by: "a", at: "2026-11-02T00:00:00Z" } },
      "as soon as its lock opens",
    ],
  ])("a Center with %j: %s", (more, words) => {
    const [center] = estate.centers;
    if (!center) throw new Error("no Center");
    expect(centerWait({ ...center, retainUntil: undefined, ...more }, new Date(now))).toContain(words);
  });

  test("an emergency override stands in red with the Center, and a kept Center counts down", () => {
    const override = {
      waives: ["alerts" as const],
      by: "a.person",
      at: "2026-11-22T09:00:00Z",
      until: "2026-11-23",
      reason: "the console is broken",
    };
    const centers = estate.centers.map((one) => ({ ...one, retainUntil: "2026-11-25", override }));
    const status = look(stackOf({ ...estate, centers }, plan, stateAfter("moved")));
    const forecast = forecastOf(estate, plan);
    const paint = (shade: string, text: string) => (shade === "bad" ? `<red>${text}` : text);
    const lines = renderStatus(status, { columns: 200, rows: 99, paint, forecast });
    expect(lines).toContainEqual(
      "<red>EMERGENCY OVERRIDE of Center atacenter: alerts waived by a.person until 2026-11-23: the console is broken",
    );
    expect(lines.join("\n")).toContain("is retained for 3 more days");
    expect(
      overrideWarning(
        { ...centers[0], override: { ...override, until: "2026-11-20" } } as never,
        new Date(now),
      ),
    ).toBeNull();
  });

  test("a Center that is kept stopped, with what starts it, until it is removed", () => {
    const stack = stackOf(estate, plan, stateAfter("moved"));
    const centers = stack.state.centers.map((one) => ({ ...one, services: "stopped" as const }));
    const status = look({ ...stack, state: { ...stack.state, centers } });
    expect(shown(status).join("\n")).toContain(
      "Center atacenter is kept stopped; `whileKept: running` in the estate file starts it.",
    );
    expect(statusDocument(status).centers[0]).toMatchObject({ name: "atacenter", services: "stopped" });
    const gone = centers.map((one) => ({ ...one, state: "removed" as const }));
    expect(shown(look({ ...stack, state: { ...stack.state, centers: gone } })).join("\n")).not.toContain(
      "kept stopped",
    );
  });

  test("nothing, once all is done", () => {
    const done = {
      ...estate,
      domainControllers: estate.domainControllers.filter(({ name }) => !["dc06", "dc07"].includes(name)),
    };
    const all = {
      ...plan,
      domainControllers: plan.domainControllers.filter((dc) => dc.decision.kind === "move"),
    };
    const text = stateAfter("moved").replaceAll('"state":"open"', '"state":"done"');
    const status = look(stackOf(done, all, text));
    expect(needsOf(status)).toEqual([]);
    expect(shown(status).join("\n")).toContain("Nothing waits for a person.");
  });
});

test.each([40, 80, 200])("the status fits %i columns, with any words in it", (columns) => {
  record("stepsFail", { code: 255 });
  const stack = stackAfter("stepsFail");
  const renamed = hostileTexts.map((text) => ({
    name: text,
    decision: { kind: "hold" as const, reason: text },
  }));
  const plan = {
    ...stack.plan,
    estate: hostileTexts[6],
    domainControllers: [
      ...stack.plan.domainControllers,
      ...renamed.map((one) => ({ ...one, domain: "d", site: "s", after: [], because: [] })),
    ],
  };
  const lines = shown(look({ ...stack, plan }), columns);
  for (const line of lines) {
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
});

test("every member that --json promises is explained on the page", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "operations.md"), "utf8");
  const section = page.slice(page.indexOf("## `ata2mdi status`"), page.indexOf("## `ata2mdi report`"));
  record("stepsFail", { code: 1 });
  const document = statusDocument(look(stackAfter("stepsFail")));
  const { lastRun, waves, hosts, staying, checklist, centers, personNeeded } = document;
  const parts = [lastRun, ...waves, ...hosts, ...staying, ...checklist, ...centers, ...personNeeded];
  const members = [document, ...parts].flatMap((part) => Object.keys(part ?? {}));
  expect(members.length).toBeGreaterThan(100);
  expect([...new Set(members)].filter((member) => !section.includes(`\`${member}\``))).toEqual([]);
});
