import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { EstateInput } from "../../../estate/schema.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { Histograms } from "../../../plan/planner/rehearse/histogram.ts";
import { type Odds, odds } from "../../../plan/planner/rehearse/odds.ts";
import { firstStart, Openings } from "../../../plan/planner/rehearse/openings.ts";
import { durationTable, normalQuantile } from "../../../plan/planner/rehearse/quantiles.ts";
import { rehearsal as rehearsalSchema } from "../../../plan/planner/rehearse/rehearsal.ts";
import { rehearse } from "../../../plan/planner/rehearse/rehearse.ts";
import { waysToShorten } from "../../../plan/planner/rehearse/shorten.ts";
import { defaultTimes, type StepTimes } from "../../../plan/planner/times.ts";
import { generatedEstate } from "../../support/generatedEstate.ts";
import { type SmallEstate, smallEstate } from "../../support/smallEstate.ts";

/** Nothing varies: every part takes what it typically takes. */
const exact: StepTimes = Object.fromEntries(
  Object.entries(defaultTimes).map(([part, spread]) => [
    part,
    "median" in spread ? { median: spread.median, p95: spread.median } : spread,
  ]),
) as unknown as StepTimes;
const from = "2026-12-01T08:00:00Z";

function play(
  small: SmallEstate,
  options: { odds?: Odds; from?: string; runs?: number; times?: StepTimes } = {},
) {
  const estate = smallEstate(small);
  const times = options.times ?? exact;
  const plan = planMove(estate, undefined, { times });
  return rehearse(estate, plan, { from, runs: 50, odds: odds.none, ...options, times });
}

test("with nothing varying and nothing failing, it takes what the plan takes", () => {
  const estate = generatedEstate({ name: "g", seed: 4, domainControllers: 40, domains: 3, sites: 8 });
  // The plan counts the first v3 activation like any other.
  const times = { ...exact, firstActivation: exact.activateSensor };
  const plan = planMove(estate, undefined, { times });
  const { length } = rehearse(estate, plan, { from, runs: 3, odds: odds.none, times });
  expect(Math.abs(length.p50 - plan.length.seconds)).toBeLessThan(2);
  expect(length.p95).toBe(length.p50);
});

test("the gap is removal, setup and start; who has no gateway has none", () => {
  const { gaps } = play({
    domainControllers: { a: { sensor: "v2" }, b: { sensor: "v2", gateway: "none", site: "t" } },
  });
  expect(gaps.domainControllers.find((gap) => gap.name === "b")?.p50).toBe(0);
  const expected = exact.removeGateway.median + exact.installSensor.median + exact.verifySensor.median;
  const seen = gaps.domainControllers.find((gap) => gap.name === "a")?.p50 ?? 0;
  expect(Math.abs(seen / expected - 1)).toBeLessThan(0.03);
  expect(gaps.sites.find((gap) => gap.name === "s")?.p50).toBe(seen);
});

test("the same seed gives the same answer, another one a similar one", () => {
  const small = { domainControllers: { a: {}, b: {}, c: {} } };
  const of = (seed: number) => {
    const estate = smallEstate(small);
    return rehearse(estate, planMove(estate), { from, runs: 2000, seed });
  };
  expect(of(1)).toEqual(of(1));
  expect(of(2)).not.toEqual(of(1));
  expect(Math.abs(of(2).length.p50 / of(1).length.p50 - 1)).toBeLessThan(0.05);
});

const tuesdayNights: NonNullable<EstateInput["policy"]> = {
  windows: [{ days: ["tue"], from: "22:00", to: "04:00", timeZone: "Europe/Berlin" }],
  soak: "1h",
};

test("turns come only while a window is open, in its own time zone", () => {
  // From Tuesday 9:00 in Berlin: wave 0 at 22:00, wave 1 after its soak in the same night.
  const { waves } = play({ domainControllers: { a: {}, b: {} }, policy: tuesdayNights });
  expect(waves[0]?.begins.p50).toBe("2026-12-01T21:00:00.000Z");
  expect(waves[1]?.begins.p50.slice(0, 13)).toMatch(/^2026-12-01T2[23]$/);
});

test("what no longer fits into a window waits for the next", () => {
  // Twelve turns of 43.5 minutes in one lane: eight end before 4:00, four are left for the next Tuesday from 22:00.
  const slow = { ...exact, installSensor: { median: 2400, p95: 2400 } };
  const domainControllers = Object.fromEntries(
    Array.from({ length: 12 }, (_none, index) => [`dc${index}`, { sensor: "v2" as const }]),
  );
  const { waves } = play(
    { domainControllers, policy: { ...tuesdayNights, soak: "0s", waves: [1, 20] } },
    { times: slow },
  );
  const nextOpening = Date.parse("2026-12-08T22:00:00+01:00");
  expect(Date.parse(waves[1]?.gateOpens.p50 ?? "") - nextOpening).toBe(4 * 43.5 * 60_000);
});

