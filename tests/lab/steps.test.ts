import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { putSoftware } from "../../lab/hosts/software.ts";
import { Lab } from "../../lab/lab.ts";
import { hostFacts } from "../../plan/facts.ts";
import {
  gatewayStatusFacts,
  removeGatewayFacts,
  type StepInputs,
  sensorStatusFacts,
} from "../../remote/contract.ts";
import {
  connect,
  factsInput,
  packageInput,
  past,
  putBundle,
  request,
  run,
  soon,
  step,
  type TestLab,
  testLab,
  until,
} from "./support.ts";

jest.setTimeout(30_000);

let it: TestLab;
beforeAll(async () => {
  it = await testLab();
});
afterAll(() => it.stop());

const host = (name: string) => {
  const found = it.lab.hosts.get(name);
  if (!found) throw new Error(`no host ${name}`);
  return found;
};
const starts = (name: string) => host(name).state.counters.stepStarts;

const installInput = (): StepInputs["Install-Sensor"] => ({
  version: packageInput(it).version,
  sha256: packageInput(it).sha256,
  delayedUpdate: true,
  proxy: null,
});

test("every host's facts are what the program's schema asks for", async () => {
  for (const name of it.lab.hosts.keys()) {
    const answer = await step(it, name, "Get-HostFacts", factsInput);
    expect(answer).toMatchObject({ outcome: "done", step: "Get-HostFacts", exitCode: null, code: 0 });
    const facts = hostFacts.parse(answer.facts);
    expect(facts.computerName).toEqual({ value: name.toUpperCase() });
    expect(facts.rootCertificates).toEqual({ value: ["AB"] });
    expect(facts.managedAccounts).toEqual({
      value: { gmsa$: { usable: true, sid: expect.stringMatching(/^S-1-5-21-/) } },
    });
  }
});

test("status steps tell presence and absence in the program's schema", async () => {
  const gateway = gatewayStatusFacts.parse((await step(it, "gw01", "Get-GatewayStatus", {})).facts);
  expect(gateway.gateway.service).toMatchObject({ value: { name: "ATAGateway", state: "Running" } });
  expect(gateway.center).toEqual({
    service: { value: null },
    registry: { value: null },
    file: { value: null },
    product: { value: null },
  });
  const center = gatewayStatusFacts.parse((await step(it, "atacenter", "Get-GatewayStatus", {})).facts);
  expect(center.center.product).toMatchObject({
    value: { name: "Microsoft Advanced Threat Analytics Center" },
  });
  const sensor = sensorStatusFacts.parse((await step(it, "dc01", "Get-SensorStatus", { since: null })).facts);
  expect(sensor).toEqual({
    sensor: { value: null },
    updater: { value: null },
    version: { value: null },
    errors: { value: [] },
  });
});

test("a domain controller moves: package, removal, installation; each is done once and then already", async () => {
  const fetched = await step(it, "dc04", "Get-SensorPackage", packageInput(it));
  expect(fetched).toMatchObject({ outcome: "done", code: 0 });

  const early = await step(it, "dc04", "Install-Sensor", installInput());
  expect(early).toMatchObject({
    outcome: "refused",
    code: 12,
    reason: expect.stringContaining("ATA Gateway"),
  });

  const removed = await step(it, "dc04", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true });
  expect(removed).toMatchObject({ outcome: "done", exitCode: 0, rebooted: false, code: 0 });
  const { stoppedAt, keptPackage } = removeGatewayFacts.parse(removed.facts);
  expect(Date.parse(stoppedAt ?? "")).toBeLessThanOrEqual(Date.parse(removed.finishedAt));
  expect(host("dc04").files.exists(keptPackage ?? "")).toBe(true);
  const status = gatewayStatusFacts.parse((await step(it, "dc04", "Get-GatewayStatus", {})).facts);
  expect(Object.values(status.gateway)).toEqual(Array(4).fill({ value: null }));

  const { accessKey } = it.lab.service.state;
  await step(it, "dc04", "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
  const installed = await step(it, "dc04", "Install-Sensor", installInput());
  expect(installed).toMatchObject({ outcome: "done", exitCode: 0 });
  expect(installed.facts).toMatchObject({ version: it.scenario.graph.sensorVersion });
  const sensor = sensorStatusFacts.parse((await step(it, "dc04", "Get-SensorStatus", { since: null })).facts);
  expect(sensor).toMatchObject({ sensor: { value: "Running" }, updater: { value: "Running" } });

  const again = await step(
    it,
    "dc04",
    "Remove-AtaGateway",
    { readyUntil: past(), keepPackage: true },
    { work: "dc04/Remove-AtaGateway/2" },
  );
  expect(again).toMatchObject({ outcome: "already", code: 0 });
  const fetchedAgain = await step(it, "dc04", "Get-SensorPackage", packageInput(it), {
    work: "dc04/Get-SensorPackage/2",
  });
  expect(fetchedAgain.outcome).toBe("already");
  expect(starts("dc04")).toMatchObject({
    "Get-SensorPackage": 1,
    "Remove-AtaGateway": 1,
    "Install-Sensor": 1,
  });
});

