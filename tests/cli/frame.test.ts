import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import stringWidth from "string-width";
import { forecastOf } from "../../cli/live/forecast.ts";
import { frame } from "../../cli/live/frame.ts";
import { PlainLines, recap, whatIsWaitedFor } from "../../cli/live/lines.ts";
import { inColour, plain } from "../../cli/live/paint.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { beginView, type RunView } from "../../cli/live/view.ts";
import { frameWatcher } from "../../cli/live/watchers.ts";
import { chainsOf } from "../../cli/state/chain.ts";
import { hostileTexts } from "./hostile.ts";
import { devEstate, emptyView, last, type Moment, recordings, replay } from "./recordings.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function draw(view: RunView, at: number, columns: number, rows: number): string[] {
  return frame(view, { columns, rows, now: at, left: 90, paint: plain, footer: "Ctrl-C stops." });
}

/** Some moments of a recording, the last among them. */
function some(moments: Moment[]): Moment[] {
  return moments.filter((_, index) => index % 9 === 0 || index === moments.length - 1);
}

describe("the picture", () => {
  test.each([
    [40, 12],
    [60, 24],
    [80, 24],
    [120, 50],
    [200, 60],
  ])("fits a terminal of %i columns and %i rows at every moment", (columns, rows) => {
    for (const { view, at } of recordings.flatMap((name) => some(replay(name)))) {
      const lines = draw(view, at, columns, rows);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    }
  });

  test("shows each domain controller's step, and how long one has been blind", () => {
    const moments = replay("moved");
    const moment = moments.find(({ view }) => view.steps.get("dc05-install-sensor")?.state === "running");
    const { view, at } = moment as Moment;
    const line = draw(view, at + 65_000, 120, 40).find((text) => text.includes("dc05"));
    expect(line).toContain("installing the sensor");
    expect(line).toContain("1m 5s");
    expect(line).toContain("blind");
    expect(draw(view, at, 120, 40)[0]).toContain("1 without protection");
  });

  test("tells who is blind and who stays at any width, and the estate where there is room", () => {
    const moment = replay("moved").find(
      ({ view }) => view.steps.get("dc05-install-sensor")?.state === "running",
    );
    const { view, at } = moment as Moment;
    expect([120, 50, 30].map((columns) => draw(view, at, columns, 40)[0])).toEqual([
      "dev: 0 of 5 domain controllers moved, 1 without protection, 2 stay as they are",
      "dev: 0 of 5 moved, 1 blind, 2 stay",
      "0 of 5 moved, 1 blind, 2 stay",
    ]);
  });

  test("what a host waits for has a column, shares one, or is left out: it is never a stump", () => {
    const { view, at } = replay("moved").find(
      (one) => one.view.steps.get("dc05-install-sensor")?.state === "running",
    ) as Moment;
    const line = (columns: number) => draw(view, at, columns, 40).find((text) => text.includes("dc02"));
    expect(line(120)).toMatch(/prepared {3,}waits for wave 0$/);
    expect(line(80)).toMatch(/prepared, waits for wave 0$/);
    expect(line(40)).toMatch(/prepared$/);
  });

  test("what Ctrl-C does is told in full where the window is narrow", () => {
    const { view, at } = last(replay("moved"));
    const footer = "Ctrl-C stops after the steps under way; nothing is lost.";
    const lines = frame(view, { columns: 40, rows: 24, now: at, left: 90, paint: plain, footer });
    expect(lines.slice(-2).join(" ")).toBe(footer);
  });

  test("shows a failure with its cause, cure and next command, at 40 columns too", () => {
    const { view, at } = last(replay("stepsFail"));
    for (const columns of [40, 120]) {
      const text = draw(view, at, columns, 40).join("\n");
      for (const part of ["HOST-UNREACHABLE", "STEP-FAILED", "cure:", "next: pulumi up"]) {
        expect(text).toContain(part);
      }
    }
  });

  test("a low window shows what failed and what is at work before what waits", () => {
    const { view, at } = last(replay("notReady"));
    expect(draw(view, at, 80, 14).join("\n")).toContain("dc04");
  });

  test("names from the estate and words from hosts cannot change the terminal", () => {
    const { estate, plan } = devEstate();
    const chains = chainsOf(estate, plan);
    for (const text of hostileTexts) {
      const renamed = chains.map((chain, index) =>
        index === 0 ? { ...chain, host: text, site: text } : chain,
      );
      const begun = beginView({
        stack: text,
        plan: { ...plan, estate: text },
        chains: renamed,
        at: 0,
        done: [],
        gaps: new Map(),
      });
      const events = [
        { kind: "begun", op: "create", name: `${text}-ready`, type: "t" },
        { kind: "message", severity: "info", passing: true, name: `${text}-ready`, text },
        { kind: "message", severity: "error", passing: false, name: `${text}-ready`, text },
        { kind: "failed", op: "create", name: `${text}-ready`, type: "t" },
        { kind: "message", severity: "error", passing: false, name: null, text },
      ] as const;
      const lines = new PlainLines();
      let view = begun;
      const told: string[] = [];
      for (const event of events) {
        const next = reduce(view, event, 1000);
        view = next.view;
        told.push(...next.news.flatMap((news) => lines.linesOf(news, 1000)));
      }
      for (const line of [...draw(view, 2000, 80, 30), ...told, ...recap(view)]) {
        expect(UNSAFE.exec(line)).toBeNull();
      }
    }
  });

  test("any size of window is drawn in", () => {
    const { view, at } = last(replay("stepsFail"));
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 250 }), fc.integer({ min: 4, max: 80 }), (columns, rows) => {
        const lines = draw(view, at, columns, rows);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 60 },
    );
  });

  test("colours add no width", () => {
    const { view, at } = last(replay("stepsFail"));
    const options = { columns: 80, rows: 30, now: at, left: null, footer: "" };
    const coloured = frame(view, { ...options, paint: inColour });
    expect(coloured.map((line) => stringWidth(line))).toEqual(
      frame(view, { ...options, paint: plain }).map((line) => stringWidth(line)),
    );
    expect(coloured.join("")).toContain("\u001b[");
  });
});

