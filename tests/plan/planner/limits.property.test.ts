import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../../estate/schema.ts";
import type { Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import { seededRandom } from "../../../plan/planner/random.ts";
import { arbitraryEstate } from "../../support/arbitraryEstate.ts";
import { limitsOf, mostAtOnce, playSchedule } from "../../support/engineOracle.ts";

type Entry = Estate["domainControllers"][number];

/** The plan, or undefined where the estate's rules clash and the planner says which. */
function planOrClash(estate: Estate): Plan | undefined {
  try {
    return planMove(estate, undefined, { effort: 1000 });
  } catch (error) {
    if (!(error instanceof PlanningError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    return undefined;
  }
}

const small = arbitraryEstate({ most: 40 });
const large = arbitraryEstate({ most: 400 });

test("no order the engine may choose exceeds a limit or breaks a domain's order, whether domain controllers fail or not", () => {
  fc.assert(
    fc.property(
      large,
      fc.integer(),
      fc.constantFrom("none" as const, "some" as const),
      (estate, seed, failures) => {
        const plan = planOrClash(estate);
        fc.pre(plan !== undefined);
        const random = seededRandom(seed);
        // Two engines: one that starts all it can before anything ends, one that does anything at any time.
        const eager = playSchedule(estate, plan, () => 0);
        const wild = playSchedule(estate, plan, (many) => Math.floor(random() * many), { failures });
        expect(eager.broken).toBeUndefined();
        expect(wild.broken).toBeUndefined();
      },
    ),
    { numRuns: 20 },
  );
});

test("the largest set that can be under way at once is within the limit of every group", () => {
  fc.assert(
    fc.property(small, (estate) => {
      const plan = planOrClash(estate);
      fc.pre(plan !== undefined);
      for (const { rule, limit, members } of limitsOf(estate)) {
        expect({ rule, most: Math.min(mostAtOnce(plan, members), limit + 1) }).toEqual({
          rule,
          most: Math.min(mostAtOnce(plan, members), limit),
        });
      }
    }),
    { numRuns: 50 },
  );
});

test("every order ends with all that move moved: the edges have no circle", () => {
  fc.assert(
    fc.property(small, fc.integer(), (estate, seed) => {
      const plan = planOrClash(estate);
      fc.pre(plan !== undefined);
      const random = seededRandom(seed);
      const { done } = playSchedule(estate, plan, (many) => Math.floor(random() * many));
      const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move").map((dc) => dc.name);
      expect([...done].sort()).toEqual(moving.sort());
    }),
    { numRuns: 50 },
  );
});

test("no edge is implied by others", () => {
  fc.assert(
    fc.property(small, (estate) => {
      const plan = planOrClash(estate);
      fc.pre(plan !== undefined);
      const after = new Map(plan.domainControllers.map((dc) => [dc.name, dc.after]));
      const reaches = (from: string, to: string): boolean =>
        (after.get(from) ?? []).some((one) => one === to || reaches(one, to));
      for (const [, before] of after) {
        for (const one of before) {
          expect(before.some((other) => other !== one && reaches(other, one))).toBe(false);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("a Center is kept by everyone of its forest, a standalone gateway by everyone it watched", () => {
  fc.assert(
    fc.property(small, (estate) => {
      const watched = estate.domainControllers.map((dc) => dc.name);
      const gateway = { name: "gw", watches: watched };
      const plan = planOrClash({ ...estate, standaloneGateways: [gateway] });
      fc.pre(plan !== undefined);
      const staying = plan.domainControllers.filter((dc) => dc.decision.kind !== "move");
      const [planned] = plan.standaloneGateways;
      expect(planned?.heldBy).toHaveLength(staying.length);
      expect([...(planned?.after ?? []), ...staying.map((dc) => dc.name)].sort()).toEqual(watched.sort());
      for (const center of plan.centers) {
        const forest = estate.domains.filter((one) => one.forest === center.forest).map((one) => one.name);
        const own = estate.domainControllers.filter((dc) => forest.includes(dc.domain)).map((dc) => dc.name);
        expect(center.domainControllers).toEqual(own);
      }
    }),
    { numRuns: 30 },
  );
});

/** Ways to ask for more, each of two domain controllers; what it leaves open is decided by `limitsOf` and the schedule. */
const more: Record<string, (estate: Estate, one: Entry, other: Entry) => void> = {
  pair: (estate, one, other) => estate.policy.apart.push([one.name, other.name]),
  forest: (estate) => Object.assign(estate.policy.maxUnavailable, { forest: 1 }),
  domain: (estate) => Object.assign(estate.policy.maxUnavailable, { domain: "15%" }),
  site: (estate) => Object.assign(estate.policy.maxUnavailable, { site: 1 }),
  siteShare: (estate, one) =>
    Object.assign(estate.sites.find((site) => site.name === one.site) ?? {}, { maxUnavailable: "20%" }),
  canary: (estate, one) => Object.assign(estate.policy, { canary: one.name }),
  hypervisor: (_estate, one, other) => {
    one.hypervisor = "one-box";
    other.hypervisor = "one-box";
  },
  synchronizer: (_estate, one) => one.roles.push("ataDomainSynchronizer"),
  master: (_estate, one) => one.roles.push("pdcEmulator"),
  catalog: (_estate, one) => one.roles.push("globalCatalog"),
  hold: (_estate, one) => Object.assign(one, { hold: "one more" }),
  waves: (estate) => Object.assign(estate.policy, { waves: [1, 2, "10%"] }),
  link: (estate, one) =>
    Object.assign(estate.sites.find((site) => site.name === one.site) ?? {}, {
      packageMegabitsPerSecond: 0.7,
    }),
  window: (estate, one) =>
    Object.assign(estate.policy, {
      windows: [{ days: ["sat"], from: "22:00", to: "23:00", timeZone: "Europe/Berlin", sites: [one.site] }],
    }),
  budget: (estate) => Object.assign(estate.policy, { gapBudget: { site: 1800, domain: 7200 } }),
};

test("a constraint more is met, or the contradiction is told: never a plan that breaks it", () => {
  fc.assert(
    fc.property(
      small,
      fc.subarray(Object.keys(more), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(),
      fc.integer(),
      (before, asked, first, second, seed) => {
        fc.pre(planOrClash(before) !== undefined);
        const estate = structuredClone(before);
        const all = estate.domainControllers;
        const [one, other] = [all[first % all.length], all[second % all.length]];
        fc.pre(one !== undefined && other !== undefined && one !== other);
        for (const constraint of asked) more[constraint]?.(estate, one, other);
        const plan = planOrClash(estate);
        if (plan) expectAllKept(estate, plan, seed);
      },
    ),
    { numRuns: 80 },
  );
});

/** Everything an estate asks for, found out without the planner. */
function expectAllKept(estate: Estate, plan: Plan, seed: number): void {
  const { canary, gapBudget, windows } = estate.policy;
  if (canary !== undefined) expect(plan.waves[0]?.domainControllers).toEqual([canary]);
  for (const { rule, limit, members } of [...limitsOf(estate), ...linksOf(estate, plan)]) {
    const most = mostAtOnce(rule.startsWith("link") ? copiesOf(plan) : plan, members);
    expect({ rule, kept: most <= limit }).toEqual({ rule, kept: true });
  }
  const random = seededRandom(seed);
  expect(playSchedule(estate, plan, (many) => Math.floor(random() * many)).broken).toBeUndefined();
  const moving = plan.domainControllers.filter((dc) => dc.wave !== undefined);
  for (const { site } of windows.length > 0 ? moving : []) {
    expect(windows.some((window) => window.sites?.includes(site) ?? true)).toBe(true);
  }
  for (const [kind, budget] of [
    ["sites", gapBudget.site],
    ["domains", gapBudget.domain],
  ] as const) {
    for (const { name, p95 } of budget === undefined ? [] : plan.gaps[kind]) {
      expect({ name, kept: p95 <= (budget ?? 0) }).toEqual({ name, kept: true });
    }
  }
}

/** How many packages of 110 MB end within a step's deadline when they share the link of a site. */
function linksOf(estate: Estate, plan: Plan) {
  return estate.sites.flatMap(({ name, packageMegabitsPerSecond: rate }) => {
    if (rate === undefined) return [];
    const members = plan.domainControllers
      .filter((dc) => dc.site === name && dc.decision.kind === "move" && dc.decision.generation === "v2")
      .map((dc) => dc.name);
    const limit = Math.floor(estate.connection.deadline / ((110 * 8) / rate));
    return [{ rule: `link of ${name}`, limit, members: new Set(members) }];
  });
}

/** The plan as its copies see it: nothing but their own edges holds one back. */
function copiesOf(plan: Plan): Plan {
  return {
    ...plan,
    domainControllers: plan.domainControllers.map((dc) => ({
      ...dc,
      wave: dc.wave === undefined ? undefined : 0,
      after: dc.packageAfter ?? [],
    })),
  };
}