test("a finished work gives its stored answer, and starts anew where the host is no longer so", async () => {
  const input = { readyUntil: soon(), keepPackage: false };
  const first = await step(it, "dc05", "Remove-AtaGateway", input);
  const second = await step(it, "dc05", "Remove-AtaGateway", { ...input, readyUntil: past() });
  expect(second).toEqual(first);
  putSoftware(host("dc05"), "gateway", "1.9.7478.57683");
  const refused = await step(it, "dc05", "Remove-AtaGateway", { ...input, readyUntil: past() });
  expect(refused).toMatchObject({
    outcome: "refused",
    code: 12,
    reason: expect.stringContaining("was good until"),
  });
  expect((await step(it, "dc05", "Remove-AtaGateway", input)).finishedAt).not.toBe(first.finishedAt);
  expect(starts("dc05")["Remove-AtaGateway"]).toBe(2);
});

test("a work goes on without its caller, and the next call for it attaches", async () => {
  const usual = it.scenario.durations.uninstall;
  it.scenario.durations.uninstall = 1800; // three real seconds
  putBundle(it, "dc06");
  const client = await connect(it, "dc06");
  const { command, stdin } = request("Remove-AtaGateway", "dc06/Remove-AtaGateway/1", {
    readyUntil: soon(),
    keepPackage: false,
  });
  const cut = run(client, command, stdin);
  await until(() => starts("dc06")["Remove-AtaGateway"] === 1);
  it.scenario.durations.uninstall = usual;
  client.destroy();
  await cut.catch(() => undefined);
  const other = await step(it, "dc06", "Get-SensorPackage", packageInput(it));
  expect(other).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("dc06/Remove-AtaGateway/1"),
  });
  const attached = await step(it, "dc06", "Remove-AtaGateway", { readyUntil: past(), keepPackage: false });
  expect(attached).toMatchObject({ outcome: "done", exitCode: 0 });
  expect(starts("dc06")["Remove-AtaGateway"]).toBe(1);
});

test("a connection that is cut by its fault leaves the work running", async () => {
  await it.lab.hostFault("dc07", "drop-connection:Remove-AtaGateway", "on");
  putBundle(it, "dc07");
  const client = await connect(it, "dc07");
  const input = { readyUntil: soon(), keepPackage: true };
  const { command, stdin } = request("Remove-AtaGateway", "dc07/Remove-AtaGateway/1", input);
  await expect(run(client, command, stdin)).rejects.toThrow("the connection was closed");
  expect(host("dc07").state.faults).toEqual([]);
  expect((await step(it, "dc07", "Remove-AtaGateway", input)).outcome).toBe("done");
  expect(starts("dc07")["Remove-AtaGateway"]).toBe(1);
});

test("a connection that is cut after any number of bytes starts work at most once", async () => {
  putBundle(it, "dc03");
  const input = packageInput(it);
  for (const bytes of [1, 600, 1500, 2500, 3000, 3500, 4000, 4500]) {
    const before = starts("dc03")["Get-SensorPackage"] ?? 0;
    await it.lab.hostFault("dc03", `drop-after:${bytes}`, "on");
    await step(it, "dc03", "Get-SensorPackage", input).catch(() => undefined);
    expect(host("dc03").state.faults).toEqual([]);
    const answer = await step(it, "dc03", "Get-SensorPackage", input);
    expect(answer.outcome).toBe("done");
    expect((starts("dc03")["Get-SensorPackage"] ?? 0) - before).toBeLessThanOrEqual(1);
    host("dc03").files.removeTree("C:/ProgramData/ata2mdi/packages");
  }
});

test("a host that restarts in the middle is away, goes on, and says that it restarted", async () => {
  await it.lab.hostFault("gw01", "reboot-during-step", "on");
  const input = { readyUntil: null, keepPackage: false };
  await expect(step(it, "gw01", "Remove-AtaGateway", input)).rejects.toThrow("the connection was closed");
  await expect(connect(it, "gw01")).rejects.toThrow("ECONNREFUSED");
  await until(() => !host("gw01").away);
  const answer = await step(it, "gw01", "Remove-AtaGateway", input);
  expect(answer).toMatchObject({ outcome: "done", rebooted: true });
  expect(starts("gw01")["Remove-AtaGateway"]).toBe(1);
});

