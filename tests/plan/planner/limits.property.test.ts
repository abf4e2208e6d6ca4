import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../../estate/schema.ts";
import type { Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import { seededRandom } from "../../../plan/planner/random.ts";
import { arbitraryEstate } from "../../support/arbitraryEstate.ts";
import { limitsOf, mostAtOnce, playSchedule } from "../../support/engineOracle.ts";

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

test("a constraint more is met, or the contradiction is told: never a plan that breaks it", () => {
  const more = fc.constantFrom<(estate: Estate, one: string, other: string) => void>(
    (estate, one, other) => estate.policy.apart.push([one, other]),
    (estate) => Object.assign(estate.policy.maxUnavailable, { forest: 1 }),
    (estate, one) => Object.assign(estate.policy, { canary: one }),
    (estate, one, other) => {
      for (const dc of estate.domainControllers) {
        if (dc.name === one || dc.name === other) dc.hypervisor = "one-box";
      }
    },
  );
  fc.assert(
    fc.property(small, more, fc.nat(), fc.nat(), (before, add, first, second) => {
      fc.pre(planOrClash(before) !== undefined);
      const estate = structuredClone(before);
      const names = estate.domainControllers.map((dc) => dc.name);
      const [one, other] = [names[first % names.length] ?? "", names[second % names.length] ?? ""];
      fc.pre(one !== other);
      add(estate, one, other);
      const plan = planOrClash(estate);
      if (!plan) return;
      if (estate.policy.canary === one) expect(plan.waves[0]?.domainControllers).toEqual([one]);
      for (const { rule, limit, members } of limitsOf(estate)) {
        expect({ rule, kept: mostAtOnce(plan, members) <= limit }).toEqual({ rule, kept: true });
      }
    }),
    { numRuns: 25 },
  );
});
