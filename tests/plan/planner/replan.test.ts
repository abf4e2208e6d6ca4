import { expect, test } from "@jest/globals";
import type { Estate } from "../../../estate/schema.ts";
import type { Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
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

test("who is done holds nobody's seat, and who is under way keeps the others from its own", () => {
  // One at a time in each site: u and x in one, done and y in the other; u is under way, done was before it in the wave.
  const estate = smallEstate({
    domainControllers: {
      canary: { site: "elsewhere" },
      done: { site: "one", domain: "e.test" },
      u: { site: "one" },
      x: { site: "two", domain: "f.test" },
      y: { site: "two", domain: "f.test" },
    },
    policy: { waves: [1, 4], maxUnavailable: { site: 1, domain: 2 }, apart: [["u", "x"]] },
  });
  const previous = {
    waves: [["canary"], ["done", "x", "y", "u"]].map((names) => ({ domainControllers: names })),
  };
  const progress = { done: ["canary", "done"], underWay: ["u"] };
  const after = planMove(estate, undefined, { previous, progress });
  const of = (name: string) => after.domainControllers.find((dc) => dc.name === name)?.after;
  expect(of("u")).toEqual(["done"]);
  expect(of("x")).toContain("u");
});

test("more under way than a limit of today allows: nobody else of that group begins before all of them have ended", () => {
  const domainControllers = { a: {}, b: {}, c: {}, d: {} };
  const wide = { waves: [1, 3], maxUnavailable: { site: 3, domain: 3 } };
  const before = planMove(smallEstate({ domainControllers, policy: wide }));
  const narrow = { ...wide, maxUnavailable: { site: 1, domain: 3 } };
  const after = planMove(smallEstate({ domainControllers, policy: narrow }), undefined, {
    previous: before,
    progress: { done: ["a"], underWay: ["b", "c"] },
  });
  expect(after.domainControllers.find((dc) => dc.name === "d")?.after).toEqual(["b", "c"]);
});

test("whoever is freed while a later wave is under way does not move beside it", () => {
  const domainControllers = { canary: { site: "x" }, late: {}, b: {} };
  const policy = { waves: [1], maxUnavailable: { site: 1, domain: 3 } };
  const before = { waves: [["canary"], ["late"], ["b"]].map((names) => ({ domainControllers: names })) };
  const after = planMove(smallEstate({ domainControllers, policy }), undefined, {
    previous: before,
    progress: { done: ["canary"], underWay: ["b"] },
  });
  expect(after.waves.map((wave) => wave.domainControllers)).toEqual([["canary"], ["b"], ["late"]]);
});

test("a wave that loses its only member gets another, so that the waves behind it keep their names", () => {
  const domainControllers = { a: {}, b: {}, c: {}, d: {} };
  const policy = { waves: [1] };
  const before = planMove(smallEstate({ domainControllers, policy }));
  const held = { ...domainControllers, b: { hold: "for now" } };
  const after = planMove(smallEstate({ domainControllers: held, policy }), undefined, { previous: before });
  expect(after.waves.map((wave) => wave.domainControllers)).toEqual([["a"], ["d"], ["c"]]);
});

test("a canary that was not asked for before stands alone from now on", () => {
  const domainControllers = { a: {}, b: {}, c: {} };
  const setAside = [{ rule: "canary-first" as const, reason: "in a hurry", by: "a.person" }];
  const without = planMove(smallEstate({ domainControllers, policy: { waves: [3], setAside } }));
  expect(without.waves).toHaveLength(1);
  const after = planMove(smallEstate({ domainControllers, policy: { waves: [3] } }), undefined, {
    previous: without,
  });
  expect(after.waves[0]?.domainControllers).toHaveLength(1);
});

test("the length of a plan in the middle of a move is what is left of it", () => {
  const estate = smallEstate({ domainControllers: { a: {}, b: {}, c: {} }, policy: { waves: [1, 2] } });
  const whole = planMove(estate);
  const [canary = ""] = whole.waves[0]?.domainControllers ?? [];
  const left = planMove(estate, undefined, { previous: whole, progress: { done: [canary], underWay: [] } });
  expect(left.length.seconds).toBeLessThan(whole.length.seconds - estate.policy.soak);
  expect(left.length.lowerBoundSeconds).toBeLessThanOrEqual(left.length.seconds);
});

test("who is held in the middle of its own move is told: nothing may protect it", () => {
  const domainControllers = { a: {}, b: {} };
  const before = planMove(smallEstate({ domainControllers }));
  const [canary = ""] = before.waves[0]?.domainControllers ?? [];
  const held = { ...domainControllers, [canary]: { hold: "setup hung" } };
  const after = planMove(smallEstate({ domainControllers: held }), undefined, {
    previous: before,
    progress: { done: [], underWay: [canary] },
  });
  expect(after.notes[0]).toBe(
    `${canary} is under way and stays so (held: setup hung): it may have neither gateway nor sensor. Let it move on, or name it in \`rollback\`.`,
  );
});

test("a saved plan that names one twice moves it once", () => {
  const estate = smallEstate({ domainControllers: { a: {}, b: {} } });
  const previous = { waves: [["a"], ["b"], ["b", "a"]].map((names) => ({ domainControllers: names })) };
  const waves = planMove(estate, undefined, { previous }).waves.map((wave) => wave.domainControllers);
  expect(waves).toEqual([["a"], ["b"]]);
});
