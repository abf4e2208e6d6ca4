import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { collectReport } from "../../cli/report/collect.ts";
import { renderCsv } from "../../cli/report/csv.ts";
import { figuresOf, outcomeBar } from "../../cli/report/figures.ts";
import type { ReportModel } from "../../cli/report/model.ts";
import { reasonGroups } from "../../cli/report/reasons.ts";
import { renderReport } from "../../cli/report/render.ts";
import { barsOf, marksOf, ownScaleOf, pathsOf, scaleOf, WIDTH } from "../../cli/report/timeline.ts";
import { writeWhole } from "../../cli/report/write.ts";
import type { StackView } from "../../cli/stack.ts";
import { statusOf } from "../../cli/status/collect.ts";
import type { ComponentFacts, HostFacts } from "../../plan/facts.ts";
import { typed } from "../../plan/problem.ts";
import { residueOf } from "../../plan/residue/residue.ts";
import { absentComponent } from "../support/facts.ts";
import { freshStack } from "./fakeEngine.ts";
import { hostileTexts } from "./hostile.ts";
import { largeMove } from "./largeMove.ts";
import { stackAfter } from "./recordings.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "ata2mdi-report-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function reportOf(stack: StackView): ReportModel {
  const now = Date.parse("2026-11-22T17:30:00Z");
  return collectReport(
    statusOf(stack, { cwd, env: { PULUMI_BACKEND_URL: `file://${cwd}/state` } }, now),
    cwd,
  );
}

