import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

/** What an estate asks for is put right before the host is measured, once, and can be put back: with the real engine. */
jest.setTimeout(180_000);

const always = {
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  from: "00:00",
  to: "24:00",
  timeZone: "UTC",
};
const never = {
  ...always,
  days: [["sun", "mon", "tue", "wed", "thu", "fri", "sat"][(new Date().getUTCDay() + 3) % 7]],
};
const preparation = (window: object) => ({
  checks: ["tls-settings", "power-plan", "net-framework"],
  netFramework: { uri: "https://files.contoso.test/ndp48.exe", sha256: "ab".repeat(32), restart: true },
  windows: [window],
});
const FAULTS = ["tls-weak", "power-saving", "dotnet-old"];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start({
    estate: chain(onlyDomainControllers("dc05"), withValues([["preparation"], preparation(never)])),
  });
  for (const fault of FAULTS) await sandbox.lab.client.fault("dc05", fault);
}, 120_000);
afterAll(() => sandbox?.stop());

test("outside its window the host is not restarted, and its gateway stays", async () => {
  const refused = await sandbox.up();
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain("PREPARATION-WINDOW");
  const host = await sandbox.lab.client.host("dc05");
  expect(host.gateway.service?.state).toBe("Running");
  expect(host.counters.stepStarts).toMatchObject({ "Set-PowerPlan": 1, "Set-TlsDefault": 1 });
  expect(host.counters.stepStarts).not.toHaveProperty("Install-DotNetFramework");
});

test("in its window all of it is done once, and the host moves", async () => {
  sandbox.editEstate(withValues([["preparation"], preparation(always)]));
  // The restart cuts the connection, so this run ends there; the work goes on, and the next run takes it up.
  expect((await sandbox.up()).stdout).toContain("dc05-prepare-net-framework");
  expect((await sandbox.lab.client.host("dc05")).gateway.service?.state).toBe("Running");
  const moved = await sandbox.up();
  expect(moved.stdout + moved.stderr).not.toContain("error:");
  expect(moved.code).toBe(0);
  const host = await sandbox.lab.client.host("dc05");
  expect([host.gateway.service, host.sensor.service?.state]).toEqual([null, "Running"]);
  expect(host.counters.stepStarts).toMatchObject({
    "Set-PowerPlan": 1,
    "Set-TlsDefault": 1,
    "Install-DotNetFramework": 1,
  });
  expect((await sandbox.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
});

test("what is asked to be put back is, and nothing else changes", async () => {
  sandbox.editEstate(
    withValues(
      [["preparation", "checks"], []],
      [
        ["domainControllers", 0, "putBack"],
        ["power-plan", "tls-settings"],
      ],
    ),
  );
  const back = await sandbox.up();
  expect(back.stdout + back.stderr).not.toContain("error:");
  const host = await sandbox.lab.client.host("dc05");
  expect(host.counters.stepStarts).toMatchObject({ "Undo-Preparation": 2, "Install-Sensor": 1 });
  expect(host.sensor.service?.state).toBe("Running");
});
