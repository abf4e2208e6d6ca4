import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import type { StepInputs } from "../../../remote/contract.ts";
import { stepContract } from "../cases/stepContract.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;
const removal = (): StepInputs["Remove-AtaGateway"] => ({
  readyUntil: new Date(Date.now() + 600_000).toISOString(),
  keepPackage: true,
});

suite("the real scripts keep the contract", () => {
  stepContract((kind) => sandboxHost(powershell ?? "", kind));
});

suite("the real scripts on a host", () => {
  let host: SandboxHost;
  afterEach(() => host.close());

  const install = (): StepInputs["Install-Sensor"] => {
    const { version, sha256 } = host.packageInput();
    return { version, sha256, delayedUpdate: true, proxy: "http://proxy:8080" };
  };
  const handOver = () => host.call("Receive-AccessKey", { accessKey: host.accessKey, goodForSeconds: 600 });

  test("everything that is changed has its line in the journal, before it is done", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    await host.call("Get-SensorPackage", host.packageInput());
    await host.call("Remove-AtaGateway", removal());
    await handOver();
    await host.call("Install-Sensor", install());
    const lines = host.journal().trim().split("\r\n");
    expect(lines.map((line) => line.replace(/^\S+ /, ""))).toEqual([
      expect.stringMatching(/^dc01\/Get-SensorPackage\/1 downloads sensor package/),
      expect.stringMatching(/^dc01\/Remove-AtaGateway\/1 keeps 3 files of the ATA Gateway/),
      "dc01/Remove-AtaGateway/1 stops service ATAGatewayUpdater (Running)",
      "dc01/Remove-AtaGateway/1 stops service ATAGateway (Running)",
      expect.stringMatching(
        /^dc01\/Remove-AtaGateway\/1 runs .*Microsoft ATA Gateway Setup\.exe \/uninstall \/quiet$/,
      ),
      "dc01/Remove-AtaGateway/1 setup ended with exit code 0",
      expect.stringMatching(/^dc01\/Receive-AccessKey\/1 keeps the access key until \d{4}-/),
      expect.stringMatching(/^dc01\/Install-Sensor\/1 runs .*Azure ATP Sensor Setup\.exe \/quiet /),
      "dc01/Install-Sensor/1 setup ended with exit code 0",
    ]);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /);
  });

  test("the bundle's uninstall is used, not that of the package inside it, and no other product's", async () => {
    host = await sandboxHost(powershell ?? "", "gatewayAndCenter");
    await host.call("Remove-AtaGateway", removal());
    expect(host.setups()).toEqual(["Microsoft ATA Gateway Setup.exe /uninstall /quiet"]);
  });

  test("the kept package is whole by its manifest, and kept again where it was damaged", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const first = await host.call("Remove-AtaGateway", removal());
    const folder = String(first.facts.keptPackage);
    const files = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files;
    expect(files.map((file: { path: string }) => file.path).sort()).toEqual([
      "Gateway.msi",
      "Microsoft ATA Gateway Setup.exe",
      "configuration/GatewayInstallationConfiguration.json",
    ]);
    writeFileSync(join(folder, "Gateway.msi"), "damaged");
    host.put("gateway");
    await host.call("Remove-AtaGateway", removal());
    expect(readFileSync(join(folder, "Gateway.msi"), "utf8")).toBe("the package inside\n");
  });

  test("the access key goes through files of SYSTEM only, and into no command line", async () => {
    host = await sandboxHost(powershell ?? "", "bare");
    await host.call("Get-SensorPackage", host.packageInput());
    await handOver();
    await host.call("Install-Sensor", install());
    const written = readFileSync(join(host.folder, "system-files.log"), "utf8").trim().split("\n");
    expect([...new Set(written)].sort()).toEqual(["access.key.new", "secret.json"]);
    expect(host.setups()).toEqual([
      expect.stringMatching(
        /^Azure ATP Sensor Setup\.exe \/quiet NetFrameworkCommandLineArguments="\/q" AccessKeyFile="[^"]+access\.key" DelayedUpdate=true ProxyUrl="http:\/\/proxy:8080"$/,
      ),
    ]);
  });

  test("a setup that knows no key file gets the key as an argument, which the journal says without the key", async () => {
    host = await sandboxHost(powershell ?? "", "bare");
    await host.call("Get-SensorPackage", host.packageInput());
    await handOver();
    await host.call("Install-Sensor", { ...install(), version: "2.200.1.1" });
    expect(host.setups()[0]).toContain(`AccessKey="${host.accessKey}"`);
    expect(host.journal()).toContain("the key is an argument");
    expect(host.journal()).not.toContain(host.accessKey);
  });

  test("a gateway whose service could not be stopped in time is told, and its setup does not run", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    await host.fault("stop-hangs", "on");
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({ outcome: "failed", exitCode: null });
    expect(host.setups()).toEqual([]);
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("while Windows Installer is at work nothing is begun, and the gateway runs on", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    await host.fault("install-busy", "on");
    const answer = await host.call("Remove-AtaGateway", removal(), { deadlineSeconds: 6 });
    expect(answer).toMatchObject({ outcome: "refused", code: 12, exitCode: null });
    expect(answer.reason).toContain("Windows Installer");
    expect(host.setups()).toEqual([]);
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("a removal that was begun needs a new permission once somebody has started the gateway again", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    await host.fault("uninstall-hangs", "on");
    const late = await host.call("Remove-AtaGateway", removal(), { deadlineSeconds: 8 });
    expect(late.outcome).toBe("timeout");
    host.crash();
    await host.fault("uninstall-hangs", "off");
    host.put("gateway");
    const over = { readyUntil: new Date(Date.now() - 1000).toISOString(), keepPackage: true };
    expect(await host.call("Remove-AtaGateway", over)).toMatchObject({ outcome: "refused" });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("a service alone, without an uninstall entry, is told as remnants and left alone", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const state = host.read();
    for (const view of ["64", "32"]) {
      for (const key of Object.keys(state.registry[view])) {
        if (key.includes("Uninstall")) delete state.registry[view][key];
      }
    }
    host.write(state);
    const answer = await host.call("Remove-AtaGateway", { ...removal(), keepPackage: false });
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("remnants") });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("without anything to keep, a gateway is not removed", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const state = host.read();
    for (const values of Object.values<Record<string, string>>(state.registry["32"])) {
      if (values.BundleCachePath) values.BundleCachePath = "/nowhere/setup.exe";
    }
    host.write(state);
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("going back") });
    expect(host.service("ATAGateway")).toBe("Running");
    expect(host.setups()).toEqual([]);
  });

  test("scripts that were changed on the host do not run", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const bundles = join(host.folder, "ata2mdi/bundles");
    const [bundle] = readdirSync(bundles);
    const script = join(bundles, bundle ?? "", "powershell/Setup.ps1");
    writeFileSync(script, `${readFileSync(script, "utf8")}\n# changed\n`);
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({
      outcome: "failed",
      code: 21,
      reason: expect.stringContaining("not whole"),
    });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("old scripts and secrets of works that do not run are swept at the next call", async () => {
    host = await sandboxHost(powershell ?? "", "bare");
    const old = join(host.folder, "ata2mdi/bundles/0123456789abcdef");
    const crashed = join(host.folder, "ata2mdi/journal/dc01_Install-Sensor_9");
    await mkdir(old, { recursive: true });
    await mkdir(crashed, { recursive: true });
    writeFileSync(join(crashed, "secret.json"), `{"password":"${host.accessKey}"}`);
    utimesSync(old, new Date("2026-01-01"), new Date("2026-01-01"));
    await host.call("Get-SensorPackage", host.packageInput());
    expect(readdirSync(join(host.folder, "ata2mdi/bundles"))).toHaveLength(1);
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("a key without its end beside it was not handed over whole: any call takes it away", async () => {
    host = await sandboxHost(powershell ?? "", "bare");
    await host.call("Get-SensorPackage", host.packageInput());
    writeFileSync(join(host.folder, "ata2mdi/journal/access.key"), host.accessKey);
    expect(await host.call("Install-Sensor", install())).toMatchObject({ outcome: "refused" });
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("a key that was not handed over to its end is taken away by any call, and the whole one before it stays", async () => {
    host = await sandboxHost(powershell ?? "", "bare");
    await host.call("Get-SensorPackage", host.packageInput());
    await handOver();
    writeFileSync(join(host.folder, "ata2mdi/journal/access.key.new"), "half-a-key");
    expect(await host.call("Get-GatewayStatus", {})).toMatchObject({ outcome: "done" });
    expect(host.everything()).not.toContain("half-a-key");
    expect(await host.call("Install-Sensor", install())).toMatchObject({ outcome: "done" });
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test.each([
    ["an empty key", { accessKey: " ", goodForSeconds: 600 }],
    ["no time at all", { accessKey: "k", goodForSeconds: 0 }],
  ])("%s is not received", async (_what, input) => {
    host = await sandboxHost(powershell ?? "", "bare");
    expect(await host.call("Receive-AccessKey", input)).toMatchObject({ outcome: "failed", code: 10 });
    expect(readdirSync(join(host.folder, "ata2mdi/journal"))).not.toContain("access.key");
  });

  const removed = () => host.service("ATAGateway") === undefined;
  const ended = (step: "Remove-AtaGateway" | "Install-Sensor") => host.workFile(step, "result-1.json") !== "";

  test.each([
    ["its work is noted", () => host.begun("Remove-AtaGateway") === 1],
    [
      "its package is kept",
      () => existsSync(join(host.folder, "ata2mdi/packages/ata-gateway/manifest.json")),
    ],
    ["a service is about to stop", () => host.journal().includes("stops service")],
    ["its service has stopped", () => removed() || host.service("ATAGateway") === "Stopped"],
    ["its setup runs", () => host.setups().length > 0],
    ["it is gone", removed],
    ["it is answered", () => ended("Remove-AtaGateway")],
  ])("a host that goes down once %s loses nothing of a removal", async (_when, reached) => {
    host = await sandboxHost(powershell ?? "", "gateway");
    host.slow(1);
    await host.cutWhen("Remove-AtaGateway", removal(), reached, "restart");
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({ outcome: "done", facts: { stoppedAt: expect.any(String) } });
    expect(host.service("ATAGateway")).toBeUndefined();
    const kept = String(answer.facts.keptPackage);
    expect(readdirSync(kept)).toEqual(expect.arrayContaining(["manifest.json", "Gateway.msi"]));
  });

  test.each([
    ["its work is noted", () => host.begun("Install-Sensor") === 1],
    ["its setup runs", () => host.setups().length > 0],
    ["it is there", () => host.service("AATPSensor") !== undefined],
    ["it is answered", () => ended("Install-Sensor")],
  ])(
    "a host that goes down once %s loses nothing of an installation, and keeps no key",
    async (_when, reached) => {
      host = await sandboxHost(powershell ?? "", "bare");
      await host.call("Get-SensorPackage", host.packageInput());
      host.slow(1);
      await handOver();
      await host.cutWhen("Install-Sensor", install(), reached, "restart");
      await handOver();
      const answer = await host.call("Install-Sensor", install());
      expect(answer.outcome).toBe("done");
      expect(host.service("AATPSensor")).toBe("Running");
      expect(host.everything()).not.toContain(host.accessKey);
    },
  );

  test("no task is left behind", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    await host.call("Get-HostFacts", {
      sensorApi: "https://127.0.0.1:1/",
      rootCertificates: [],
      managedAccounts: [],
      proxy: null,
    });
    await host.call("Remove-AtaGateway", removal());
    // A task takes itself away after its answer.
    const tasks = () => readdirSync(join(host.folder, "tasks"));
    for (let tries = 0; tasks().length > 0 && tries < 100; tries++) await wait(200);
    expect(tasks()).toEqual([]);
    expect(
      readdirSync(join(host.folder, "ata2mdi/journal")).filter((name) => name.startsWith("probe-")),
    ).toEqual([]);
  });
});
