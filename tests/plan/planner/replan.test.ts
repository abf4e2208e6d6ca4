import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../../estate/schema.ts";
import type { Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import { seededRandom } from "../../../plan/planner/random.ts";
import { arbitraryEstate } from "../../support/arbitraryEstate.ts";
import { playSchedule } from "../../support/engineOracle.ts";
import { generatedEstate } from "../../support/generatedEstate.ts";
import { smallEstate } from "../../support/smallEstate.ts";

const waveOf = (plan: Plan) => new Map(plan.domainControllers.map((dc) => [dc.name, dc.wave]));

/** Who of both plans has another wave in the second. */
function moved(before: Plan, after: Plan): string[] {
  const waves = waveOf(before);
  return after.domainControllers
    .filter((dc) => waves.has(dc.name) && dc.wave !== undefined && waves.get(dc.name) !== undefined)
    .filter((dc) => waves.get(dc.name) !== dc.wave)
    .map((dc) => dc.name);
}

const large = generatedEstate({
  name: "large",
  seed: 3,
  domainControllers: 120,
  domains: 6,
  sites: 30,
});
const plan = planMove(large);

test("planned again with nothing changed, nothing changes", () => {
  const again = planMove(large, undefined, { previous: plan });
  expect(again.waves).toEqual(plan.waves);
  expect(again.domainControllers).toEqual(plan.domainControllers);
});

test("adding one domain controller moves none of 120 others", () => {
  const [first] = large.domainControllers;
  if (!first) throw new Error("the estate has some");
  const added: Estate = {
    ...large,
    domainControllers: [...large.domainControllers, { ...first, name: "new", roles: [], hold: undefined }],
  };
  const again = planMove(added, undefined, { previous: plan });
  expect(moved(plan, again)).toEqual([]);
  expect(waveOf(again).get("new")).toBeDefined();
});

test("holding one moves none of the others, whoever it is but the canary", () => {
  const canary = plan.waves[0]?.domainControllers[0];
  for (const name of plan.waves.flatMap((wave) => wave.domainControllers).filter((_n, at) => at % 13 === 1)) {
    const held: Estate = {
      ...large,
      domainControllers: large.domainControllers.map((dc) =>
        dc.name === name ? { ...dc, hold: "for now" } : dc,
      ),
    };
    const again = planMove(held, undefined, { previous: plan });
    expect(name).not.toBe(canary);
    expect(moved(plan, again)).toEqual([]);
  }
});

test("holding the canary moves one other: the next canary", () => {
  const canary = plan.waves[0]?.domainControllers[0];
  const held: Estate = {
    ...large,
    domainControllers: large.domainControllers.map((dc) =>
      dc.name === canary ? { ...dc, hold: "for now" } : dc,
    ),
  };
  expect(moved(plan, planMove(held, undefined, { previous: plan }))).toHaveLength(1);
});

test("what is done and under way keeps its wave and waits for none that has not begun", () => {
  const before = planMove(
    smallEstate({ domainControllers: { a: {}, b: {}, c: { roles: ["ataDomainSynchronizer"] } } }),
  );
  expect(before.waves.map((wave) => wave.domainControllers)).toEqual([["a"], ["b", "c"]]);
  // While the synchronizer is under way, an ordinary one is added to its domain.
  const after = planMove(
    smallEstate({
      domainControllers: { a: {}, b: {}, c: { roles: ["ataDomainSynchronizer"] }, d: {} },
    }),
    undefined,
    { previous: before, progress: { done: ["a", "b"], underWay: ["c"] } },
  );
  const of = (name: string) => after.domainControllers.find((dc) => dc.name === name);
  expect(moved(before, after)).toEqual([]);
  expect(of("c")?.after).toEqual(["b"]);
  expect(of("d")?.after).toEqual(["c"]);
});

test("a plan saved in the middle of a move gives itself again, so that `up` carries out what was saved", () => {
  const before = planMove(
    smallEstate({ domainControllers: { a: {}, b: {}, c: { roles: ["ataDomainSynchronizer"] } } }),
  );
  const changed = smallEstate({
    domainControllers: { a: {}, b: {}, c: { roles: ["ataDomainSynchronizer"] }, d: {}, e: { site: "x" } },
  });
  const progress = { done: ["a", "b"], underWay: ["c"] };
  const saved = planMove(changed, undefined, {
    previous: before,
    progress: { done: ["a", "b", "gone"], underWay: ["c"] },
  });
  expect(saved.begun).toEqual(progress);
  expect(planMove(changed, undefined, { previous: saved })).toEqual(saved);
});

test("one that becomes an operations master is moved behind the ordinary ones of its domain", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const policy = { waves: [1, 3, 4] };
  const before = planMove(
    smallEstate({ domainControllers: Object.fromEntries(names.map((name) => [name, {}])), policy }),
  );
  const early = before.waves[1]?.domainControllers[0] ?? "";
  const domainControllers = Object.fromEntries(
    names.map((name) => [name, name === early ? { roles: ["ridMaster" as const] } : {}]),
  );
  const after = planMove(smallEstate({ domainControllers, policy }), undefined, { previous: before });
  expect(after.waves.at(-1)?.domainControllers.at(-1)).toBe(early);
});

test("a plan kept in the middle of a move still holds every limit for any order of the engine", () => {
  fc.assert(
    fc.property(
      arbitraryEstate({ most: 40 }),
      fc.integer(),
      fc.array(fc.nat(1000), { maxLength: 6 }),
      (estate, seed, changes) => {
        const before = planOrNothing(estate);
        fc.pre(before !== undefined);
        const random = seededRandom(seed);
        const choose = (many: number) => Math.floor(random() * many);
        // Some waves are done; then the estate changes: some are held, some are freed, roles move.
        const finished = before.waves.slice(0, choose(before.waves.length + 1));
        const done = finished.flatMap((wave) => wave.domainControllers);
        const changed = changedEstate(estate, changes, new Set(done));
        const after = planOrNothing(changed, before, done);
        fc.pre(after !== undefined);
        expect(playSchedule(changed, after, choose, { done: new Set(done) }).broken).toBeUndefined();
        expect(done.filter((name) => moved(before, after).includes(name))).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

function planOrNothing(estate: Estate, previous?: Plan, done: string[] = []): Plan | undefined {
  try {
    const progress = { done, underWay: [] };
    return planMove(estate, undefined, { effort: 1000, previous, progress });
  } catch (error) {
    if (error instanceof PlanningError) return undefined;
    throw error;
  }
}

function changedEstate(estate: Estate, changes: readonly number[], done: ReadonlySet<string>): Estate {
  const touched = new Map(
    changes.map((change, kind) => [change % estate.domainControllers.length, kind % 3] as const),
  );
  return {
    ...estate,
    domainControllers: estate.domainControllers.map((dc, index) => {
      const kind = touched.get(index);
      if (kind === undefined || done.has(dc.name)) return dc;
      if (kind === 0) return { ...dc, hold: "changed" };
      if (kind === 1) return { ...dc, hold: undefined };
      return { ...dc, roles: ["ridMaster"] };
    }),
  };
}
