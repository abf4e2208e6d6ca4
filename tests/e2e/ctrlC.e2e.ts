import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox, UP } from "../support/sandbox.ts";
import { spawnPulumi } from "../support/spawnPulumi.ts";

let sandbox: Sandbox;
afterAll(() => sandbox?.stop());

test("Ctrl-C ends a wait within a second, loses nothing, and the next run goes on", async () => {
  sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc05") });
  const { client } = sandbox.lab;
  await client.fault("dc05", "sensor-never-appears");
  const engine = spawnPulumi(UP, sandbox);
  while ((await client.host("dc05")).sensor.service === null) await wait(100);
  await wait(2000);

  const { code, output, cancelledAfter } = await engine.interrupt("CANCELLED");
  expect(code).not.toBe(0);
  expect(cancelledAfter).toBeLessThan(1000);
  const { resources, pending } = await sandbox.state();
  expect(pending).toEqual([]);
  expect(resources.has("dc05-install-sensor")).toBe(true);
  expect(resources.get("dc05-sensor")?.initErrors ?? []).not.toEqual([]);
  expect(output).not.toContain("unhandled exception");

  await client.fault("dc05", "sensor-never-appears", "off");
  const next = await sandbox.up();
  expect(next.stdout + next.stderr).not.toContain("error:");
  expect(next.code).toBe(0);
  expect((await client.host("dc05")).counters.stepStarts["Install-Sensor"]).toBe(1);
  expect((await sandbox.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
}, 240_000);