test("a window keeps its local time when the clocks change", () => {
  const policy = {
    windows: [{ days: ["sun" as const], from: "20:00", to: "23:00", timeZone: "Europe/Berlin" }],
  };
  const begins = (start: string) =>
    play({ domainControllers: { a: {} }, policy }, { from: start }).waves[0]?.begins.p50;
  expect(begins("2027-03-15T00:00:00Z")).toBe("2027-03-21T19:00:00.000Z");
  expect(begins("2027-03-22T00:00:00Z")).toBe("2027-03-28T18:00:00.000Z");
});

test("a freeze is waited out, and one that leaves nothing open for years never ends", () => {
  const frozen = (to: string) =>
    play(
      {
        domainControllers: { a: {} },
        policy: { freezes: [{ from: "2026-11-30", to, reason: "year's end", timeZone: "UTC" }] },
      },
      { runs: 2 },
    );
  expect(frozen("2027-01-06").waves[0]?.begins.p50).toBe("2027-01-07T00:00:00.000Z");
  const never = frozen("2040-01-01");
  expect(never.finish).toEqual({ p50: "never", p95: "never" });
  expect(never.length.p95).toBe(-1);
});

test("faults found before the removal cost time, not protection; those after it cost both", () => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 12 }, (_none, index) => [`dc${index}`, { sensor: "v2" as const }]),
  );
  const fault = (found: "before removal" | "after removal"): Odds => ({
    ...odds.none,
    faults: [{ name: "it", percent: 30, found }],
  });
  const runs = 400;
  const none = play({ domainControllers }, { runs });
  const before = play({ domainControllers }, { runs, odds: fault("before removal") });
  const after = play({ domainControllers }, { runs, odds: fault("after removal") });
  expect(before.gaps.domains).toEqual(none.gaps.domains);
  expect(before.length.p50).toBeGreaterThan(none.length.p50);
  expect(after.gaps.domains[0]?.p50).toBeGreaterThan((none.gaps.domains[0]?.p50 ?? 0) * 1.5);
  expect(after.personHours.p50).toBeGreaterThan(none.personHours.p50);
});

test("a fault of a site is cured once: the breaker holds the others back", () => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 30 }, (_none, index) => [`dc${index}`, { sensor: "v2" as const }]),
  );
  const shared: Odds = {
    ...odds.none,
    hitShare: 1,
    faults: [{ name: "proxy", percent: 100, shared: "site", found: "before removal" }],
  };
  const alone: Odds = { ...shared, faults: [{ name: "proxy", percent: 100, found: "before removal" }] };
  expect(play({ domainControllers }, { odds: shared }).failures.p95).toBeLessThanOrEqual(2);
  expect(play({ domainControllers }, { odds: alone }).failures.p50).toBe(30);
});

test("faults come as often as they are said to", () => {
  const estate = generatedEstate({ name: "g", seed: 6, domainControllers: 200, domains: 8, sites: 40 });
  const plan = planMove(estate, undefined, { effort: 1000 });
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move").length;
  const single: Odds = { ...odds.none, faults: [{ name: "it", percent: 5, found: "before removal" }] };
  const { failures } = rehearse(estate, plan, { from, runs: 400, odds: single });
  expect(failures.p50 / (moving * 0.05)).toBeGreaterThan(0.8);
  expect(failures.p50 / (moving * 0.05)).toBeLessThan(1.2);
});

test("an approval that is still needed delays its wave", () => {
  const domainControllers = { a: {}, b: {} };
  const approved = play({ domainControllers });
  const needed = play({ domainControllers, policy: { approvals: { "wave-1": "needed" } } });
  expect(needed.length.p50 - approved.length.p50).toBeGreaterThan(odds.none.approval.median / 4);
});

test("what has moved takes no more time and loses no more protection", () => {
  const estate = smallEstate({ domainControllers: { a: {}, b: {}, c: {} }, policy: { canary: "a" } });
  const plan = planMove(estate, undefined, { times: exact });
  const options = { from, runs: 20, odds: odds.none, times: exact };
  const middle = planMove(estate, undefined, {
    times: exact,
    previous: plan,
    progress: { done: ["a"], underWay: [] },
  });
  const whole = rehearse(estate, plan, options);
  const rest = rehearse(estate, middle, options);
  expect(rest.length.p50).toBeLessThan(whole.length.p50 - estate.policy.soak);
  expect(rest.gaps.domainControllers.find((gap) => gap.name === "a")?.p50).toBe(0);
  expect(rest.gaps.domainControllers.find((gap) => gap.name === "b")?.p50).toBeGreaterThan(0);
});

