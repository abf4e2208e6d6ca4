import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../../estate/schema.ts";
import type { Begun, Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import { seededRandom } from "../../../plan/planner/random.ts";
import { arbitraryEstate } from "../../support/arbitraryEstate.ts";
import { playSchedule } from "../../support/engineOracle.ts";

/** A plan that goes on; undefined where the rules of the estate clash by now. */
function planOn(estate: Estate, previous?: Plan, progress?: Begun): Plan | undefined {
  try {
    return planMove(estate, undefined, { effort: 1000, previous, progress });
  } catch (error) {
    if (error instanceof PlanningError) return undefined;
    throw error;
  }
}

type Choose = (many: number) => number;

/** What people change while a move goes on, of those that have not begun. */
const changes: readonly ((estate: Estate, free: Estate["domainControllers"], choose: Choose) => void)[] = [
  (_estate, free, choose) => Object.assign(free[choose(free.length)] ?? {}, { hold: "changed" }),
  (_estate, free) => free.map((dc) => Object.assign(dc, { hold: undefined })),
  (_estate, free, choose) => Object.assign(free[choose(free.length)] ?? {}, { roles: ["ridMaster"] }),
  (estate, free, choose) => {
    const [like] = free.slice(choose(free.length));
    if (like)
      estate.domainControllers.push({
        ...like,
        name: `new${estate.domainControllers.length}`,
        roles: [],
        hold: undefined,
      });
  },
  (estate) => Object.assign(estate.policy.maxUnavailable, { site: 1, domain: 1 }),
  (estate, free, choose) => {
    const [one, other] = [
      free[choose(free.length)],
      estate.domainControllers[choose(estate.domainControllers.length)],
    ];
    if (one && other && one !== other) estate.policy.apart.push([one.name, other.name]);
  },
  (_estate, free) => free.map((dc, index) => index % 3 === 0 && Object.assign(dc, { hypervisor: "one-box" })),
  (estate) => Object.assign(estate.policy, { waves: [1, 2] }),
];

const asked = fc.array(fc.nat(changes.length - 1), { maxLength: 3 });

test("planned again at any moment of a move, whatever was changed, every limit holds for any order of the engine", () => {
  fc.assert(
    fc.property(
      arbitraryEstate({ most: 40 }),
      fc.integer(),
      fc.nat(80),
      asked,
      (estate, seed, events, kinds) => {
        const before = planOn(estate);
        fc.pre(before !== undefined);
        const random = seededRandom(seed);
        const choose = (many: number) => Math.floor(random() * many);
        const stopped = playSchedule(estate, before, choose, { events });
        const progress = { done: [...stopped.done], underWay: stopped.running };
        const begun = new Set([...progress.done, ...progress.underWay]);
        const changed = structuredClone(estate);
        const free = changed.domainControllers.filter((dc) => !begun.has(dc.name));
        for (const kind of kinds) changes[kind]?.(changed, free, choose);
        for (const previous of [before, undefined]) {
          const after = planOn(changed, previous, progress);
          fc.pre(after !== undefined);
          expectGoingOn(changed, after, progress, choose);
          // Made again from itself it is itself, to the last edge.
          expect(planOn(changed, after)).toEqual({ ...after, length: expect.anything() });
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** Every order from here keeps every rule and moves all that move, each once. */
function expectGoingOn(estate: Estate, plan: Plan, { done, underWay }: Begun, choose: Choose): void {
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move").map((dc) => dc.name);
  expect(plan.waves.flatMap((wave) => wave.domainControllers).sort()).toEqual(moving.sort());
  expect(plan.waves.every((wave) => wave.domainControllers.length > 0)).toBe(true);
  const from = { done: new Set(done), underWay: new Set(underWay) };
  for (const next of [() => 0, choose, choose]) {
    const played = playSchedule(estate, plan, next, from);
    expect(played.broken).toBeUndefined();
    expect([...played.done, ...done].sort()).toEqual(moving);
  }
}

test("who is freed or added moves at most a handful of others, and nearly always nobody", () => {
  const moves: number[] = [];
  fc.assert(
    fc.property(
      arbitraryEstate({ most: 60 }),
      fc.nat(),
      fc.constantFrom("hold", "add"),
      (estate, at, what) => {
        const before = planOn(estate);
        fc.pre(before !== undefined && before.waves.length > 1);
        const followers = before.waves.slice(1).flatMap((wave) => wave.domainControllers);
        const name = followers[at % followers.length];
        const entry = estate.domainControllers.find((dc) => dc.name === name);
        fc.pre(entry !== undefined);
        const domainControllers =
          what === "add"
            ? [...estate.domainControllers, { ...entry, name: "new" }]
            : estate.domainControllers.map((dc) => (dc === entry ? { ...dc, hold: "for now" } : dc));
        const after = planOn({ ...estate, domainControllers }, before);
        fc.pre(after !== undefined);
        const waveOf = new Map(before.domainControllers.map((dc) => [dc.name, dc.wave]));
        const moved = after.domainControllers.filter(
          (dc) =>
            dc.wave !== undefined && waveOf.get(dc.name) !== undefined && waveOf.get(dc.name) !== dc.wave,
        );
        moves.push(moved.length);
        expect(moved.length).toBeLessThanOrEqual(6);
      },
    ),
    { numRuns: 100 },
  );
  expect(moves.filter((count) => count === 0).length).toBeGreaterThan(moves.length * 0.7);
});
