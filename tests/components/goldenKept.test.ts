import { expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { goldenPair } from "../support/golden.ts";

process.env.CENTER_PFX_PASSWORD = "Kept-In-The-Safe-7";

test("an estate that keeps its Center stopped declares what the reviewed dump says", async () => {
  const { declared, reviewed } = await goldenPair(
    "kept",
    chain(
      onlyDomainControllers("dc01", "dc04"),
      withValues(
        [["centers", 0, "whileKept"], "stopped"],
        [["centers", 0, "backup"], { pfxPassword: { env: "CENTER_PFX_PASSWORD" } }],
      ),
    ),
  );
  expect(declared).toEqual(reviewed);
  const named = (pattern: RegExp) => declared.find(({ name }) => pattern.test(name));
  const start = named(/^atacenter-wake$/);
  const stop = named(/^atacenter-rest$/);
  expect(start?.dependsOn).toEqual(["atacenter-tools"]);
  expect(named(/^atacenter-backup-1$/)?.dependsOn).toContain(start?.name);
  expect(named(/^atacenter-lock$/)?.dependsOn).toEqual(
    expect.arrayContaining([start?.name, "atacenter-read-back-1", "dc01-sensor", "dc04-sensor"]),
  );
  expect(stop?.dependsOn).toEqual(expect.arrayContaining(["atacenter-lock"]));
  expect(judgeGraph(revealed(asGraph(declared)))).toEqual([]);
});