test("what would shorten it is measured, the best first, and true", () => {
  const estate = smallEstate({
    domainControllers: Object.fromEntries(
      Array.from({ length: 9 }, (_none, index) => [
        `dc${index}`,
        { site: `s${index}`, sensor: "v2" as const },
      ]),
    ),
    policy: { soak: "4h" },
  });
  const plan = planMove(estate);
  const options = { from, runs: 200, odds: odds.none };
  const ways = waysToShorten({ estate, plan, planOptions: {}, options });
  expect(ways[0]?.change).toBe("policy.soak: half as long");
  expect(ways.map((way) => way.saves)).toEqual(ways.map((way) => way.saves).toSorted((a, b) => b - a));
  const halved = { ...estate, policy: { ...estate.policy, soak: estate.policy.soak / 2 } };
  const saved =
    rehearse(estate, plan, options).length.p50 - rehearse(halved, planMove(halved), options).length.p50;
  expect(ways[0]?.saves).toBe(saved);
});

test("where waves were agreed to, each change is measured with them kept, and planning anew is one of its own", () => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 9 }, (_none, index) => [`dc${index}`, { site: `s${index}`, sensor: "v2" as const }]),
  );
  const narrow = smallEstate({ domainControllers, policy: { soak: "4h", waves: [1] } });
  const estate = smallEstate({ domainControllers, policy: { soak: "4h", waves: [1, 8] } });
  const previous = planMove(narrow);
  const plan = planMove(estate, undefined, { previous });
  const options = { from, runs: 200, odds: odds.none };
  const ways = waysToShorten({ estate, plan, planOptions: { previous }, options });
  expect(ways.map((way) => way.change)).toEqual([
    "waves planned anew (`ata2mdi plan --fresh --save`)",
    "policy.soak: half as long",
  ]);
  // Doubling the last size gains nothing more: eight fit into one wave already.
  const lengthOf = (changed: typeof estate, kept: typeof previous | undefined) =>
    rehearse(changed, planMove(changed, undefined, { previous: kept }), options).length.p50;
  const halved = { ...estate, policy: { ...estate.policy, soak: estate.policy.soak / 2 } };
  expect(ways[1]?.saves).toBe(lengthOf(estate, previous) - lengthOf(halved, previous));
  expect(ways[0]?.saves).toBe(lengthOf(estate, previous) - lengthOf(estate, undefined));
});

test("the result keeps the schema that `ata2mdi rehearse --json` promises", () => {
  const result = { ...play({ domainControllers: { a: {}, b: {} } }), shorten: [] };
  expect(rehearsalSchema.safeParse(JSON.parse(JSON.stringify(result))).error).toBeUndefined();
});

test("a table of durations has the median and the 95th percentile it was made of", () => {
  const table = durationTable({ median: 120, p95: 600 }).toSorted();
  expect(table[table.length / 2]).toBeCloseTo(120, 0);
  expect((table[Math.floor(table.length * 0.95)] ?? 0) / 600).toBeCloseTo(1, 1);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 5);
});

test("histograms give quantiles to about two percent", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (values) => {
        const histograms = new Histograms(2);
        for (const value of values) histograms.add(1, value);
        const sorted = values.toSorted((a, b) => a - b);
        const exactly = sorted[Math.ceil(values.length / 2) - 1] ?? 0;
        expect(histograms.quantile(1, 0.5) / exactly).toBeGreaterThan(0.97);
        expect(histograms.quantile(1, 0.5) / exactly).toBeLessThan(1.03);
        expect(histograms.quantile(0, 0.5)).toBe(0);
      },
    ),
  );
});

test("the first start is in an opening, not before asked, and with room for the work", () => {
  const estate = smallEstate({ domainControllers: { a: {} }, policy: tuesdayNights });
  const begin = Date.parse(from);
  const openings = new Openings(estate, { from: begin, to: begin + 30 * 86_400_000 });
  const starts = openings.startsFor({ site: "s", domain: "d.test" }, 3600);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 * 86_400 }), (at) => {
      const start = firstStart(starts, at);
      expect(start).toBeGreaterThanOrEqual(at);
      const local = new Date(begin + start * 1000 + 3_600_000);
      // Berlin is an hour ahead in December: from Tuesday 22:00 to Wednesday 3:00 an hour of work may begin.
      const sinceOpening = (local.getTime() / 1000 - 22 * 3600) % 86_400;
      expect([2, 3]).toContain(local.getUTCDay());
      expect(sinceOpening).toBeLessThanOrEqual(5 * 3600);
    }),
  );
});
