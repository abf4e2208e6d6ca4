import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { estate as schema } from "../../../estate/schema.ts";
import { planMove } from "../../../plan/planner/planner.ts";

const dev = schema.parse(parse(readFileSync("estates/dev.yaml", "utf8")));

test("the sample estate gets the decisions its file explains", () => {
  const plan = planMove(dev);
  const decided = Object.fromEntries(
    plan.domainControllers.map(({ name, decision }) => [
      name,
      decision.kind === "move" ? decision.generation : decision.kind,
    ]),
  );
  expect(decided).toEqual({
    dc01: "v3",
    dc02: "v3",
    dc03: "v2",
    dc04: "v2",
    dc05: "v2",
    dc06: "hold",
    dc07: "blocked",
  });
});

test("the canary moves alone and first, the operations master and the synchronizer late", () => {
  const plan = planMove(dev);
  expect(plan.waves[0]?.domainControllers).toEqual(["dc05"]);
  expect(new Set(plan.waves[1]?.domainControllers)).toEqual(new Set(["dc01", "dc02", "dc03", "dc04"]));
  expect(plan.domainControllers.find((dc) => dc.name === "dc01")?.after).not.toEqual([]);
});

test("a standalone gateway waits for the sensors of those it watched, the Center for everyone of its forest", () => {
  const plan = planMove(dev);
  expect(plan.standaloneGateways).toEqual([{ name: "gw01", after: ["dc03"], heldBy: [] }]);
  expect(plan.centers[0]?.domainControllers).toHaveLength(7);
  expect(plan.centers[0]?.standaloneGateways).toEqual(["gw01"]);
});

test("the same estate gives the same bytes", () => {
  expect(JSON.stringify(planMove(dev))).toBe(JSON.stringify(planMove(structuredClone(dev))));
});
