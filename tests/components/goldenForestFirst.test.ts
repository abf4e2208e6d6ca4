import { expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { chain, withValues } from "../support/estates.ts";
import { declaredResources } from "../support/golden.ts";
import { twoForests } from "../support/twoForests.ts";

test("a forest that ends before another breaks no rule of the second guard", async () => {
  // Without dc04 the second forest is the canary's wave alone.
  const first = chain(twoForests, withValues([["domainControllers", 3, "hold"], "its owner is away"]));
  const graph = revealed(asGraph(await declaredResources(first)));
  const sync = graph.find(({ name }) => name === "initial-sync-emea.contoso.test");
  expect(sync?.dependsOn).toEqual(["dc05-sensor", "wave-0-gate"]);
  expect(judgeGraph(graph)).toEqual([]);
});
