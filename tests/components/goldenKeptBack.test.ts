import { expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { declaredResources } from "../support/golden.ts";

test("a Center somebody goes back to is started before it is asked, and not stopped", async () => {
  const declared = await declaredResources(
    chain(
      onlyDomainControllers("dc01", "dc04"),
      withValues(
        [["rollback"], ["dc04"]],
        [["policy", "canary"], "dc01"],
        [["centers", 0, "whileKept"], "stopped"],
      ),
    ),
  );
  const named = (name: string) => declared.find((resource) => resource.name === name);
  expect(named("dc04-way-back")?.dependsOn).toContain("atacenter-rest");
  expect(named("atacenter-lock")?.dependsOn).toContain("atacenter-rest");
  expect(named("atacenter-rest")?.inputs.stdin).toContain('"rest":"running"');
  expect(named("atacenter-wake")).toBeUndefined();
  expect(judgeGraph(revealed(asGraph(declared)))).toEqual([]);
});
