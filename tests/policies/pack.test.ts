import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { GraphResource } from "../../policies/graph.ts";
import { type RunningPack, startPack } from "./analyzer.ts";
import { change, revealed, reviewed } from "./support.ts";

/** Value the engine sends for a text that is known only during the update. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe.each(["run-policy-pack", "run-plugin"] as const)("the pack, loaded by %s", (loader) => {
  let pack: RunningPack;
  beforeAll(async () => {
    pack = await startPack(loader, join(__dirname, "..", "..", "policies"));
  }, 120_000);
  afterAll(() => pack?.stop());

  test("finds nothing in the end of a move, and names the rule where an edge is gone", async () => {
    const resources = sendable(revealed(reviewed("end")));
    expect(await pack.violations(resources)).toEqual([]);
    const unlocked = change(resources, "atacenter-remove", () => ({ dependsOn: [] }));
    expect(await pack.violations(unlocked)).toContainEqual(
      expect.stringMatching(/^center-after-lock: .*atacenter-remove: must depend on atacenter-lock/s),
    );
  });

  test("judges a preview, where what the lock takes is not known yet", async () => {
    const known = sendable(revealed(reviewed("dev")));
    const preview = change(known, "atacenter-lock", ({ inputs }) => ({
      inputs: { ...inputs, domainControllers: UNKNOWN_TEXT, checklist: { siem: UNKNOWN_TEXT } },
    }));
    expect(await pack.violations(preview)).toEqual([]);
    const forgetful = change(preview, "atacenter-lock", ({ dependsOn }) => ({
      dependsOn: dependsOn.filter((name) => name !== "dc05-sensor"),
    }));
    expect(await pack.violations(forgetful)).toContainEqual(
      expect.stringContaining("atacenter-lock: must depend on dc05-sensor"),
    );
  });
});

/** A dump shows an archive without its path; on the wire it has one. */
function sendable(resources: readonly GraphResource[]): GraphResource[] {
  return resources.map((one) =>
    one.inputs.source === undefined ? one : { ...one, inputs: { ...one.inputs, source: "bundle" } },
  );
}
