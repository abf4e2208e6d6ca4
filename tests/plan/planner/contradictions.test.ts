import { expect, test } from "@jest/globals";
import type { Estate } from "../../../estate/schema.ts";
import { type PlanOptions, planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import type { Problem } from "../../../plan/problem.ts";
import { smallEstate } from "../../support/smallEstate.ts";

function problemsOf(estate: Estate, options?: PlanOptions): readonly Problem[] {
  try {
    planMove(estate, undefined, options);
  } catch (error) {
    if (error instanceof PlanningError) return error.problems;
    throw error;
  }
  return [];
}

/** The one problem; every problem says what to change and what to type next. */
function onlyProblem(estate: Estate): Problem {
  const [first, ...rest] = problemsOf(estate);
  expect(rest).toEqual([]);
  if (!first) throw new Error("the estate should have had a problem");
  expect(first.cure).not.toBe("");
  expect(first.command).toMatch(/ata2mdi plan/);
  return first;
}

const three = { a: {}, b: {}, c: {} };

test.each([
  ["site", { site: "20%" }, /20% of the 3 of site s/],
  ["domain", { domain: "20%" }, /20% of the 3 of domain d\.test/],
  ["forest", { forest: "20%" }, /20% of the 3 of forest d\.test/],
])("a share of a %s that rounds to none", (_kind, maxUnavailable, measured) => {
  const problem = onlyProblem(smallEstate({ domainControllers: three, policy: { maxUnavailable } }));
  expect(problem).toMatchObject({ id: "PLAN-SHARE-ZERO", measured: expect.stringMatching(measured) });
});

test("a share that rounds to none where nobody moves is no problem", () => {
  const domainControllers = { a: {}, b: { site: "x", hold: "later" } };
  const sites = { x: { maxUnavailable: "20%" } };
  expect(problemsOf(smallEstate({ domainControllers, sites }))).toEqual([]);
});

test("a wave that rounds to none, only when it is reached", () => {
  const policy = { waves: [1, "20%"] };
  expect(onlyProblem(smallEstate({ domainControllers: three, policy }))).toMatchObject({
    id: "PLAN-SHARE-ZERO",
    measured: "policy.waves[1] is 20% of the 3 that move",
  });
  expect(problemsOf(smallEstate({ domainControllers: three, policy: { waves: [1, 5, "20%"] } }))).toEqual([]);
});

test("a pair that names one twice, and names nobody has", () => {
  const estate = smallEstate({ domainControllers: three, policy: { apart: [["a", "a"]] } });
  expect(onlyProblem(estate)).toMatchObject({ id: "PLAN-PAIR-SELF", host: "a" });
  const unknown = { ...estate, policy: { ...estate.policy, apart: [["a", "zz"] as [string, string]] } };
  expect(onlyProblem(unknown)).toMatchObject({ id: "PLAN-UNKNOWN-NAME" });
});

test("a site no limit could hold for", () => {
  const estate = smallEstate({ domainControllers: three });
  expect(problemsOf({ ...estate, sites: [{ name: "elsewhere" }] })).toHaveLength(3);
});

test("a read-only domain controller as synchronizer", () => {
  const estate = smallEstate({
    domainControllers: { a: { readOnly: true, roles: ["ataDomainSynchronizer"] } },
  });
  expect(onlyProblem(estate)).toMatchObject({ id: "PLAN-RODC-ROLE", host: "a" });
});

test("a canary that is held", () => {
  const estate = smallEstate({
    domainControllers: { a: { hold: "leased until May" }, b: {} },
    policy: { canary: "a" },
  });
  expect(onlyProblem(estate)).toMatchObject({
    id: "PLAN-CLASH",
    measured: expect.stringMatching(/leased until May/),
  });
});

test.each([
  ["roles-late", ["pdcEmulator"], ["roles-late"]],
  ["synchronizers-last", ["ataDomainSynchronizer"], ["synchronizers-last"]],
  ["both", ["pdcEmulator", "ataDomainSynchronizer"], ["roles-late", "synchronizers-last"]],
] as const)("a canary that must be late by %s: the fewest rules that clash", (_name, roles, setAside) => {
  const estate = smallEstate({
    domainControllers: { a: { roles: [...roles] }, b: {} },
    policy: { canary: "a" },
  });
  const problem = onlyProblem(estate);
  expect(problem.measured).toBe("policy.canary: a would have to follow b");
  // Minimal: without the rules that are named it can be planned, and one of them alone is named.
  expect(problemsOf(estate, { without: [...setAside] })).toEqual([]);
  expect(problem.cause.match(/roles-late|synchronizers-last/g)).toHaveLength(1);
});

test("a late canary whose domain has nobody else to move is no clash", () => {
  const estate = smallEstate({
    domainControllers: { a: { roles: ["pdcEmulator"] }, b: { hold: "later" } },
    policy: { canary: "a" },
  });
  expect(problemsOf(estate)).toEqual([]);
});

test("a link over which not one package arrives in time, unless nobody there needs one", () => {
  const sites = { s: { packageMegabitsPerSecond: 0.1 } };
  const needy = smallEstate({ domainControllers: { a: { sensor: "v2" } }, sites });
  expect(onlyProblem(needy)).toMatchObject({ id: "PLAN-LINK-NARROW" });
  expect(problemsOf(smallEstate({ domainControllers: { a: {} }, sites }))).toEqual([]);
});

test("an approval of a wave there is not", () => {
  const policy = { approvals: { "wave-7": "needed" as const } };
  expect(onlyProblem(smallEstate({ domainControllers: three, policy }))).toMatchObject({
    id: "PLAN-APPROVAL-WAVE",
    measured: "2 waves, wave-0 to wave-1",
  });
});

test("a gap budget of one domain controller that its sensor's setup alone would exceed", () => {
  const policy = { gapBudget: { domainController: "5m" } };
  const v2 = smallEstate({ domainControllers: { a: { sensor: "v2" } }, policy });
  expect(onlyProblem(v2)).toMatchObject({ id: "PLAN-GAP-BUDGET", cause: expect.stringMatching(/of a /) });
  const bare = smallEstate({ domainControllers: { a: { sensor: "v2", gateway: "none" } }, policy });
  expect(problemsOf(bare)).toEqual([]);
});

test("the first v3 sensor of the workspace may take an hour: the budget says what to do", () => {
  const policy = { gapBudget: { domainController: "30m" } };
  const problem = onlyProblem(smallEstate({ domainControllers: { a: {}, b: {} }, policy }));
  expect(problem.cure).toMatch(/first v3 sensor of the workspace/);
});

test.each(["site", "domain"] as const)("a gap budget of a %s says how many have to wait", (kind) => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 10 }, (_none, index) => [`dc${index}`, { sensor: "v2" as const }]),
  );
  const policy = { gapBudget: { [kind]: "45m" } };
  const problem = onlyProblem(smallEstate({ domainControllers, policy }));
  const held = Number(/hold back (\d+) of its 10/.exec(problem.cure)?.[1]);
  expect(held).toBeGreaterThan(0);
  // What it says suffices: with so many held, the rest fits; with one fewer, it does not.
  const holding = (count: number) =>
    Object.fromEntries(
      Object.entries(domainControllers).map(([name, dc], index) => [
        name,
        index < count ? { ...dc, hold: "another run" } : dc,
      ]),
    );
  expect(problemsOf(smallEstate({ domainControllers: holding(held), policy }))).toEqual([]);
  expect(problemsOf(smallEstate({ domainControllers: holding(held - 1), policy }))).toHaveLength(1);
});