test("work that is under way when the lab ends goes on when it is raised again", async () => {
  const own = await testLab();
  own.scenario.durations.uninstall = 1200; // two real seconds
  putBundle(own, "dc01");
  const client = await connect(own, "dc01");
  const input = { readyUntil: soon(), keepPackage: true };
  const { command, stdin } = request("Remove-AtaGateway", "dc01/Remove-AtaGateway/1", input);
  const cut = run(client, command, stdin);
  const stopped = () => own.lab.hosts.get("dc01")?.service("ATAGateway")?.state === "Stopped";
  await until(stopped);
  await own.lab.down();
  await expect(cut).rejects.toThrow("the connection was closed");

  const lab = new Lab({ scenario: own.scenario, folder: own.folder, timeFactor: 600 });
  const again = { ...own, lab };
  await lab.up();
  const answer = await step(again, "dc01", "Remove-AtaGateway", { readyUntil: past(), keepPackage: true });
  expect(answer).toMatchObject({ outcome: "done", exitCode: 0, facts: { stoppedAt: expect.any(String) } });
  expect(lab.hosts.get("dc01")?.state.counters.stepStarts["Remove-AtaGateway"]).toBe(1);
  await lab.down();
  await own.stop();
});

test("a work that fails or runs out of time is tried again under the same id", async () => {
  const input = { permitUntil: soon(), deleteDatabase: false };
  await it.lab.hostFault("atacenter", "uninstall-fails", "on");
  const failed = await step(it, "atacenter", "Remove-AtaCenter", input);
  expect(failed).toMatchObject({ outcome: "failed", exitCode: 1603, code: 10 });
  expect(host("atacenter").service("ATACenter")?.state).toBe("Running");
  await it.lab.hostFault("atacenter", "uninstall-fails", "off");

  await it.lab.hostFault("atacenter", "uninstall-hangs", "on");
  const late = await step(it, "atacenter", "Remove-AtaCenter", input, { deadlineSeconds: 1 });
  expect(late).toMatchObject({ outcome: "timeout", code: 11 });
  await it.lab.hostFault("atacenter", "uninstall-hangs", "off");

  const done = await step(it, "atacenter", "Remove-AtaCenter", input);
  expect(done).toMatchObject({ outcome: "done", exitCode: 0 });
  expect(done.facts.stoppedAt).toBe(late.facts.stoppedAt);
  expect(starts("atacenter")["Remove-AtaCenter"]).toBe(3);
  expect(
    host("atacenter").files.list(
      "C:/Program Files/Microsoft Advanced Threat Analytics/Center/MongoDB/bin/data",
    ),
  ).toHaveLength(3);
});

test("a caller whose time is up is told that the work goes on", async () => {
  const input = packageInput(it);
  const times = it.scenario.durations;
  times.package = 1200; // two real seconds
  const slow = step(it, "dc01", "Get-SensorPackage", input);
  await until(() => starts("dc01")["Get-SensorPackage"] === 1);
  const answer = await step(it, "dc01", "Get-SensorPackage", input, { deadlineSeconds: 0.2 });
  expect(answer).toMatchObject({ outcome: "running", code: 13 });
  expect((await slow).outcome).toBe("done");
});

test("requests outside the contract are refused and change nothing", async () => {
  putBundle(it, "dc02");
  const client = await connect(it, "dc02");
  const { command, stdin } = request("Remove-AtaGateway", "dc02/Remove-AtaGateway/1", {
    readyUntil: soon(),
    keepPackage: true,
  });
  const bad = [
    "",
    "not json",
    stdin.replace('"contract":1', '"contract":2'),
    stdin.replace("Remove-AtaGateway", "Install-Sensor"),
    stdin.replace("keepPackage", "keepAll"),
    stdin.replace("}}", ',"more":"\u00e4"}}'),
    stdin.replace("dc02/Remove", "../Remove"),
  ];
  for (const text of bad) expect(await run(client, command, text)).toMatchObject({ code: 20 });
  client.end();
  expect(starts("dc02")["Remove-AtaGateway"]).toBeUndefined();
  expect(host("dc02").state.counters.writes).toBe(0);
});

test("no secret of an input is kept in the lab's state", async () => {
  const state = JSON.stringify(it.lab.state.hosts);
  expect(state).not.toContain(it.lab.service.state.accessKey);
  expect(state).not.toContain("sig=");
});
