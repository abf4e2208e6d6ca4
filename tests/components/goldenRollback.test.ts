import { expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { withValues } from "../support/estates.ts";
import { goldenPair } from "../support/golden.ts";

const ACCOUNT = { user: "CONTOSO\\svc-ata", password: { env: "ATA_PASSWORD" } };

test("an estate in which two go back declares what the reviewed dump says", async () => {
  process.env.ATA_PASSWORD = "never-in-clear";
  const { declared, reviewed } = await goldenPair(
    "rollback",
    withValues([["rollback"], ["dc01", "dc04"]], [["centers", 0, "gatewayAccount"], ACCOUNT]),
  );
  expect(declared).toEqual(reviewed);
  expect(JSON.stringify(declared)).not.toContain("never-in-clear");
  const named = (name: string) => declared.find((resource) => resource.name === name);
  expect(named("dc01-ready")).toBeUndefined();
  expect(named("dc01-deactivate-sensor")).toBeDefined();
  expect(named("dc04-deactivate-sensor")).toBeUndefined();
  expect(named("dc05-ready")?.dependsOn).toEqual(expect.arrayContaining(["dc01-gateway", "dc04-gateway"]));
  expect(named("atacenter-lock")?.dependsOn).toEqual(expect.arrayContaining(["dc01-gateway"]));
  expect(judgeGraph(revealed(asGraph(declared)))).toEqual([]);
});
