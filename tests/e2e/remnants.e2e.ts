import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

/** A removal that leaves something behind, cleared by the list a person was shown: with the real engine. */
jest.setTimeout(180_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start({ estate: chain(onlyDomainControllers("dc05")) });
  await sandbox.lab.client.fault("dc05", "remnants");
}, 120_000);
afterAll(() => sandbox?.stop());

const KEY = "key:SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway";
const FOLDER = "folder:C:\\Program Files\\Microsoft Advanced Threat Analytics\\Gateway";

test("what was not shown is not cleared; what was is, and the move goes on", async () => {
  expect((await sandbox.up()).code).not.toBe(0);
  const clear = (...shown: string[]) =>
    sandbox.editEstate(withValues([["clearRemnants"], [{ host: "dc05", product: "gateway", shown }]]));

  clear(KEY);
  const refused = await sandbox.up();
  expect(refused.stdout + refused.stderr).toContain("this was not among what was shown");
  expect((await sandbox.lab.client.host("dc05")).gateway.registry).not.toBeNull();

  clear(KEY, FOLDER);
  const moved = await sandbox.up();
  expect(moved.stdout + moved.stderr).not.toContain("error:");
  const host = await sandbox.lab.client.host("dc05");
  expect([host.gateway.registry, host.sensor.service?.state]).toEqual([null, "Running"]);
});
