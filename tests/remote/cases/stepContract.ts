import { afterEach, expect, test } from "@jest/globals";
import { type SetupKind, setupFaults } from "../../../lab/faults/setup.ts";
import { centerBackupFacts, readBackFacts } from "../../../plan/centerBackup.ts";
import { hostFacts } from "../../../plan/facts.ts";
import {
  centerRestFacts,
  failedWorkFacts,
  gatewayStatusFacts,
  receiveAccessKeyFacts,
  remnantsFacts,
  removeGatewayFacts,
  removeSensorFacts,
  restoreGatewayFacts,
  type StepInputs,
  sensorStatusFacts,
} from "../../../remote/contract.ts";
import type { Answer, CallOptions, HostUnderTest, Kind } from "./hostUnderTest.ts";

const soon = () => new Date(Date.now() + 600_000).toISOString();
const past = () => new Date(Date.now() - 60_000).toISOString();
const removal = (): StepInputs["Remove-AtaGateway"] => ({ readyUntil: soon(), keepPackage: true });
const backup = { folder: null, name: "atacenter-1" };
const PFX_PASSWORD = "Kept-In-The-Safe-7";
const center = (): StepInputs["Remove-AtaCenter"] => ({
  permitUntil: soon(),
  deleteDatabase: false,
});

/** Faults of a setup of one kind that let it do nothing, each with the code it ends with. */
function failing(kind: SetupKind): [string, number][] {
  return Object.entries(setupFaults).flatMap(([name, { kinds, works, exitCode }]) =>
    kinds.length === 1 && kinds[0] === kind && !works ? [[name, exitCode]] : [],
  );
}

