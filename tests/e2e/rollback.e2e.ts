import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

/** A domain controller moves, goes back, and moves again: with the real engine. Each test builds on the one before. */
jest.setTimeout(300_000);

let sandbox: Sandbox;
let before: string;

beforeAll(async () => {
  sandbox = await Sandbox.start({
    estate: chain(onlyDomainControllers("dc01", "dc05"), withValues([["policy", "dnsSignal"], true])),
  });
  const moved = await sandbox.up();
  expect(moved.stdout + moved.stderr).not.toContain("error:");
  before = await listed();
}, 300_000);
afterAll(() => sandbox?.stop());

test("both moved, and each was asked by the other for what its sensor must report", async () => {
  expect(before).toBe("dc01 dc05");
  const { resources } = await sandbox.state();
  expect(resources.get("dc05-dns-signal")?.outputs).toMatchObject({ outcome: "pass", responseCode: 5 });
});

test("what cannot be read touches nothing", async () => {
  sandbox.editEstate(withValues([["rollback"], ["dc05", "dc01"]]));
  await sandbox.lab.client.fault("atacenter", "center-down");
  const refused = await sandbox.up();
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain("ROLLBACK-NOT-READY");
  expect((await sandbox.lab.client.host("dc05")).counters.stepStarts).not.toHaveProperty("Remove-Sensor");
  expect(await listed()).toBe(before);
  await sandbox.lab.client.fault("atacenter", "center-down", "off");
});

test("a host that restarts in the middle of it loses nothing: the next run goes on", async () => {
  await sandbox.lab.client.fault("dc05", "reboot-during-step:Remove-Sensor");
  const cut = await sandbox.up();
  expect(cut.code).not.toBe(0);
  expect((await sandbox.state()).resources.has("dc05-way-back")).toBe(true);
});

test("both go back: sensors gone, gateways run and the Center keeps locked", async () => {
  const back = await sandbox.up();
  expect(back.stdout + back.stderr).not.toContain("error:");
  expect(back.code).toBe(0);
  for (const name of ["dc01", "dc05"]) {
    const host = await sandbox.lab.client.host(name);
    expect([name, host.gateway.service?.state, host.sensor.service]).toEqual([name, "Running", null]);
  }
  expect((await sandbox.lab.client.host("dc05")).counters.stepStarts).toMatchObject({
    "Remove-Sensor": 1,
    "Restore-AtaGateway": 1,
  });
  expect(await listed()).toBe("");
  const { resources } = await sandbox.state();
  expect(
    [...resources.keys()].filter((name) => /^dc0[15]-(ready|sensor|remove-gateway)$/.test(name)),
  ).toEqual([]);
  expect(resources.get("dc05-gateway")?.outputs).toMatchObject({
    serviceStatus: "Running",
    centerStatus: "Running",
    protectionGapSeconds: expect.any(Number),
  });
  const lock = resources.get("atacenter-lock")?.outputs as { reasons: { rule: string; host: string }[] };
  expect(lock.reasons).toEqual(
    expect.arrayContaining([expect.objectContaining({ rule: "rolled-back", host: "dc05" })]),
  );
  const again = await sandbox.pulumi(["preview", "--expect-no-changes"]);
  expect(again.stdout + again.stderr).not.toContain("error:");
  expect(again.code).toBe(0);
});

test("taken out of the list they move again, measured anew and under new names of work", async () => {
  const ran = (await sandbox.lab.client.host("dc05")).counters.stepStarts;
  sandbox.editEstate(withValues([["rollback"], []]));
  const forward = await sandbox.up();
  expect(forward.stdout + forward.stderr).not.toContain("error:");
  expect(forward.code).toBe(0);
  const host = await sandbox.lab.client.host("dc05");
  expect([host.gateway.service, host.sensor.service?.state]).toEqual([null, "Running"]);
  expect(await listed()).toBe("dc01 dc05");
  const steps = host.counters.stepStarts;
  expect(steps["Remove-AtaGateway"]).toBe((ran["Remove-AtaGateway"] ?? 0) + 1);
  expect(steps["Install-Sensor"]).toBe((ran["Install-Sensor"] ?? 0) + 1);
  expect((await sandbox.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
});

test("turning round after a run that failed is never silent, and its cure works as it is told", async () => {
  sandbox.editEstate(withValues([["rollback"], ["dc05"]]));
  expect((await sandbox.up()).code).toBe(0);

  // Forward again, but the installation fails; then back again: the old way back is still in the state.
  sandbox.editEstate(withValues([["rollback"], []]));
  await sandbox.lab.client.fault("dc05", "install-fails");
  expect((await sandbox.up()).code).not.toBe(0);
  // A run that failed takes nothing for taken out of the program: what is done stays in the state.
  expect((await sandbox.state()).resources.has("dc05-gateway")).toBe(true);
  expect((await sandbox.lab.client.host("dc05")).gateway.service).toBeNull();
  await sandbox.lab.client.fault("dc05", "install-fails", "off");
  sandbox.editEstate(withValues([["rollback"], ["dc05"]], [["policy", "sensorDeadline"], "10s"]));
  const back = await sandbox.up();
  expect(back.code).not.toBe(0);
  expect(back.stdout + back.stderr).toContain("ROLLBACK-NOT-VERIFIED  dc05");

  const urns = (await sandbox.pulumi(["stack", "--show-urns"])).stdout.match(/urn:\S+::dc05-way-back\b/g);
  const forgotten = await sandbox.pulumi([
    "state",
    "delete",
    urns?.[0] ?? "",
    "--target-dependents",
    "--yes",
  ]);
  expect(forgotten.stdout + forgotten.stderr).not.toContain("error:");
  const again = await sandbox.up();
  expect(again.stdout + again.stderr).not.toContain("error:");
  expect((await sandbox.lab.client.host("dc05")).gateway.service?.state).toBe("Running");
});

/** Names of the sensors the service lists. */
async function listed(): Promise<string> {
  const { graph } = await sandbox.lab.client.status();
  return graph.sensors
    .map((sensor) => String(sensor.host ?? sensor.displayName).toLowerCase())
    .sort()
    .join(" ");
}