describe("what a report tells", () => {
  const model = () => reportOf(stackAfter("moved"));
  const dc = (of: ReportModel, name: string) => {
    const found = of.domainControllers.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };

  test("the summary says who moved, how long the longest was blind, and what waits", () => {
    const text = model().summary.join(" ");
    expect(text).toContain("5 of 7 domain controllers have moved");
    expect(text).toContain("longer than 6s");
    expect(text).toContain("15 of 20 checklist rows wait");
  });

  test("each step has its times from the host, in the order of the chain", () => {
    const { steps } = dc(model(), "dc04");
    expect(steps.map((step) => step.part)).toEqual([
      "tools",
      "package",
      "ready",
      "remove-gateway",
      "install-sensor",
      "sensor",
    ]);
    expect(steps[3]).toMatchObject({
      startedAt: "2026-11-22T17:11:57.247Z",
      endedAt: "2026-11-22T17:11:59.249Z",
      exitCode: 0,
      outcome: "done",
    });
    const ends = steps.map((step) => step.endedAt ?? "");
    expect(ends).toEqual(ends.toSorted());
    for (const step of steps) expect((step.startedAt ?? "") <= (step.endedAt ?? "")).toBe(true);
  });

  test("preparations and clearing stand among the steps of their host, a backup among its Center's", () => {
    const stack = stackAfter("moved");
    const resources = new Map(stack.deployment.resources);
    const pattern = resources.get("dc04-remove-gateway");
    if (!pattern) throw new Error("no removal was recorded");
    const put = (name: string, at: string) => {
      const stdout = String(pattern.outputs?.stdout).replaceAll("2026-11-22T17:11:57.247Z", at);
      resources.set(name, { ...pattern, name, outputs: { ...pattern.outputs, stdout } });
    };
    put("dc04-prepare-net-framework", "2026-11-19T01:00:00.000Z");
    put("dc04-clear-gateway-remnants", "2026-11-22T17:11:57.200Z");
    put("dc06-put-back-power-plan", "2026-11-19T01:00:00.000Z");
    put("atacenter-backup-1", "2026-11-22T17:20:00.000Z");
    const before = reportOf(stack);
    const told = reportOf({ ...stack, deployment: { ...stack.deployment, resources } });
    expect(dc(told, "dc04").steps.map(({ part, task }) => task ?? part)).toEqual([
      "prepare-net-framework",
      "tools",
      "package",
      "ready",
      "clear-gateway-remnants",
      "remove-gateway",
      "install-sensor",
      "sensor",
    ]);
    expect(dc(told, "dc06").steps).toMatchObject([
      { task: "put-back-power-plan", state: "done", exitCode: 0 },
    ]);
    expect(told.centers[0]?.steps.map(({ part, task }) => task ?? part)).toEqual(["lock", "backup-1"]);
    // A preparation of another day stretches no drawing.
    expect([told.from, told.to]).toEqual([before.from, before.to]);
    const page = renderReport(told);
    for (const words of ["net framework prepared", "power plan put back", "Center backed up"]) {
      expect(page).toContain(words);
    }
    expect(page).toContain("Steps of gw01");
  });

  test("verdicts, gap and sensor are those of the state", () => {
    const one = dc(model(), "dc04");
    expect(one.readiness?.verdicts["net-framework"]).toBe("pass");
    expect(one.gapSeconds).toBe(6);
    expect(one.gapFrom).toBe("2026-11-22T17:11:57.497Z");
    expect(one.sensor).toMatchObject({ service: "running", version: "2.258.19640.41234" });
    expect(one.outcome).toBe("moved");
  });

  test("gaps are summed for sites and domains, beside what was expected and their budget", () => {
    const { gaps, domainControllers } = model();
    const expected = (...names: string[]) =>
      domainControllers
        .filter(({ name }) => names.includes(name))
        .reduce((sum, { expectedGap }) => sum + (expectedGap?.median ?? Number.NaN), 0);
    const berlin = { seconds: 8, expectedSeconds: expected("dc01", "dc02"), budget: null };
    expect(gaps).toContainEqual({ of: "site", name: "Berlin", ...berlin });
    const emea = { seconds: 12, expectedSeconds: expected("dc04", "dc05"), budget: null };
    expect(gaps).toContainEqual({ of: "domain", name: "emea.contoso.test", ...emea });
  });

  test("who stays has the reason, and whoever is blind is named in the summary", () => {
    expect(dc(model(), "dc06")).toMatchObject({ outcome: "held", steps: [] });
    expect(dc(model(), "dc07").because.join()).toContain("2012R2");
    const failed = reportOf(stackAfter("stepsFail"));
    expect(failed.summary.join(" ")).toContain("WITHOUT PROTECTION now: dc04");
    expect(dc(failed, "dc04").protectedNow).toBe(false);
  });

  test("a killed run says so, and a stack without a run has a report too", () => {
    // First of all: what follows is how things stood when it was cut off.
    expect(reportOf(stackAfter("killed")).summary[0]).toContain("was killed");
    const none = reportOf(freshStack());
    expect(none.summary.join()).toContain("has not begun");
    expect(renderReport(none)).toContain("dc01");
  });

  test("what people decided is listed with name, reason and end", () => {
    const stack = stackAfter("moved");
    const estate = {
      ...stack.estate,
      policy: {
        ...stack.estate.policy,
        waivers: [{ check: "power-plan", hosts: ["dc01"], reason: "lab", by: "anna", expires: "2026-12-31" }],
        setAside: [{ rule: "canary-first" as const, reason: "one site", by: "ben" }],
      },
      service: {
        ...stack.estate.service,
        skip: { waves: { "wave-1": "change CHG-8" }, healthIssues: "known noise" },
      },
    };
    const { overrides } = reportOf({ ...stack, estate });
    expect(overrides.map(({ what, by, until }) => [what, by, until])).toEqual([
      ["check power-plan waived on dc01", "anna", "2026-12-31"],
      ["rule canary-first set aside", "ben", null],
      ["gate wave-1 passed unseen", "the estate file", null],
      ["gate healthIssues passed unseen", "the estate file", null],
      ["dc06 held back", "the estate file", null],
    ]);
  });

  test("an emergency override of a lock stands first among the decisions, and on the page", () => {
    const stack = stackAfter("moved");
    const override = {
      waives: ["alerts" as const],
      by: "carla",
      at: "2026-11-22T12:00:00Z",
      until: "2026-11-25",
      reason: "the Center's disk dies",
    };
    const centers = stack.estate.centers.map((center) => ({ ...center, override }));
    const model = reportOf({ ...stack, estate: { ...stack.estate, centers } });
    expect(model.overrides[0]).toEqual({
      what: "EMERGENCY OVERRIDE of the lock of Center atacenter: alerts",
      by: "carla",
      reason: "the Center's disk dies",
      until: "2026-11-25",
    });
    expect(renderReport(model)).toContain("EMERGENCY OVERRIDE");
  });

  test("what ATA leaves is what `ata2mdi residue` lists: without a survey unread, never gone", () => {
    const stack = { ...stackAfter("moved"), survey: undefined };
    const { residue } = reportOf(stack);
    const listed = residueOf(stack.estate, undefined);
    expect(
      residue.hosts.map(({ host, rows }) => [host, rows.map(({ trace, state }) => [trace, state])]),
    ).toEqual(listed.map(({ host, rows }) => [host, rows.map(({ id, state }) => [id, state])]));
    expect(residue.counts).toMatchObject({ there: 0, gone: 0 });
    expect(residue.counts.unread).toBeGreaterThan(0);
    const described = new Set(residue.traces.map(({ id }) => id));
    for (const { rows } of residue.hosts) for (const { trace } of rows) expect(described).toContain(trace);
  });

  test("a gateway that was measured is there, gone or unread on the page, with what was measured", () => {
    const read = absentComponent();
    const facts = (gateway: ComponentFacts, measuredAt: string) =>
      ({ measuredAt, gateway, center: absentComponent() }) as HostFacts;
    const survey = {
      takenAt: "2026-11-22T17:00:00Z",
      hosts: {
        dc01: facts(read, "2026-11-22T16:00:01Z"),
        dc02: facts({ ...read, file: { value: "1.9.7576.0" } }, "2026-11-22T16:00:02Z"),
        dc04: facts({ ...read, registry: { unread: "<b>denied</b>" } }, "2026-11-22T16:00:03Z"),
      },
    };
    const page = renderReport(reportOf({ ...stackAfter("moved"), survey }));
    const section = page.slice(page.indexOf('id="residue"'));
    // The row of a host, which may stand there with others that are alike.
    const cells = (host: string) =>
      [
        ...(
          new RegExp(`<th scope="row">(?:[^<]*, )?${host}(?:, [^<]*)?</th>(.*)</tr>`).exec(section)?.[1] ?? ""
        ).matchAll(/<td[^>]*>(.*?)<\/td>/g),
      ].map(([, text]) => text);
    expect(cells("dc01").slice(0, 4)).toEqual([
      "2026-11-22 16:00:01",
      "",
      "",
      "gateway-product (in none of its four places)",
    ]);
    expect(cells("dc02").slice(0, 4)).toEqual([
      "2026-11-22 16:00:02",
      "gateway-product (executable)",
      "",
      "",
    ]);
    expect(cells("dc04")[2]).toBe("gateway-product (registry key: &lt;b&gt;denied&lt;/b&gt;)");
    expect(cells("dc05")[2]).toBe("gateway-product (no survey has this host)");
    expect(cells("dc06")).toEqual(cells("dc05"));
    expect(cells("contoso.test")).toEqual(["directory-service-account, sam-remote-calls"]);
    expect(section).toMatch(
      /<th scope="row">dc01, dc02, [^<]*<\/th><td>gateway-folder, gateway-certificate, /,
    );
    expect(section).toContain("npx ata2mdi residue estates/dev.yaml");
    expect(section).toMatch(/<td>certificate team<\/td><td>Have it cleared as .* with its private key/);
    expect(section).toContain("A step clears it, by clearRemnants in the estate file.");
    expect(section).not.toContain("{host}");
  });

  test("a command is told as it is found when it is typed", () => {
    expect(typed("ata2mdi check")).toBe("npx ata2mdi check estates/<stack>.yaml");
    expect(typed("ata2mdi attest syslog")).toBe("npx ata2mdi attest syslog");
    expect(typed("pulumi up")).toBe("pulumi up");
    expect(renderReport(model())).not.toMatch(/<code>ata2mdi (?!up)/);
  });
});