/** The contract of the steps, as tests: every host that plays it is held to the same ones. */
export function stepContract(make: (kind: Kind) => Promise<HostUnderTest>): void {
  let host: HostUnderTest;
  afterEach(() => host?.close());

  const seconds = (count: number) => count * host.pace;
  const given = async (kind: Kind) => {
    host = await make(kind);
    return host;
  };
  const install = (changes: Partial<StepInputs["Install-Sensor"]> = {}): StepInputs["Install-Sensor"] => {
    const { version, sha256 } = host.packageInput();
    return { version, sha256, delayedUpdate: false, proxy: null, ...changes };
  };
  const handOver = (goodForSeconds = 600, accessKey = host.accessKey) =>
    host.call("Receive-AccessKey", { accessKey, goodForSeconds });
  const installSensor = async (options?: CallOptions) => {
    await handOver();
    return host.call("Install-Sensor", install(), options);
  };
  const withPackage = async (kind: Kind) => {
    await given(kind);
    expect(await host.call("Get-SensorPackage", host.packageInput())).toMatchObject({ outcome: "done" });
  };
  const gatewayPlaces = async () => {
    const { facts } = await host.call("Get-GatewayStatus", {});
    return Object.values(gatewayStatusFacts.parse(facts).gateway);
  };
  const measuredBackup = async () => {
    const { facts } = await host.call("Get-AtaCenterBackup", { ...backup, hashBytes: 1e9 });
    const read = centerBackupFacts.parse(facts).backup;
    if ("unread" in read) throw new Error(read.unread);
    return read.value;
  };
  const absent = Array(4).fill({ value: null });

  test("facts of a host are what the checks read", async () => {
    await given("gateway");
    const input = {
      sensorApi: "https://127.0.0.1:1/ping",
      rootCertificates: [],
      managedAccounts: [],
      proxy: null,
    };
    const { facts, code } = await host.call("Get-HostFacts", input);
    expect(code).toBe(0);
    const read = hostFacts.parse(facts);
    expect(read.gateway.service).toMatchObject({ value: { name: "ATAGateway", state: "Running" } });
    expect(read.sensor.service).toEqual({ value: null });
    expect(read.center.product).toEqual({ value: null });
  });

  test("facts that cannot be read are unread, and the others are there", async () => {
    await given("gateway");
    await host.fault("facts-unreadable", "on");
    const input = {
      sensorApi: "https://127.0.0.1:1/ping",
      rootCertificates: [],
      managedAccounts: [],
      proxy: null,
    };
    const read = hostFacts.parse((await host.call("Get-HostFacts", input)).facts);
    expect(read.pendingReboot).toEqual({ unread: expect.any(String) });
    expect(read.auditFailure).toEqual({ unread: expect.any(String) });
    expect(read.dotNetRelease).toEqual({ value: expect.any(Number) });
  });

  test("the status of a sensor that is not there, and of one that runs", async () => {
    await given("bare");
    const status = async () =>
      sensorStatusFacts.parse((await host.call("Get-SensorStatus", { since: null })).facts);
    expect(await status()).toEqual({
      sensor: { value: null },
      updater: { value: null },
      version: { value: null },
      errors: { value: [] },
    });
    host.put("sensor");
    expect(await status()).toMatchObject({
      sensor: { value: "Running" },
      updater: { value: "Running" },
      version: { value: expect.stringMatching(/^\d+\./) },
    });
  });

  test("a gateway goes, its package is kept, and it is proven absent in four places", async () => {
    await given("gateway");
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({ outcome: "done", code: 0, exitCode: 0, rebooted: false });
    const { stoppedAt, keptPackage } = removeGatewayFacts.parse(answer.facts);
    expect(Date.parse(stoppedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(answer.startedAt) - 1);
    expect(Date.parse(stoppedAt ?? "")).toBeLessThanOrEqual(Date.parse(answer.finishedAt));
    expect(keptPackage).toEqual(expect.any(String));
    expect(await gatewayPlaces()).toEqual(absent);
  });

  test("without a gateway there is nothing to do, and the permission's age does not matter", async () => {
    await given("bare");
    const answer = await host.call("Remove-AtaGateway", { readyUntil: past(), keepPackage: true });
    expect(answer).toMatchObject({ outcome: "already", code: 0, exitCode: null });
    expect(removeGatewayFacts.parse(answer.facts).stoppedAt).toBeNull();
  });

  test("an old permission touches nothing; none at all means no limit", async () => {
    await given("gateway");
    const refused = await host.call("Remove-AtaGateway", { readyUntil: past(), keepPackage: true });
    expect(refused).toMatchObject({ outcome: "refused", code: 12, reason: expect.any(String) });
    expect(host.service("ATAGateway")).toBe("Running");
    const done = await host.call("Remove-AtaGateway", { readyUntil: null, keepPackage: false });
    expect(done).toMatchObject({ outcome: "done" });
    expect(done.facts.keptPackage).toBeNull();
  });

  test("a gateway that cannot be read is not touched", async () => {
    await given("gateway");
    await host.fault("gateway-unread", "on");
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "refused", code: 12 });
    const { facts } = await host.call("Get-GatewayStatus", {});
    expect(gatewayStatusFacts.parse(facts).gateway.service).toEqual({ unread: expect.any(String) });
    await host.fault("gateway-unread", "off");
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("work that is done is answered from the journal, and begun anew where it no longer holds", async () => {
    await given("gateway");
    const first = await host.call("Remove-AtaGateway", removal());
    const second = await host.call("Remove-AtaGateway", { readyUntil: past(), keepPackage: true });
    expect(second).toEqual(first);
    expect(host.begun("Remove-AtaGateway")).toBe(1);
    host.put("gateway");
    const third = await host.call("Remove-AtaGateway", removal());
    expect(third.outcome).toBe("done");
    expect(Date.parse(String(third.facts.stoppedAt))).toBeGreaterThan(
      Date.parse(String(first.facts.stoppedAt)),
    );
    expect(host.begun("Remove-AtaGateway")).toBe(2);
  });

  test("two calls for one work are one piece of work", async () => {
    await given("gateway");
    host.slow(seconds(2));
    const [one, other] = await Promise.all([
      host.call("Remove-AtaGateway", removal()),
      host.call("Remove-AtaGateway", removal()),
    ]);
    expect(one).toEqual(other);
    expect(host.begun("Remove-AtaGateway")).toBe(1);
  });

  test("work goes on without its caller, and the next call attaches to it", async () => {
    await given("gateway");
    host.slow(seconds(3));
    await host.callAndLose("Remove-AtaGateway", removal());
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(host.begun("Remove-AtaGateway")).toBe(1);
  });

  test("while one work runs another is refused, and named", async () => {
    await given("gateway");
    host.slow(seconds(15));
    await host.callAndLose("Remove-AtaGateway", removal());
    const other = await host.call("Get-SensorPackage", host.packageInput());
    expect(other).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining(`${host.name}/Remove-AtaGateway/1`),
    });
    expect((await host.call("Remove-AtaGateway", removal())).outcome).toBe("done");
  });

  test("a caller whose time is up is told that the work goes on", async () => {
    await given("gateway");
    host.slow(seconds(15));
    await host.callAndLose("Remove-AtaGateway", removal());
    const answer = await host.call("Remove-AtaGateway", removal(), { deadlineSeconds: seconds(1) });
    expect(answer).toMatchObject({ outcome: "running", code: 13 });
    expect((await host.call("Remove-AtaGateway", removal())).outcome).toBe("done");
  });

  test("work goes on after the host restarts, and says that it did", async () => {
    await given("gateway");
    host.slow(seconds(2));
    const answer = await host.callThroughRestart("Remove-AtaGateway", removal(), "itself");
    expect(answer).toMatchObject({ outcome: "done", rebooted: true });
    expect(removeGatewayFacts.parse(answer.facts).stoppedAt).toEqual(expect.any(String));
    expect(host.begun("Remove-AtaGateway")).toBe(1);
    expect(await gatewayPlaces()).toEqual(absent);
  });

  test.each(failing("uninstall"))(
    "%s: a failed removal leaves the gateway running, tells the setup's code, and can be tried again",
    async (fault, exitCode) => {
      await given("gateway");
      await host.fault(fault, "on");
      const failed = await host.call("Remove-AtaGateway", removal());
      expect(failed).toMatchObject({ outcome: "failed", code: 10, exitCode, reason: expect.any(String) });
      expect(failed.log.length).toBeGreaterThan(0);
      expect(host.service("ATAGateway")).toBe("Running");
      await host.fault(fault, "off");
      expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done", exitCode: 0 });
    },
  );

  test("a removal that hangs ends at its deadline, and the next attempt takes it to its end", async () => {
    await given("gateway");
    await host.fault("uninstall-hangs", "on");
    const late = await host.call("Remove-AtaGateway", removal(), { deadlineSeconds: seconds(8) });
    expect(late).toMatchObject({ outcome: "timeout", code: 11 });
    await host.fault("uninstall-hangs", "off");
    const done = await host.call("Remove-AtaGateway", removal());
    expect(done.outcome).toBe("done");
    expect(done.facts.stoppedAt).toBe(late.facts.stoppedAt);
  });

  test("remnants are no removal, whatever the setup's code says", async () => {
    await given("gateway");
    await host.fault("remnants", "on");
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer).toMatchObject({
      outcome: "failed",
      exitCode: 0,
      reason: expect.stringContaining("registry"),
    });
  });

  test("a code that asks for a restart is passed on as it came", async () => {
    await given("gateway");
    await host.fault("uninstall-needs-reboot", "on");
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({
      outcome: "done",
      exitCode: 3010,
    });
  });

  test("without room to keep the package nothing is touched", async () => {
    await given("gateway");
    await host.fault("disk-full", "on");
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({
      outcome: "failed",
      exitCode: null,
    });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("a Center on the same host is not touched by the gateway's removal, and is not removed before it", async () => {
    await given("gatewayAndCenter");
    expect(await host.call("Remove-AtaCenter", center())).toMatchObject({ outcome: "refused", code: 12 });
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done" });
    expect(host.service("ATACenter")).toBe("Running");
    expect(await host.call("Remove-AtaCenter", center())).toMatchObject({ outcome: "done" });
  });

  test("a Center goes while it is permitted, and not after", async () => {
    await given("center");
    const refused = await host.call("Remove-AtaCenter", { ...center(), permitUntil: past() });
    expect(refused).toMatchObject({ outcome: "refused", code: 12 });
    expect(host.service("ATACenter")).toBe("Running");
    expect(await host.call("Remove-AtaCenter", center())).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(host.service("ATACenter")).toBeUndefined();
  });

  test("a Center rests: stopped and not starting by itself, once; woken it is as it was, and may rest again", async () => {
    await given("center");
    const services = ({ facts }: Answer) =>
      centerRestFacts.parse(facts).services.map(({ name, state, startMode }) => [name, state, startMode]);
    const running = [
      ["ATACenter", "Running", "Auto"],
      ["MongoDB", "Running", "Auto"],
    ];
    const resting = running.map(([name]) => [name, "Stopped", "Manual"]);
    const rest = (wanted: "stopped" | "running") =>
      host.call(
        "Set-AtaCenterRest",
        { rest: wanted, once: false },
        { work: `${host.name}/Set-AtaCenterRest/${wanted}` },
      );
    const never = await rest("running");
    expect(never).toMatchObject({ outcome: "already", code: 0 });
    expect(services(never)).toEqual(running);

    const stopped = await rest("stopped");
    expect(stopped).toMatchObject({ outcome: "done", code: 0 });
    expect(services(stopped)).toEqual(resting);
    expect([host.service("ATACenter"), host.service("MongoDB")]).toEqual(["Stopped", "Stopped"]);
    const begun = host.begun("Set-AtaCenterRest");
    expect(services(await rest("stopped"))).toEqual(resting);
    expect(host.begun("Set-AtaCenterRest")).toBe(begun);

    const woken = await rest("running");
    expect(woken).toMatchObject({ outcome: "done", code: 0 });
    expect(services(woken)).toEqual(running);
    expect(host.service("ATACenter")).toBe("Running");

    // The same work again: what it once did no longer holds, so it is done anew.
    expect(await rest("stopped")).toMatchObject({ outcome: "done" });
    expect(host.service("ATACenter")).toBe("Stopped");
    expect(services(await rest("running"))).toEqual(running);

    // What is to be done once is not done again, whatever has become of it.
    const work = `${host.name}/Set-AtaCenterRest/running-0123abcd`;
    const wake = () => host.call("Set-AtaCenterRest", { rest: "running", once: true }, { work });
    expect(await rest("stopped")).toMatchObject({ outcome: "done" });
    expect(await wake()).toMatchObject({ outcome: "done" });
    expect(await rest("stopped")).toMatchObject({ outcome: "done" });
    expect(await wake()).toMatchObject({ outcome: "done" });
    expect(host.service("ATACenter")).toBe("Stopped");
  });

  test("where no Center is, none is put to rest or woken", async () => {
    await given("bare");
    for (const rest of ["stopped", "running"] as const) {
      const work = `${host.name}/Set-AtaCenterRest/${rest}`;
      expect(await host.call("Set-AtaCenterRest", { rest, once: false }, { work })).toMatchObject({
        outcome: "refused",
        code: 12,
        reason: expect.stringContaining("no ATA Center"),
      });
    }
  });

  test("a Center is backed up, runs on, and its backup is read back; a changed byte is seen", async () => {
    await given("center");
    const taken = await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    expect(taken).toMatchObject({ outcome: "done", code: 0, facts: { method: "dump" } });
    expect(host.service("ATACenter")).toBe("Running");
    expect(host.everything()).not.toContain(PFX_PASSWORD);
    const first = await measuredBackup();
    expect(first).toMatchObject({ method: "dump", missingParts: [], damagedFiles: 0, readBack: null });
    expect(first?.certificate).toEqual({ value: expect.stringMatching(/^[0-9A-F]{40}$/) });

    const readBack = await host.call("Test-AtaCenterBackup", { ...backup, sample: 10 });
    expect(readBack).toMatchObject({ outcome: "done", facts: { damagedFiles: 0 } });
    const whole = await measuredBackup();
    expect(whole?.readBack).toMatchObject({
      manifestSha256: whole?.manifestSha256,
      damagedFiles: 0,
      collections: 7,
      documents: 1102,
      differentCollections: 0,
    });

    await host.flipByte(backup.name, "database/ATA/UniqueEntity.bson");
    expect(await measuredBackup()).toMatchObject({
      damagedFiles: 1,
      damaged: [expect.stringContaining("UniqueEntity.bson")],
    });
  });

  test("a backup is archived with its signature, once, and only the one that was signed", async () => {
    await given("center");
    await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    const readBack = await host.call("Test-AtaCenterBackup", { ...backup, sample: 1 });
    const { manifestSha256 } = readBackFacts.parse(readBack.facts);
    const archive = {
      ...backup,
      destination: host.archive,
      container: null,
      manifestSha256,
      signature: "signed\n",
    };
    const done = await host.call("Copy-AtaCenterBackup", archive);
    expect(done).toMatchObject({ outcome: "done", code: 0, facts: { manifestSha256 } });
    expect(await host.call("Copy-AtaCenterBackup", archive)).toMatchObject({ outcome: "done" });
    expect(host.begun("Copy-AtaCenterBackup")).toBe(1);
    const other = await host.call(
      "Copy-AtaCenterBackup",
      { ...archive, manifestSha256: "ab".repeat(32) },
      { work: `${host.name}/Copy-AtaCenterBackup/2` },
    );
    expect(other).toMatchObject({ outcome: "refused", code: 12 });
  });

  test("a damaged backup is not archived", async () => {
    await given("center");
    await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    const { manifestSha256 } = readBackFacts.parse(
      (await host.call("Test-AtaCenterBackup", { ...backup, sample: 1 })).facts,
    );
    await host.flipByte(backup.name, "database/ATA/DataProfile.bson");
    const input = { ...backup, destination: host.archive, container: null, manifestSha256, signature: "x" };
    const answer = await host.call("Copy-AtaCenterBackup", input);
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("DataProfile.bson") });
  });

  test("a damaged backup is read back as damaged, and that is no failure of the reading", async () => {
    await given("center");
    await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    await host.flipByte(backup.name, "database/ATA/DataProfile.bson");
    const readBack = await host.call("Test-AtaCenterBackup", { ...backup, sample: 10 });
    expect(readBack).toMatchObject({ outcome: "done", facts: { damagedFiles: 1 } });
  });

  test("no backup without room, and none where no Center is; the Center runs on", async () => {
    await given("center");
    await host.fault("disk-full", "on");
    const full = await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    expect(full).toMatchObject({ outcome: "failed", exitCode: null });
    expect(host.service("ATACenter")).toBe("Running");
    expect(await measuredBackup()).toBeNull();
    await host.close();
    await given("bare");
    const bare = await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    expect(bare).toMatchObject({ outcome: "refused", code: 12 });
    expect(await host.call("Test-AtaCenterBackup", { ...backup, sample: 1 })).toMatchObject({
      outcome: "refused",
    });
  });

  test("a certificate that gives no key out is told with the backup", async () => {
    await given("center");
    await host.fault("key-not-exportable", "on");
    await host.call("Backup-AtaCenter", { ...backup, pfxPassword: PFX_PASSWORD });
    expect((await measuredBackup())?.certificate).toEqual({
      unread: expect.stringContaining("Key not valid"),
    });
  });

  test("a package is fetched once", async () => {
    await withPackage("bare");
    const again = await host.call("Get-SensorPackage", host.packageInput(), {
      work: `${host.name}/Get-SensorPackage/2`,
    });
    expect(again).toMatchObject({ outcome: "already", code: 0 });
  });

  test.each(["package-damaged", "package-foreign-signer", "download-fails", "disk-full"])(
    "%s: the package is not taken",
    async (fault) => {
      await given("bare");
      await host.fault(fault, "on");
      const failed = await host.call("Get-SensorPackage", host.packageInput());
      expect(failed).toMatchObject({ outcome: "failed", code: 10, reason: expect.any(String) });
      expect(JSON.stringify(failed)).not.toContain(host.packageInput().uri);
      await host.fault(fault, "off");
      expect((await host.call("Get-SensorPackage", host.packageInput())).outcome).toBe("done");
    },
  );

  test("a sensor is installed, runs, and its key is nowhere on the host", async () => {
    await withPackage("bare");
    const answer = await installSensor();
    expect(answer).toMatchObject({ outcome: "done", code: 0, exitCode: 0 });
    expect(answer.facts).toMatchObject({
      sensorRunningAt: expect.stringMatching(/^\d{4}-.*Z$/),
      version: expect.stringMatching(/^\d+\./),
      folder: expect.stringContaining("Azure Advanced Threat Protection Sensor"),
    });
    expect([host.service("AATPSensor"), host.service("AATPSensorUpdater")]).toEqual(["Running", "Running"]);
    expect(host.everything()).not.toContain(host.accessKey);
    expect(host.everything()).not.toContain(host.packageInput().uri);
  });

  test("where a sensor runs there is nothing to install", async () => {
    await given("sensor");
    expect(await host.call("Install-Sensor", install())).toMatchObject({ outcome: "already", code: 0 });
  });

  test("no sensor beside a gateway, none without a package; the key that was there for it goes", async () => {
    await withPackage("gateway");
    expect(await installSensor()).toMatchObject({ outcome: "refused", code: 12 });
    expect(host.everything()).not.toContain(host.accessKey);
    await host.close();
    await given("bare");
    expect(await installSensor()).toMatchObject({ outcome: "refused", code: 12 });
    expect(host.service("AATPSensor")).toBeUndefined();
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("an access key is kept for the installation, through the removal, and its answer does not hold it", async () => {
    await withPackage("gateway");
    const before = Date.now();
    const answer = await handOver(600);
    expect(answer).toMatchObject({ outcome: "done", code: 0 });
    const { goodUntil } = receiveAccessKeyFacts.parse(answer.facts);
    expect(Date.parse(goodUntil ?? "")).toBeGreaterThan(before + 590_000);
    expect(Date.parse(goodUntil ?? "")).toBeLessThan(Date.now() + 601_000);
    expect(JSON.stringify(answer)).not.toContain(host.accessKey);
    expect(host.everything()).toContain(host.accessKey);
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done" });
    expect(await host.call("Install-Sensor", install())).toMatchObject({ outcome: "done" });
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("without an access key nothing is installed, and the next one is taken", async () => {
    await withPackage("bare");
    const refused = await host.call("Install-Sensor", install());
    expect(refused).toMatchObject({ outcome: "refused", code: 12, reason: expect.stringContaining("key") });
    expect(host.service("AATPSensor")).toBeUndefined();
    expect(await installSensor()).toMatchObject({ outcome: "done" });
  });

  test("a key whose time is over is not used, and any call takes it away", async () => {
    await withPackage("bare");
    await handOver(0.001);
    const refused = await host.call("Install-Sensor", install());
    expect(refused).toMatchObject({ outcome: "refused", reason: expect.stringContaining("key") });
    await handOver(0.001);
    expect(host.everything()).toContain(host.accessKey);
    expect(await host.call("Get-SensorStatus", { since: null })).toMatchObject({ outcome: "done" });
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("a key handed over again replaces the one before", async () => {
    await withPackage("bare");
    await handOver(600, "a-key-that-was-replaced");
    await handOver();
    expect(host.everything()).not.toContain("a-key-that-was-replaced");
    expect(await host.call("Install-Sensor", install())).toMatchObject({ outcome: "done" });
  });

  test("where a sensor is installed no key is kept", async () => {
    await given("sensor");
    const answer = await handOver();
    expect(answer).toMatchObject({ outcome: "already", code: 0, facts: { goodUntil: null } });
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test.each(failing("install"))(
    "%s: the setup's code and log are passed on, without the key, and it can be tried again",
    async (fault, exitCode) => {
      await withPackage("bare");
      await host.fault(fault, "on");
      const failed: Answer = await installSensor();
      expect(failed).toMatchObject({ outcome: "failed", code: 10, exitCode });
      expect(failed.log.length).toBeGreaterThan(0);
      expect(JSON.stringify(failed)).not.toContain(host.accessKey);
      await host.fault(fault, "off");
      expect((await installSensor()).outcome).toBe("done");
      expect(host.everything()).not.toContain(host.accessKey);
    },
  );

  test("a sensor whose setup asks for a restart runs, and the code is passed on as it came", async () => {
    await withPackage("bare");
    await host.fault("install-needs-reboot", "on");
    expect(await installSensor()).toMatchObject({ outcome: "done", code: 0, exitCode: 3010 });
    expect(host.service("AATPSensor")).toBe("Running");
  });

  test("a setup that hangs ends at its deadline and leaves no key behind", async () => {
    await withPackage("bare");
    await host.fault("install-hangs", "on");
    const late = await installSensor({ deadlineSeconds: seconds(8) });
    expect(late).toMatchObject({ outcome: "timeout", code: 11 });
    expect(host.everything()).not.toContain(host.accessKey);
    await host.fault("install-hangs", "off");
    expect((await installSensor()).outcome).toBe("done");
  });

  test("a sensor stuck in starting is not installed", async () => {
    await withPackage("bare");
    await host.fault("sensor-stuck-starting", "on");
    const answer = await installSensor({ deadlineSeconds: seconds(15) });
    expect(["failed", "timeout"]).toContain(answer.outcome);
    expect(answer.reason).toContain("AATPSensor");
  });

  test("a setup that restarts the host is carried on afterwards", async () => {
    await withPackage("bare");
    await host.fault("install-reboots", "on");
    await handOver();
    const answer = await host.callThroughRestart("Install-Sensor", install(), "setup");
    expect(answer).toMatchObject({ outcome: "done", rebooted: true });
    expect(host.begun("Install-Sensor")).toBe(1);
    expect(host.everything()).not.toContain(host.accessKey);
  });

  test("going back: the sensor goes, and the kept gateway runs again", async () => {
    await withPackage("gateway");
    const back = { consoleUser: null, consolePassword: null };
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done" });
    expect(await installSensor()).toMatchObject({ outcome: "done" });
    expect(await host.call("Restore-AtaGateway", back)).toMatchObject({ outcome: "refused", code: 12 });
    const kept = gatewayStatusFacts.parse((await host.call("Get-GatewayStatus", {})).facts).keptPackage;
    expect(kept).toEqual({ value: expect.stringContaining("ata-gateway") });
    expect(await host.call("Remove-Sensor", { permitUntil: past() })).toMatchObject({ outcome: "refused" });
    expect(host.service("AATPSensor")).toBe("Running");
    const gone = await host.call("Remove-Sensor", { permitUntil: soon() });
    expect(gone).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(removeSensorFacts.parse(gone.facts).stoppedAt).toEqual(expect.any(String));
    expect(host.service("AATPSensor")).toBeUndefined();
    const restored = await host.call("Restore-AtaGateway", back);
    expect(restored).toMatchObject({ outcome: "done", code: 0 });
    expect(restoreGatewayFacts.parse(restored.facts)).toMatchObject({ gatewayRunningAt: expect.any(String) });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test.each(failing("restore"))("%s: going back that failed can be tried again", async (fault, exitCode) => {
    await given("gateway");
    const back = { consoleUser: null, consolePassword: null };
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done" });
    await host.fault(fault, "on");
    const failed = await host.call("Restore-AtaGateway", back);
    expect(failed).toMatchObject({ outcome: "failed", code: 10, exitCode });
    expect(failed.log.length).toBeGreaterThan(0);
    await host.fault(fault, "off");
    expect(await host.call("Restore-AtaGateway", back)).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("without a kept package there is no going back", async () => {
    await given("bare");
    const { keptPackage } = gatewayStatusFacts.parse((await host.call("Get-GatewayStatus", {})).facts);
    expect(keptPackage).toEqual({ value: null });
    const back = { consoleUser: null, consolePassword: null };
    expect(await host.call("Restore-AtaGateway", back)).toMatchObject({ outcome: "refused", code: 12 });
    expect(host.service("ATAGateway")).toBeUndefined();
  });

  test("what failed removals leave is found, shown, and cleared only as it was shown", async () => {
    await given("gateway");
    const found = async () => remnantsFacts.parse((await host.call("Get-Remnants", {})).facts);
    expect(await found()).toEqual({ gateway: { value: null }, sensor: { value: [] } });
    const whole = await host.call("Clear-Remnants", { product: "gateway", shown: [], permitUntil: null });
    expect(whole).toMatchObject({ outcome: "refused", code: 12 });

    await host.fault("remnants", "on");
    expect((await host.call("Remove-AtaGateway", removal())).outcome).toBe("failed");
    const { gateway } = await found();
    if (!("value" in gateway) || !gateway.value) throw new Error("nothing was found");
    expect(gateway.value).toContain("key:SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway");
    const less = await host.call("Clear-Remnants", {
      product: "gateway",
      shown: gateway.value.slice(1),
      permitUntil: null,
    });
    expect(less).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining(gateway.value[0] ?? ""),
    });
    const cleared = await host.call("Clear-Remnants", {
      product: "gateway",
      shown: gateway.value,
      permitUntil: null,
    });
    expect(cleared).toMatchObject({ outcome: "done", facts: { left: [] } });
    expect(await gatewayPlaces()).toEqual(absent);
  });

  test("work that failed is told until it ends well, also while it is tried again", async () => {
    await given("gateway");
    const failed = async () => failedWorkFacts.parse((await host.call("Get-FailedWork", {})).facts);
    expect(await failed()).toEqual({ works: { value: [] } });

    await host.fault("uninstall-fails", "on");
    const answer = await host.call("Remove-AtaGateway", removal());
    expect(answer.outcome).toBe("failed");
    const { step, work, finishedAt, outcome, exitCode } = answer;
    const told = {
      works: { value: [expect.objectContaining({ step, work, finishedAt, outcome, exitCode })] },
    };
    expect(await failed()).toEqual(told);

    await host.fault("uninstall-fails", "off");
    host.slow(seconds(15));
    await host.callAndLose("Remove-AtaGateway", removal());
    expect(await failed()).toEqual(told);
    expect(await host.call("Remove-AtaGateway", removal())).toMatchObject({ outcome: "done" });
    expect(await failed()).toEqual({ works: { value: [] } });
  });

  test("of a step that was work more than once the newest counts", async () => {
    await given("gateway");
    await host.fault("uninstall-fails", "on");
    expect((await host.call("Remove-AtaGateway", removal())).outcome).toBe("failed");
    await host.fault("uninstall-fails", "off");
    const again = { work: `${host.name}/Remove-AtaGateway/2` };
    expect((await host.call("Remove-AtaGateway", removal(), again)).outcome).toBe("done");
    const { facts } = await host.call("Get-FailedWork", {});
    expect(failedWorkFacts.parse(facts)).toEqual({ works: { value: [] } });
  });

  test("what is no request of the contract is refused and changes nothing", async () => {
    await given("gateway");
    const good = JSON.stringify({
      contract: 1,
      step: "Remove-AtaGateway",
      work: `${host.name}/Remove-AtaGateway/1`,
      deadlineSeconds: 30,
      input: removal(),
    });
    for (const text of [
      "",
      "not json",
      good.slice(0, -10),
      good.replace('"contract":1', '"contract":2'),
      good.replace("Remove-AtaGateway", "Install-Sensor"),
      good.replace("keepPackage", "keepAll"),
      good.replace(host.name, "../host"),
    ]) {
      expect([text, await host.send("Remove-AtaGateway", text)]).toEqual([text, 20]);
    }
    expect(host.service("ATAGateway")).toBe("Running");
    expect(host.begun("Remove-AtaGateway")).toBe(0);
  });
}
