import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox, UP } from "../support/sandbox.ts";
import { spawnPulumi } from "../support/spawnPulumi.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

/** One v2 domain controller: both steps that change it run on the host. */
function start(): Promise<Sandbox> {
  return Sandbox.start({ estate: onlyDomainControllers("dc04"), timeFactor: 60 });
}

const RESOURCES = { "Remove-AtaGateway": "dc04-remove-gateway", "Install-Sensor": "dc04-install-sensor" };

async function untilRunning(step: string): Promise<void> {
  for (;;) {
    const { works } = await sandbox.lab.client.host("dc04");
    if (works.some((work) => work.step === step && work.outcome === "running")) return;
    await wait(100);
  }
}

async function expectMovedOnce(): Promise<void> {
  const host = await sandbox.lab.client.host("dc04");
  expect(host.gateway.service).toBeNull();
  expect(host.sensor.service).not.toBeNull();
  expect(host.counters.stepStarts).toMatchObject({ "Remove-AtaGateway": 1, "Install-Sensor": 1 });
}

test("the engine killed during the removal and again during the installation: the move goes on, nothing runs twice", async () => {
  sandbox = await start();
  for (const step of ["Remove-AtaGateway", "Install-Sensor"] as const) {
    const engine = spawnPulumi(UP, sandbox);
    await untilRunning(step);
    await engine.kill();
    // In the middle indeed: the step goes on by itself, and nobody has written down that it was done.
    const { works } = await sandbox.lab.client.host("dc04");
    expect(works.find((work) => work.step === step)?.outcome).toBe("running");
    await sandbox.pulumi(["cancel", "--yes"]);
    expect((await sandbox.state()).resources.has(RESOURCES[step])).toBe(false);
  }
  const last = await sandbox.up();
  expect(last.stdout + last.stderr).not.toContain("error:");
  expect(last.code).toBe(0);
  await expectMovedOnce();
}, 240_000);

test("an access key made anew between its hand-over and the installation: told, and the next run hands over the new one", async () => {
  sandbox = await start();
  const up = sandbox.up();
  await untilRunning("Remove-AtaGateway");
  await sandbox.lab.client.graphAct({ act: "regenerateAccessKey" });
  const failed = await up;
  expect(failed.code).not.toBe(0);
  expect(failed.stdout + failed.stderr).toContain("Status=FailedAuthentication");
  const last = await sandbox.up();
  expect(last.stdout + last.stderr).not.toContain("error:");
  expect(last.code).toBe(0);
  const { gateway, sensor, counters } = await sandbox.lab.client.host("dc04");
  expect([gateway.service, sensor.service?.state]).toEqual([null, "Running"]);
  // The gateway went once; what failed was tried once more, with the key in force.
  expect(counters.stepStarts).toMatchObject({
    "Remove-AtaGateway": 1,
    "Receive-AccessKey": 2,
    "Install-Sensor": 2,
  });
}, 240_000);

test.each([
  ["drop-connection:Remove-AtaGateway"],
  ["drop-connection:Install-Sensor"],
  ["reboot-during-step:Remove-AtaGateway"],
  ["reboot-during-step:Install-Sensor"],
])(
  "%s: the same command again ends the move, and no step ran twice",
  async (fault) => {
    sandbox = await start();
    await sandbox.lab.client.fault("dc04", fault);
    const first = await sandbox.up();
    // It was on once, and has gone off: the run felt it.
    expect((await sandbox.lab.client.host("dc04")).faults).toEqual([]);
    expect(first.code).not.toBe(0);
    // The host may still be away: the operator tries until it is back.
    for (let tries = 0; tries < 5; tries++) {
      if ((await sandbox.up()).code === 0) break;
      await wait(1000);
    }
    await expectMovedOnce();
  },
  240_000,
);