describe("the forecast", () => {
  const { estate, plan } = devEstate();
  const forecast = forecastOf(estate, plan);

  test("is the plan's length at the beginning and nothing at the end", () => {
    expect(forecast.left(emptyView(), 0)).toBeCloseTo(forecast.whole);
    const { view, at } = last(replay("moved"));
    expect(forecast.left(view, at)).toBe(0);
  });

  test("never grows while the move goes on as it should", () => {
    let before = Number.POSITIVE_INFINITY;
    for (const { view, at } of replay("moved")) {
      const left = forecast.left(view, at);
      expect(left).toBeLessThanOrEqual(before + 1e-6);
      before = left;
    }
  });

  test("is shorter where time runs faster", () => {
    expect(forecastOf(estate, plan, 60).whole).toBeLessThan(forecast.whole / 10);
  });
});

describe("plain lines", () => {
  const told = (name: (typeof recordings)[number]) => {
    const lines = new PlainLines();
    return replay(name).flatMap(({ news, at }) => news.flatMap((one) => lines.linesOf(one, at)));
  };

  test("tell the move once: each begins with a time, and no line comes twice", () => {
    const lines = told("moved");
    for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d {2}\S/);
    const texts = lines.map((line) => line.slice(8));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.join("\n")).toContain("dc05  removing the gateway");
    expect(texts.at(-1)).toContain("done after");
  });

  test("a count that goes on is told once", () => {
    expect(told("moved").filter((line) => line.includes("sensors healthy for"))).toHaveLength(2);
  });

  test("a failure has its four parts, and is not told again in other words", () => {
    const lines = told("notReady");
    const start = lines.findIndex((line) => line.includes("NOT-READY"));
    expect(lines.slice(start + 1, start + 4).map((line) => line.trim().split(":")[0])).toEqual([
      "measured",
      "cure",
      "next",
    ]);
    expect(lines.filter((line) => /dc04 .*(not ready|FAILED)/.test(line))).toHaveLength(1);
  });

  test.each([
    ["dc02 is not listed by the service yet: 3s of 3m", "dc02", "is not listed by the service yet"],
    ["seen well 1 of 2 times in a row: 1h 2m of 3h", "dc02", "seen well 1 of 2 times in a row"],
    ["all 4 sensors healthy for 1s of 3s", "", "all 4 sensors healthy for 1s of 3s"],
  ])("%p is told as %p", (says, host, words) => {
    expect(whatIsWaitedFor(says, host)).toBe(words);
  });
});

describe("drawing", () => {
  test("happens at most twice a second, every two seconds for the clocks, and at the end", () => {
    const drawn: number[] = [];
    let now = 0;
    const canvas = { size: () => ({ columns: 80, rows: 24 }), draw: () => drawn.push(now) };
    const { estate, plan } = devEstate();
    const watcher = frameWatcher(canvas, forecastOf(estate, plan), plain);
    const view = emptyView();
    for (now = 1000; now <= 3000; now += 100) {
      watcher.news([], view, now);
      watcher.tick(view, now);
    }
    expect(drawn.length).toBeLessThanOrEqual(5);
    drawn.length = 0;
    for (now = 3100; now <= 6000; now += 100) watcher.tick(view, now);
    expect(drawn.length).toBeGreaterThanOrEqual(1);
    expect(drawn.length).toBeLessThanOrEqual(2);
    watcher.end(view, now);
    expect(drawn.at(-1)).toBe(now);
  });
});
