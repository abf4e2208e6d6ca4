import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DateTime } from "luxon";
import {
  concerns,
  frozenSpan,
  isTimeZone,
  openingsFor,
  openingsOf,
  type Span,
  skippedDates,
} from "../../estate/calendar.ts";
import type { ChangeFreeze, MaintenanceWindow } from "../../estate/schema.ts";

const span = (from: string, to: string): Span => ({ from: Date.parse(from), to: Date.parse(to) });
const shown = (spans: readonly Span[]) =>
  spans.map(({ from, to }) => `${new Date(from).toISOString().slice(0, 16)} ${(to - from) / 3_600_000}h`);
const window = (more: Partial<MaintenanceWindow>): MaintenanceWindow => ({
  days: ["sat", "sun"],
  from: "20:00",
  to: "04:00",
  timeZone: "Europe/Berlin",
  ...more,
});
const freeze = (more: Partial<ChangeFreeze>): ChangeFreeze => ({
  from: "2027-03-28",
  to: "2027-03-28",
  timeZone: "Europe/Berlin",
  reason: "year end",
  ...more,
});

/** Saturday to Sunday in which Berlin's clocks go forward at 02:00 to 03:00 (01:00 UTC). */
const SPRING = span("2027-03-27T00:00Z", "2027-03-29T12:00Z");
/** Saturday to Sunday in which they go back at 03:00 to 02:00 (01:00 UTC). */
const AUTUMN = span("2026-10-24T00:00Z", "2026-10-26T12:00Z");

describe("when a window is open", () => {
  test.each([
    [
      "an ordinary night",
      { days: ["mon"] },
      span("2026-11-23T00:00Z", "2026-11-26T00:00Z"),
      ["2026-11-23T19:00 8h"],
    ],
    [
      "a night that began before the span, and one that ends after it",
      { days: ["mon", "tue"] },
      span("2026-11-24T01:00Z", "2026-11-24T20:00Z"),
      ["2026-11-24T01:00 2h", "2026-11-24T19:00 1h"],
    ],
    ["a night an hour shorter in spring", {}, SPRING, ["2027-03-27T19:00 7h", "2027-03-28T18:00 8h"]],
    ["a night an hour longer in autumn", {}, AUTUMN, ["2026-10-24T18:00 9h", "2026-10-25T19:00 8h"]],
    [
      "a whole day of 23 hours",
      { days: ["sun"], from: "00:00", to: "24:00" },
      SPRING,
      ["2027-03-27T23:00 23h"],
    ],
    [
      "a whole day of 25 hours",
      { days: ["sun"], from: "00:00", to: "24:00" },
      AUTUMN,
      ["2026-10-24T22:00 25h"],
    ],
    [
      "a begin in the skipped hour",
      { days: ["sun"], from: "02:30", to: "04:00" },
      SPRING,
      ["2027-03-28T01:00 1h"],
    ],
    [
      "an end in the skipped hour",
      { days: ["sun"], from: "01:00", to: "02:30" },
      SPRING,
      ["2027-03-28T00:00 1h"],
    ],
    ["all of it in the skipped hour", { days: ["sun"], from: "02:10", to: "02:50" }, SPRING, []],
    [
      "a begin in the hour that comes twice",
      { days: ["sun"], from: "02:30", to: "04:00" },
      AUTUMN,
      ["2026-10-25T00:30 2.5h"],
    ],
    [
      "an end in the hour that comes twice",
      { days: ["sun"], from: "01:00", to: "02:30" },
      AUTUMN,
      ["2026-10-24T23:00 1.5h"],
    ],
    ["until midnight", { days: ["sat"], from: "22:00", to: "00:00" }, AUTUMN, ["2026-10-24T20:00 2h"]],
    [
      "half an hour's change, on Lord Howe Island",
      { days: ["sun"], from: "02:00", to: "02:30", timeZone: "Australia/Lord_Howe" },
      span("2026-10-03T00:00Z", "2026-10-05T00:00Z"),
      [],
    ],
    [
      "a change at midnight, in Santiago",
      { days: ["sun"], from: "00:00", to: "02:00", timeZone: "America/Santiago" },
      span("2026-09-05T00:00Z", "2026-09-07T00:00Z"),
      ["2026-09-06T04:00 1h"],
    ],
  ] as [string, Partial<MaintenanceWindow>, Span, string[]][])("%s", (_name, more, within, expected) => {
    expect(shown(openingsOf(window(more), within))).toEqual(expected);
  });

  test("dates on which it never opens are named", () => {
    const year = span("2026-11-20T00:00Z", "2028-11-20T00:00Z");
    expect(skippedDates(window({ from: "02:00", to: "03:00" }), year)).toEqual(["2027-03-28", "2028-03-26"]);
    expect(skippedDates(window({ from: "02:00", to: "03:01" }), year)).toEqual([]);
    expect(skippedDates(window({ from: "02:00", to: "03:00", timeZone: "UTC" }), year)).toEqual([]);
  });
});

