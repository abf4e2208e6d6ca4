import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { PlanningError } from "../../plan/planner/planningError.ts";
import { seededRandom } from "../../plan/planner/random.ts";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { arbitraryEstate } from "../support/arbitraryEstate.ts";
import { declaredMove } from "../support/declaredMove.ts";
import { type Broken, Watch } from "../support/engineOracle.ts";
import type { DumpedResource } from "../support/programDump.ts";
import { smallEstate } from "../support/smallEstate.ts";

/** Resources that take a domain controller's protection away, or change it where there was none. */
const TAKES = /^(.+)-(remove-gateway|install-sensor|activate-sensor)$/;

/**
 * Plays the resources themselves as the engine may: any whose dependencies are done starts, at any parallelism, in any
 * order, and some fail for good. Everything is watched from outside: neither the plan nor the program is asked.
 */
function play(estate: Estate, resources: readonly DumpedResource[], plan: Plan, random: () => number) {
  const moving = new Set(
    plan.domainControllers.filter((dc) => dc.decision.kind === "move").map((dc) => dc.name),
  );
  const watch = new Watch(estate, moving);
  const begun = new Set<string>();
  const done = new Set<string>();
  const order: string[] = [];
  const waiting = new Map(resources.map(({ name, dependsOn }) => [name, dependsOn]));
  const running: string[] = [];
  const broken: Broken[] = [];
  const failing = random() < 0.5;
  for (;;) {
    const startable = [...waiting].flatMap(([name, needs]) =>
      needs.every((one) => done.has(one)) ? [name] : [],
    );
    if (startable.length + running.length === 0) return { broken, order, done, failing };
    const pick = Math.floor(random() * (startable.length + running.length));
    const name = startable[pick];
    if (name !== undefined) {
      waiting.delete(name);
      running.push(name);
      order.push(name);
      const dc = TAKES.exec(name)?.[1] ?? "";
      if (moving.has(dc) && !begun.has(dc)) {
        begun.add(dc);
        if (!done.has(`${dc}-ready`)) broken.push({ rule: "ready before removal", members: [dc] });
        const wrong = watch.begin(dc);
        if (wrong) broken.push(wrong);
      }
      continue;
    }
    const [ended = ""] = running.splice(pick - startable.length, 1);
    if (failing && random() < 0.02) continue;
    done.add(ended);
    const verified = /^(.+)-sensor$/.exec(ended)?.[1] ?? "";
    if (moving.has(verified)) watch.end(verified);
  }
}

test("whatever the engine does first: limits, ready before removal, the Center after the last outcome", async () => {
  let played = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryEstate({ most: 14 }), fc.integer(), async (before, seed) => {
      const watches = before.domainControllers.slice(0, 2).map((dc) => dc.name);
      const estate: Estate = {
        ...before,
        centers: centersOf(before),
        standaloneGateways: [{ name: "gw", domain: before.domains[0]?.name ?? "", watches }],
      };
      const plan = planOrClash(estate);
      fc.pre(plan !== undefined);
      const resources = await declaredMove(estate, plan);
      // The second guard, which knows nothing of the plan, has no objection to what the program declares.
      expect(judgeGraph(revealed(asGraph(resources), () => 22))).toEqual([]);
      const random = seededRandom(seed);
      for (let run = 0; run < 25; run++) {
        const { broken, order, done, failing } = play(estate, resources, plan, random);
        expect(broken).toEqual([]);
        if (!failing) expect(done.size).toBe(new Set(resources.map(({ name }) => name)).size);
        centersLast(estate, plan, resources, order, done);
        played++;
      }
    }),
    { numRuns: 6 },
  );
  expect(played).toBeGreaterThanOrEqual(150);
}, 120_000);

test("with an edge less of those that hold a limit, some order breaks it: the watching has teeth", async () => {
  const estate = smallEstate({
    domainControllers: { a: {}, b: {}, c: {} },
    policy: { canary: "a", waves: [1, 2] },
  });
  const plan = planMove(estate);
  const resources = await declaredMove(estate, plan);
  const without = (edge: RegExp) =>
    resources.map((one) => ({
      ...one,
      dependsOn: one.dependsOn.filter((name) => !edge.test(`${one.name} ${name}`)),
    }));
  const rulesBroken = (changed: typeof resources) => {
    const random = seededRandom(1);
    const runs = Array.from({ length: 200 }, () => play(estate, changed, plan, random));
    return [...new Set(runs.flatMap(({ broken }) => broken.map(({ rule }) => rule)))].sort();
  };
  expect(rulesBroken(resources)).toEqual([]);
  expect(rulesBroken(without(/^c-ready b-sensor$/))).toContain("site s");
  expect(rulesBroken(without(/^[bc]-ready wave-0-gate$/))).toContain("site s");
  expect(rulesBroken(without(/^b-remove-gateway b-ready$/))).toContain("ready before removal");
});

/** A Center for each forest that has a gateway. */
function centersOf({ centers: [example], domains, domainControllers }: Estate): Estate["centers"] {
  if (!example) throw new Error("the estate has a Center");
  const reporting = domainControllers.filter(({ gateway }) => gateway === "lightweight");
  return [...new Set(domains.map(({ forest }) => forest))]
    .filter((forest, index) => {
      const own = domains.filter((domain) => domain.forest === forest).map(({ name }) => name);
      return index === 0 || reporting.some(({ domain }) => own.includes(domain));
    })
    .map((forest, index) => ({ ...example, name: `center${index}`, forest }));
}

/** A lock is looked at only after every outcome of its forest; who stays is in its inputs, so it keeps the Center. */
function centersLast(
  estate: Estate,
  plan: Plan,
  resources: readonly DumpedResource[],
  order: readonly string[],
  done: ReadonlySet<string>,
): void {
  for (const center of plan.centers) {
    const lock = resources.find((one) => one.name === `${center.name}-lock`);
    const judged = (lock?.inputs.domainControllers ?? []) as { name: string; decision: string }[];
    expect(judged.map(({ name }) => name)).toEqual(center.domainControllers);
    for (const { name, decision } of judged) {
      const planned = plan.domainControllers.find((dc) => dc.name === name);
      expect(decision).toBe(planned?.decision.kind);
    }
    if (!order.includes(`${center.name}-lock`)) continue;
    const moved = judged.filter(({ decision }) => decision === "move");
    for (const { name } of moved) expect(done).toContain(`${name}-sensor`);
    for (const gateway of center.standaloneGateways) {
      const stays = plan.standaloneGateways.some((one) => one.name === gateway && one.heldBy.length > 0);
      if (!stays) expect(done).toContain(`${gateway}-remove-gateway`);
    }
    const last = Math.max(...moved.map(({ name }) => order.indexOf(`${name}-sensor`)), -1);
    expect(order.indexOf(`${center.name}-lock`)).toBeGreaterThan(last);
  }
  // A standalone gateway goes after the sensors of all it watched, and stays when one of them does.
  const at = order.indexOf("gw-remove-gateway");
  for (const { watches } of at < 0 ? [] : estate.standaloneGateways) {
    for (const name of watches) expect(order.slice(0, at)).toContain(`${name}-sensor`);
  }
}

function planOrClash(estate: Estate): Plan | undefined {
  try {
    return planMove(estate, undefined, { effort: 500 });
  } catch (error) {
    if (error instanceof PlanningError) return undefined;
    throw error;
  }
}
