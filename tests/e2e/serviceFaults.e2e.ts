import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

test("a sensor deleted in the portal during a wave closes its gate by name; one that shows under another name does not", async () => {
  const estate = chain(
    onlyDomainControllers("dc03", "dc04", "dc05"),
    withValues(
      [["policy", "canary"], "dc05"],
      [["policy", "soak"], "20s"],
      [["policy", "sensorDeadline"], "20s"],
    ),
  );
  sandbox = await Sandbox.start({ estate });
  const { client } = sandbox.lab;
  const up = sandbox.up();
  // The two after the canary are verified; what goes on for twenty seconds then is their wave's soak.
  const verified = async () => {
    const { resources } = await sandbox.state();
    return ["dc03-sensor", "dc04-sensor"].every(
      (name) => resources.get(name)?.outputs?.verifiedAt !== undefined,
    );
  };
  while (!(await verified())) await wait(500);
  await client.graphAct({ act: "deleteSensor", host: "dc03" });
  await client.graphAct({ act: "renameSensor", host: "dc04", displayName: "Oslo 2" });
  const { code, stdout, stderr } = await up;
  expect(code).not.toBe(0);
  const said = stdout + stderr;
  expect(said).toContain("GATE-CLOSED");
  // Of the wave's gate alone: before their installation the service lists neither.
  const gate = said.split("\n").filter((line) => line.includes(" wave-1-gate "));
  expect(gate.join("\n")).toContain("dc03 is not listed by the service");
  expect(gate.join("\n")).not.toContain("dc04 is not listed");

  const again = await sandbox.up();
  expect(again.code).not.toBe(0);
  expect(again.stdout + again.stderr).toMatch(/SENSOR-NOT-VERIFIED[\s\S]*dc03/);
  expect((await client.host("dc03")).counters.stepStarts["Install-Sensor"]).toBe(1);
}, 240_000);

test("the service is down when a v3 sensor is to be activated, its gateway gone: the same run waits it out", async () => {
  sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc02"), timeFactor: 120 });
  const { client } = sandbox.lab;
  const up = sandbox.up();
  const removing = async () =>
    (await client.host("dc02")).works.some(({ step }) => step === "Remove-AtaGateway");
  while (!(await removing())) await wait(50);
  await client.graphFault("graph-down");
  while ((await client.host("dc02")).gateway.service !== null) await wait(100);
  await wait(25_000);
  await client.graphFault("graph-down", "off");
  const { code, stdout, stderr } = await up;
  expect(stdout + stderr).not.toContain("error:");
  expect(code).toBe(0);
}, 240_000);