test("what is to be held back is named, the longest gaps first, and suffices", () => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 9 }, (_none, index) => [
      `dc${index}`,
      { sensor: index % 3 === 0 ? ("v2" as const) : ("v3" as const) },
    ]),
  );
  const policy = { gapBudget: { site: "95m" } };
  const problem = onlyProblem(smallEstate({ domainControllers, policy }));
  const [, count, names = ""] = /hold back (\d+) of its 9 for another run: (.*)\.$/.exec(problem.cure) ?? [];
  const back = names.split(", ");
  expect(back).toHaveLength(Number(count));
  // v2 takes longer than v3, so those are held first; the first v3 of the workspace would only pass its hour on.
  expect(back[0]).toBe("dc0");
  expect(back).not.toContain("dc1");
  const holding = (held: readonly string[]) =>
    Object.fromEntries(
      Object.entries(domainControllers).map(([name, dc]) => [
        name,
        held.includes(name) ? { ...dc, hold: "another run" } : dc,
      ]),
    );
  expect(problemsOf(smallEstate({ domainControllers: holding(back), policy }))).toEqual([]);
  const fewer = smallEstate({ domainControllers: holding(back.slice(0, -1)), policy });
  expect(problemsOf(fewer)).toHaveLength(1);
});

test("every problem is told at once", () => {
  const estate = smallEstate({
    domainControllers: { a: { hold: "later" }, b: {}, c: {} },
    policy: { canary: "a", maxUnavailable: { site: "20%" }, apart: [["b", "b"]] },
  });
  expect(
    problemsOf(estate)
      .map((problem) => problem.id)
      .sort(),
  ).toEqual(["PLAN-CLASH", "PLAN-PAIR-SELF", "PLAN-SHARE-ZERO"]);
});

const nights = (from: string, to: string, scope: { sites?: string[] } = {}) => [
  { days: ["sat" as const, "sun" as const], from, to, timeZone: "Europe/Berlin", ...scope },
];

test("a window that is shorter than what a domain controller needs names it and how long it has to be", () => {
  const domainControllers = { a: { sensor: "v2" as const } };
  const short = smallEstate({ domainControllers, policy: { windows: nights("22:00", "22:10") } });
  const problem = onlyProblem(short);
  expect(problem).toMatchObject({
    id: "PLAN-WINDOW-SHORT",
    measured: expect.stringMatching(/10 min at a time/),
  });
  const needed = Number(/open (\d+) min or more/.exec(problem.cure)?.[1]);
  const clock = (minutes: number) => `22:${String(minutes).padStart(2, "0")}`;
  const problemsWith = (minutes: number) =>
    problemsOf(smallEstate({ domainControllers, policy: { windows: nights("22:00", clock(minutes)) } }));
  expect(problemsWith(needed)).toEqual([]);
  expect(problemsWith(needed - 1)).toHaveLength(1);
});

test("windows of two days that meet at midnight are one opening", () => {
  const domainControllers = { a: { sensor: "v2" as const } };
  const windows = [...nights("23:50", "24:00"), ...nights("00:00", "00:10")];
  expect(problemsOf(smallEstate({ domainControllers, policy: { windows } }))).toEqual([]);
});

test("a site without any window is named, those that have one are not", () => {
  const estate = smallEstate({
    domainControllers: { a: { site: "x" }, b: { site: "y" } },
    policy: { windows: nights("20:00", "23:59", { sites: ["x"] }) },
  });
  expect(onlyProblem(estate)).toMatchObject({
    id: "PLAN-WINDOW-SHORT",
    host: "b",
    measured: "no window is about their site and domain",
  });
});