describe("when domain controllers of a place may move", () => {
  const berlin = { site: "Berlin", domain: "contoso.com" };

  test("without windows at any time but in a freeze", () => {
    expect(shown(openingsFor({ windows: [], freezes: [freeze({})] }, berlin, SPRING))).toEqual([
      "2027-03-27T00:00 23h",
      "2027-03-28T22:00 14h",
    ]);
  });

  test("windows that overlap or touch are one; a freeze cuts the night at midnight", () => {
    const windows = [
      window({}),
      window({ from: "04:00", to: "05:00" }),
      window({ from: "21:00", to: "23:00" }),
    ];
    expect(shown(openingsFor({ windows, freezes: [] }, berlin, SPRING))).toEqual([
      "2027-03-27T03:00 1h",
      "2027-03-27T19:00 8h",
      "2027-03-28T18:00 8h",
    ]);
    expect(shown(openingsFor({ windows, freezes: [freeze({})] }, berlin, SPRING))).toEqual([
      "2027-03-27T03:00 1h",
      "2027-03-27T19:00 4h",
      "2027-03-28T22:00 4h",
    ]);
  });

  test("windows and freezes of other places do not count; where both are named, both must fit", () => {
    const windows = [window({ sites: ["Oslo"] }), window({ sites: ["berlin"], domains: ["fabrikam.net"] })];
    expect(openingsFor({ windows, freezes: [] }, berlin, SPRING)).toEqual([]);
    expect(concerns({ sites: ["BERLIN"], domains: ["Contoso.com"] }, berlin)).toBe(true);
    expect(concerns({ domains: ["contoso.com"] }, berlin)).toBe(true);
    expect(concerns({}, berlin)).toBe(true);
    const elsewhere = [freeze({ sites: ["Oslo"] })];
    expect(openingsFor({ windows: [], freezes: elsewhere }, berlin, SPRING)).toEqual([SPRING]);
  });

  test("a freeze holds from the start of its first day to the end of its last, in its own time zone", () => {
    expect(shown([frozenSpan(freeze({}))])).toEqual(["2027-03-27T23:00 23h"]);
    expect(shown([frozenSpan(freeze({ to: "2027-03-29", timeZone: "UTC" }))])).toEqual([
      "2027-03-28T00:00 48h",
    ]);
  });

  test("whatever the calendar says: in order, apart, within the span, in a window and in no freeze", () => {
    const time = fc.integer({ min: 0, max: 95 }).map((q) => `${pad(Math.floor(q / 4))}:${pad((q % 4) * 15)}`);
    const pad = (n: number) => String(n).padStart(2, "0");
    const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "Pacific/Apia");
    const days = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const, { minLength: 1 });
    const anyWindow = fc.record({ days, from: time, to: time, timeZone: zone });
    const anyFreeze = fc
      .tuple(fc.integer({ min: 18, max: 28 }), fc.integer({ min: 0, max: 5 }), zone)
      .map(([day, length, timeZone]) =>
        freeze({ from: `2027-03-${pad(day)}`, to: `2027-03-${pad(Math.min(31, day + length))}`, timeZone }),
      );
    const weeks = span("2027-03-20T00:00Z", "2027-04-02T00:00Z");
    fc.assert(
      fc.property(
        fc.array(anyWindow, { maxLength: 3 }),
        fc.array(anyFreeze, { maxLength: 3 }),
        (windows, freezes) => {
          const open = openingsFor({ windows, freezes }, berlin, weeks);
          const allowed = windows.flatMap((one) => openingsOf(one, weeks));
          let end = weeks.from - 1;
          for (const { from, to } of open) {
            expect(from).toBeGreaterThan(end);
            expect(to).toBeGreaterThan(from);
            expect(to).toBeLessThanOrEqual(weeks.to);
            end = to;
            for (const moment of [from, (from + to) / 2, to - 1]) {
              const within = ({ from, to }: Span) => from <= moment && moment < to;
              expect(windows.length === 0 || allowed.some(within)).toBe(true);
              expect(freezes.map(frozenSpan).some(within)).toBe(false);
            }
          }
        },
      ),
    );
  });
});

test("a window opens and closes when clocks there first show its times", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Santiago",
  ];
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  const year = span("2026-06-01T00:00Z", "2027-06-01T00:00Z");
  fc.assert(
    fc.property(fc.constantFrom(...zones), time, time, (timeZone, from, to) => {
      const text = ([h, m]: [number, number]) =>
        `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;
      fc.pre(text(from) !== text(to));
      const open = openingsOf(window({ from: text(from), to: text(to), timeZone }), year);
      expect(open.length).toBeGreaterThan(100);
      for (const [moment, [hour, minute]] of open
        .slice(1, -1)
        .flatMap((o) => [[o.from, from] as const, [o.to, to] as const])) {
        const shown = DateTime.fromMillis(moment, { zone: timeZone });
        const asked = shown.set({ hour, minute });
        if (asked.hour === hour && asked.minute === minute) {
          // The earlier of the two where the clock shows it twice.
          expect(moment).toBe(Math.min(...asked.getPossibleOffsets().map((one) => one.toMillis())));
        } else {
          expect(shown.offset).not.toBe(shown.minus({ minutes: 1 }).offset);
        }
      }
    }),
    { numRuns: 15 },
  );
});

test("time zones are known by their IANA names", () => {
  expect(["Europe/Berlin", "America/Sao_Paulo", "UTC"].every(isTimeZone)).toBe(true);
  expect(["W. Europe Standard Time", "Europe/Berln", "", "MEZ"].some(isTimeZone)).toBe(false);
});
