import { join } from "node:path";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { lockTakesEverything } from "../../policies/centerRules.ts";
import { Graph } from "../../policies/graph.ts";
import { asGraph } from "../policies/support.ts";
import { goldenAnswers, preparedEstate } from "../support/goldenEstate.ts";
import { dumpProgram } from "../support/programDump.ts";
import { twoForests } from "../support/twoForests.ts";

test("each lock waits for its own forest alone, takes all of it, and the rules see nothing left out", async () => {
  const estate = preparedEstate(join(__dirname, "../../estates/dev.yaml"), twoForests);
  pulumi.runtime.setAllConfig({ "ata2mdi:estate": estate, "ata2mdi:graphClientSecret": "unused" });
  const dump = await dumpProgram(() => import("../../index.ts"), goldenAnswers);
  const graph = new Graph(asGraph(dump));
  const waits = (center: string) => graph.find(`${center}-lock`)?.dependsOn ?? [];
  const sensors = (center: string) => waits(center).filter((name) => name.endsWith("-sensor"));
  expect(sensors("atacenter")).toEqual(["dc01-sensor", "dc02-sensor", "dc03-sensor"]);
  expect(sensors("atacenter2")).toEqual(["dc04-sensor", "dc05-sensor"]);
  expect(waits("atacenter")).toContain("initial-sync-contoso.test");
  expect(waits("atacenter")).not.toContain("initial-sync-emea.contoso.test");
  expect(waits("atacenter2")).toEqual(
    expect.arrayContaining(["initial-sync-emea.contoso.test", "final-health-emea.contoso.test"]),
  );
  expect(waits("atacenter2").filter((name) => name.endsWith("-atacenter"))).toEqual([]);
  expect(lockTakesEverything(graph)).toEqual([]);
});