describe("the page", () => {
  test("lets in nothing but its own style and script", () => {
    const page = renderReport(reportOf(stackAfter("moved")));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    for (const element of ["style", "script"]) {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? "";
      expect(text.length).toBeGreaterThan(100);
      const hash = createHash("sha256").update(text).digest("base64");
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`);
    }
    expect(page).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
    expect(page).not.toMatch(/\sstyle=|\son\w+=/);
  });

  test("a text of any kind, in any field, adds no element and no attribute", () => {
    const shape = (page: string) => [...page.matchAll(/<\/?[a-zA-Z][^\s>]*/g)].map(([tag]) => tag).join();
    const model = reportOf(stackAfter("stepsFail"));
    const filled = (text: string) => renderReport(filledWith(model, text) as ReportModel);
    const wanted = shape(filled("harmless"));
    for (const text of hostileTexts) expect(shape(filled(text))).toBe(wanted);
  });

  test("is under one megabyte for 350 domain controllers", () => {
    const stack = largeMove(350);
    const model = reportOf(stack);
    expect(model.domainControllers.filter((one) => one.outcome === "moved").length).toBeGreaterThan(250);
    const page = renderReport(model);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    for (const { name } of stack.estate.domainControllers) expect(page).toContain(name);
  }, 30_000);
});

/** Every text of a model replaced, but for what the program itself chooses. */
function filledWith(value: unknown, text: string, key = ""): unknown {
  const own = ["part", "state", "outcome", "activity", "of", "request", "kind", "generation"];
  if (typeof value === "string") {
    const chosen = own.includes(key) || /^\d{4}-\d\d-\d\dT/.test(value);
    return chosen ? value : text;
  }
  if (Array.isArray(value)) return value.map((member) => filledWith(member, text, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledWith(member, text, name)]),
  );
}

describe("the figures above all", () => {
  const figures = (stack: StackView) =>
    figuresOf(reportOf(stack)).map(({ value, about }) => `${value} ${about}`);

  test("of a finished move: who moved, the longest gap, the checklist, the Center, the time", () => {
    expect(figures(stackAfter("moved"))).toEqual([
      "5 of 7 domain controllers moved",
      "6s longest without protection",
      "5 of 20 checklist rows done",
      "stays ATA Center atacenter",
      expect.stringMatching(/^\d+s taken; \d+m planned$/),
    ]);
  });

  test("whoever is without protection is told in red, before any length", () => {
    const [, blind] = figuresOf(reportOf(stackAfter("stepsFail")));
    expect(blind).toMatchObject({ value: "1", about: "WITHOUT PROTECTION now", shade: "bad" });
  });

  test("each leads to a part of the page that is there", () => {
    for (const stack of [stackAfter("moved"), stackAfter("stepsFail"), freshStack()]) {
      const model = reportOf(stack);
      const page = renderReport(model);
      for (const { href } of figuresOf(model)) expect(page).toContain(`id="${href.slice(1)}"`);
    }
  });

  test("the bar has a part for each, and its parts are the whole", () => {
    const { domainControllers } = reportOf(stackAfter("moved"));
    const parts = outcomeBar(domainControllers, ({ outcome }) => (outcome === "moved" ? "good" : "wait"));
    expect(parts.map(({ shade }) => shade)).toEqual(["good", "wait"]);
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100, 0);
  });
});

test("reasons of one rule and cure stand together, each with what was measured", () => {
  const reason = { rule: "checklist", host: null, outcome: "fail" as const, cure: "Do it." };
  const groups = reasonGroups([
    { ...reason, measured: "row a is open", command: "attest a" },
    { ...reason, rule: "backup", measured: "there is none", command: "check" },
    { ...reason, measured: "row b is open", command: "attest b" },
  ]);
  expect(groups.map(({ rule, reasons, commands, more }) => [rule, reasons.length, commands, more])).toEqual([
    ["checklist", 2, ["attest a"], 1],
    ["backup", 1, ["check"], 0],
  ]);
});

describe("the timeline", () => {
  const model = reportOf;

  test("is to scale: twice as long is twice as wide, and nothing leaves the drawing", () => {
    const of = model(stackAfter("moved"));
    const scale = scaleOf(of);
    if (!scale) throw new Error("no scale");
    const bars = of.domainControllers.flatMap((dc) => barsOf(dc, scale, of.writtenAt));
    for (const { x, width } of bars) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(WIDTH + 0.2);
    }
    const dc04 = of.domainControllers.find(({ name }) => name === "dc04");
    const gap = dc04 && barsOf(dc04, scale, of.writtenAt).find(({ kind }) => kind === "gap");
    const seconds = (scale.to - scale.from) / 1000;
    expect(gap?.width).toBeCloseTo((6 / seconds) * WIDTH, 0);
  });

  test("of one host alone begins where it was measured, whenever its scripts were copied", () => {
    const dc = model(stackAfter("moved")).domainControllers.find(({ name }) => name === "dc01");
    const ready = dc?.steps.find(({ part }) => part === "ready")?.startedAt ?? "";
    const tools = dc?.steps.find(({ part }) => part === "tools")?.endedAt ?? "";
    expect(Date.parse(tools)).toBeLessThan(Date.parse(ready));
    const scale = dc && ownScaleOf(dc);
    expect(scale?.from).toBe(Date.parse(ready));
    const bars = dc && scale ? barsOf(dc, scale, "") : [];
    expect(bars.map(({ kind }) => kind)).not.toContain("prepare");
    for (const { x, width } of bars) expect(x + width).toBeLessThanOrEqual(WIDTH + 0.2);
  });

  test("an open gap reaches to the moment of writing", () => {
    const of = model(stackAfter("stepsFail"));
    const scale = scaleOf(of);
    if (!scale) throw new Error("no scale");
    expect(scale.to).toBe(Date.parse(of.writtenAt));
    const dc04 = of.domainControllers.find(({ name }) => name === "dc04");
    const gap = dc04 && barsOf(dc04, scale, of.writtenAt).find(({ kind }) => kind === "gap");
    expect((gap?.x ?? 0) + (gap?.width ?? 0)).toBeCloseTo(WIDTH, 0);
  });

  test.each([[5], [60], [7200], [86_400 * 12]])("marks of %i seconds are few and in order", (seconds) => {
    const marks = marksOf({ from: 0, to: seconds * 1000 });
    expect(marks.length).toBeGreaterThanOrEqual(2);
    expect(marks.length).toBeLessThanOrEqual(7);
    expect(marks.map(({ x }) => x)).toEqual(marks.map(({ x }) => x).toSorted((a, b) => a - b));
  });

  test("a path draws each bar of its kind", () => {
    const paths = pathsOf([
      { kind: "gap", x: 1, width: 2 },
      { kind: "gap", x: 5, width: 3 },
      { kind: "change", x: 0, width: 9 },
    ]);
    expect(paths.map(({ kind, d }) => [kind, d.match(/M/g)?.length])).toEqual([
      ["gap", 2],
      ["change", 1],
    ]);
  });
});

describe("the spreadsheet", () => {
  test("has a heading and a line for each, with as many cells", () => {
    const lines = renderCsv(reportOf(stackAfter("moved")))
      .trimEnd()
      .split("\r\n");
    expect(lines).toHaveLength(8);
    expect(lines[1]).toMatch(/^dc01,contoso\.test,Berlin,v3,1,moved,yes,3,/);
  });

  test("runs no formula and breaks no line, whatever a name holds", () => {
    const model = reportOf(stackAfter("moved"));
    const [dc] = model.domainControllers;
    if (!dc) throw new Error("none");
    for (const text of hostileTexts) {
      const csv = renderCsv({ ...model, domainControllers: [{ ...dc, name: text, says: text }] });
      expect(parsedCsv(csv)).toHaveLength(2);
      expect(parsedCsv(csv)[1]?.[0]).toBe(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
    }
  });
});

test("a report that cannot be written is a problem with its cure, and leaves nothing behind", () => {
  expect(() => writeWhole(cwd, "text")).toThrow(/^FILE-NOT-WRITTEN/);
  expect(existsSync(`${cwd}.part`)).toBe(false);
  const file = join(cwd, "a", "report.html");
  expect(readFileSync(writeWhole(file, "text"), "utf8")).toBe("text");
});

/** Cells of a text in RFC 4180. */
function parsedCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  rows.pop();
  return rows;
}
