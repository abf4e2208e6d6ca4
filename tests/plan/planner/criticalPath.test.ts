import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { criticalPath, type PlanDurations } from "../../../plan/planner/criticalPath.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { generatedEstate } from "../../support/generatedEstate.ts";
import { smallEstate } from "../../support/smallEstate.ts";

const each: Record<string, number> = {
  tools: 1,
  package: 2,
  ready: 3,
  "remove-gateway": 4,
  change: 5,
  sensor: 6,
};
const durations: PlanDurations = {
  start: 10,
  part: (_name, part) => each[part] ?? 0,
  gate: () => 100,
  standaloneGateway: () => 1000,
  center: () => 10_000,
};

test("two in a lane: the second is measured after the first, its preparation runs beside", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: { a: {}, b: {} },
      policy: { waves: [2] },
      standaloneGateways: [{ name: "gw", watches: ["b"] }],
    }),
    undefined,
    { without: ["canary-first"] },
  );
  const { seconds, path } = criticalPath(plan, durations);
  expect(path).toEqual([
    "workspace",
    "a-tools",
    "a-package",
    "a-ready",
    "a-remove-gateway",
    "a-activate-sensor",
    "a-sensor",
    "b-ready",
    "b-remove-gateway",
    "b-activate-sensor",
    "b-sensor",
    "gw-remove-gateway",
    "center-lock",
  ]);
  expect(seconds).toBe(10 + 21 + 18 + 1000 + 10_000);
});

test("a wave waits for the gate before it; what takes no time is not on the path", () => {
  const plan = planMove(smallEstate({ domainControllers: { a: {}, b: { gateway: "none" } } }));
  const { seconds, path } = criticalPath(plan, {
    ...durations,
    part: (name, part) => (name === "b" && part === "remove-gateway" ? 0 : (each[part] ?? 0)),
  });
  expect(seconds).toBe(10 + 21 + 100 + 14 + 100 + 10_000);
  expect(path).not.toContain("b-remove-gateway");
  expect(path).toContain("wave-0-gate");
});

test("copies that follow one another over a narrow link lengthen the path", () => {
  const small = {
    domainControllers: { a: { sensor: "v2" as const }, b: { sensor: "v2" as const, site: "t" } },
  };
  const options = { without: ["canary-first" as const] };
  const slow: PlanDurations = {
    ...durations,
    part: (_n, part) => (part === "package" ? 500 : 0),
    gate: () => 0,
  };
  const wide = planMove(smallEstate({ ...small, policy: { waves: [2] } }), undefined, options);
  const [a, b] = wide.domainControllers;
  if (!a || !b) throw new Error("the plan has two");
  const narrow = { ...wide, domainControllers: [a, { ...b, packageAfter: ["a"] }] };
  expect(criticalPath(narrow, slow).seconds - criticalPath(wide, slow).seconds).toBe(500);
});

test("no schedule is shorter: the path is as long as the plan played out at full parallelism", () => {
  const estate = generatedEstate({ name: "g", seed: 5, domainControllers: 60, domains: 4, sites: 12 });
  const plan = planMove(estate);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 30 }), (lengths) => {
      const lengthOf = (name: string) => lengths[Number(name.slice(2)) % lengths.length] ?? 1;
      const { seconds } = criticalPath(plan, {
        start: 0,
        part: (name, part) => (part === "change" ? lengthOf(name) : 0),
        gate: () => 7,
        standaloneGateway: () => 0,
        center: () => 0,
      });
      // A clock that ticks: what is ready runs at once.
      const end = new Map<string, number>();
      let begin = 0;
      for (const wave of plan.waves) {
        const left = new Set(wave.domainControllers);
        while (left.size > 0) {
          for (const name of left) {
            const after = plan.domainControllers.find((dc) => dc.name === name)?.after ?? [];
            if (after.some((one) => !end.has(one))) continue;
            end.set(name, Math.max(begin, ...after.map((one) => end.get(one) ?? 0)) + lengthOf(name));
            left.delete(name);
          }
        }
        begin = Math.max(...wave.domainControllers.map((name) => end.get(name) ?? 0)) + 7;
      }
      expect(seconds).toBe(begin);
    }),
    { numRuns: 30 },
  );
});

test("the length of a plan is never below its lower bound", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const policy = seed % 2 === 0 ? { maxUnavailable: { site: 2, domain: 4 } } : undefined;
    const estate = generatedEstate({
      name: "g",
      seed,
      domainControllers: 80,
      domains: seed,
      sites: 16,
      policy,
    });
    const { length } = planMove(estate, undefined, { effort: 20_000 });
    expect(length.seconds).toBeGreaterThanOrEqual(length.lowerBoundSeconds);
  }
});
