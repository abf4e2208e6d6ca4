import { beforeEach, expect, test } from "@jest/globals";
import type { ReadyGateInputs } from "../../../plan/declared.ts";
import { absentComponent, gatewayComponent, readyFacts } from "../../support/facts.ts";
import {
  failureOf,
  graphDown,
  makeWorld,
  noGateway,
  sensorOf,
  targetOf,
  urnOf,
  type World,
  workspace,
} from "../support/world.ts";

const urn = urnOf("ReadyGate", "dc01-ready");
const inputs: ReadyGateInputs = {
  target: targetOf("dc01"),
  domain: "contoso.test",
  generation: "v2",
  gateway: "lightweight",
  workspace,
  managedAccounts: [],
  waivers: [],
  readyForSeconds: 600,
  deadlineSeconds: 60,
};
let world: World;
beforeEach(() => {
  world = makeWorld();
});

test("a host on which every blocking check passes is ready, for a while", async () => {
  const { outs } = await world.provider.create(urn, inputs);
  expect(Date.parse(outs.readyUntil) - Date.parse(outs.measuredAt)).toBe(600_000);
  expect(outs.verdicts["pending-reboot"]).toBe("pass");
  expect(outs.factsHash).toMatch(/^[0-9a-f]{64}$/);
});

test("measured again it keeps its turn; a stack from before there were turns keeps its names", async () => {
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs.begunAt).toBe(outs.measuredAt);
  world.now = new Date(Date.now() + 3_600_000);
  expect((await world.provider.update("dc01", urn, outs, inputs)).outs.begunAt).toBe(outs.begunAt);
  const { begunAt: _none, ...old } = outs;
  expect((await world.provider.update("dc01", urn, old, inputs)).outs.begunAt).toBeNull();
});

test("outside the estate's windows nothing begins, and what has begun goes on", async () => {
  const never: ReadyGateInputs["calendar"] = {
    site: "Berlin",
    windows: [],
    freezes: [{ from: "2000-01-01", to: "2099-12-31", reason: "change freeze", timeZone: "UTC" }],
  };
  const { message } = await failureOf(world.provider.create(urn, { ...inputs, calendar: never }));
  expect(message).toContain("WINDOW-CLOSED  dc01");
  expect(message).toContain("no window opens within three months");
  world.hosts["Get-HostFacts dc01"] = readyFacts({ gateway: absentComponent() });
  const begun = await world.provider.create(urn, { ...inputs, calendar: never });
  expect(begun.outs.readyUntil).not.toBe("");
  world.hosts["Get-HostFacts dc01"] = readyFacts();
  const open: ReadyGateInputs["calendar"] = { site: "Berlin", windows: [], freezes: [] };
  const { outs } = await world.provider.create(urn, { ...inputs, calendar: open });
  expect(outs.verdicts["pending-reboot"]).toBe("pass");
});

test("in the last minutes of a window nothing begins that would go on behind it", async () => {
  const calendar: ReadyGateInputs["calendar"] = {
    site: "Berlin",
    windows: [{ days: ["sat"], from: "22:00", to: "04:00", timeZone: "Europe/Berlin" }],
    freezes: [],
    needsSeconds: 16 * 60,
  };
  world.now = new Date("2026-12-06T02:50:00Z"); // ten minutes before four in Berlin
  const { message } = await failureOf(world.provider.create(urn, { ...inputs, calendar }));
  expect(message).toContain("WINDOW-CLOSED  dc01: its move would go on after its window has closed");
  expect(message).toContain("closes 2026-12-06T03:00:00.000Z, and the move takes 16 min in 19 of 20 cases");
  expect(message).toContain("the next window that is long enough opens 2026-12-12T21:00:00.000Z");
  world.now = new Date("2026-12-06T02:44:00Z");
  const { outs } = await world.provider.create(urn, { ...inputs, calendar });
  expect(outs.readyUntil).not.toBe("");
});

test("the hash is of what lasts: it does not change with the time of the measurement", async () => {
  world.hosts["Get-HostFacts dc01"] = readyFacts({ measuredAt: "2026-12-01T20:00:00Z" });
  const one = await world.provider.create(urn, inputs);
  world.hosts["Get-HostFacts dc01"] = readyFacts({ measuredAt: "2026-12-01T21:00:00Z" });
  const other = await world.provider.create(urn, inputs);
  expect(other.outs.factsHash).toBe(one.outs.factsHash);
});

test("failing and unread checks are told together, with host, measured, cure and next command", async () => {
  world.hosts["Get-HostFacts dc01"] = readyFacts({
    pendingReboot: {
      value: { componentServicing: true, windowsUpdate: false, fileRenames: false, computerRename: false },
    },
    sensorApi: { unread: "the script was stopped by a policy" },
  });
  const { message, id } = await failureOf(world.provider.create(urn, inputs));
  expect(id).toBeUndefined();
  expect(message).toContain("NOT-READY  dc01");
  expect(message).toContain("pending-reboot (fail)");
  expect(message).toContain("(unread)");
  expect(message).toContain("the script was stopped by a policy");
  expect(message).toContain("pulumi up");
});

test("a cure this program has itself is offered with what asks for it", async () => {
  world.hosts["Get-HostFacts dc01"] = readyFacts({ dotNetRelease: { value: 394271 } });
  const { message } = await failureOf(world.provider.create(urn, inputs));
  expect(message).toContain(
    "Or let this program do it: `prepare: [net-framework]` at it in the estate file.",
  );
});

test("an account the sensor will use and the host does not speak of is unread, not unneeded", async () => {
  const needy = { ...inputs, managedAccounts: ["gmsa$"] };
  const { message } = await failureOf(world.provider.create(urn, needy));
  expect(message).toContain("managed-account (unread)");
  const usable = { usable: true, sid: "S-1-5-21-1-2-3-1601" };
  world.hosts["Get-HostFacts dc01"] = readyFacts({ managedAccounts: { value: { gmsa$: usable } } });
  expect((await world.provider.create(urn, needy)).outs.verdicts["managed-account"]).toBe("pass");
});

test("a host that cannot be reached is not ready", async () => {
  world.hosts["Get-HostFacts dc01"] = {
    id: "HOST-UNREACHABLE",
    host: "dc01",
    cause: "the host cannot be reached",
    measured: "timeout",
    cure: "Wake it.",
    command: "ssh dc01",
  };
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain("HOST-UNREACHABLE  dc01");
});

test("facts of another shape are no facts", async () => {
  world.hosts["Get-HostFacts dc01"] = { measuredAt: "now" };
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain(
    "STEP-ANSWER-INVALID  dc01",
  );
});

test("no gateway goes while the service cannot be asked", async () => {
  world.graphProblem = graphDown();
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain("GRAPH-UNAVAILABLE");
});

test("a v3 sensor must be on offer before the gateway goes", async () => {
  const v3: ReadyGateInputs = { ...inputs, generation: "v3" };
  expect((await failureOf(world.provider.create(urn, v3))).message).toContain("sensor-offered (fail)");
  world.candidates = [
    {
      id: "c-1",
      computerDnsName: "DC01.contoso.test",
      domainName: "contoso.test",
      senseClientVersion: "10.8804",
      lastSeenDateTime: "2026-12-01T20:00:00Z",
    },
  ];
  const offered = makeWorld();
  offered.candidates = world.candidates;
  const { outs } = await offered.provider.create(urn, v3);
  expect(outs.verdicts["sensor-offered"]).toBe("pass");
});

test("a waiver lets its check through and is recorded", async () => {
  const rebooting = readyFacts({
    pendingReboot: {
      value: { componentServicing: true, windowsUpdate: false, fileRenames: false, computerRename: false },
    },
  });
  world.hosts["Get-HostFacts dc01"] = rebooting;
  const waivers = [{ check: "pending-reboot", reason: "known", by: "a.person", expires: "2099-01-01" }];
  const { outs } = await world.provider.create(urn, { ...inputs, waivers });
  expect(outs.verdicts["pending-reboot"]).toBe("waived");
});

const old = {
  ...inputs,
  measuredAt: "2026-12-01T20:00:00Z",
  readyUntil: "2026-12-01T20:10:00Z",
  sensorListed: false,
  verdicts: {},
  factsHash: "x",
};

test.each([
  ["fresh, nothing changed", "2026-12-01T20:05:00Z", inputs, [], false],
  ["stale, no sensor yet", "2026-12-01T21:00:00Z", inputs, [], true],
  ["stale, but its sensor is listed", "2026-12-01T21:00:00Z", inputs, [sensorOf("dc01")], false],
  ["stale, another's sensor is listed", "2026-12-01T21:00:00Z", inputs, [sensorOf("dc02")], true],
])("diff: %s", async (_case, now, news, sensors, changes) => {
  world.now = new Date(now);
  world.sensors = sensors;
  expect((await world.provider.diff("dc01", urn, old, news)).changes).toBe(changes);
  expect(world.asked.filter((what) => what.startsWith("Get-"))).toEqual([]);
});

test("diff: stale and the service cannot be asked: measured again", async () => {
  world.now = new Date("2026-12-01T21:00:00Z");
  world.graphProblem = graphDown();
  expect((await world.provider.diff("dc01", urn, old, inputs)).changes).toBe(true);
});

test.each([
  ["its gateway is still there", gatewayComponent(), true],
  ["its gateway is gone", absentComponent(), false],
  ["it cannot be read", { ...absentComponent(), registry: { unread: "denied" } }, true],
])(
  "diff: a sensor that was there before proves nothing; asked itself, %s",
  async (_case, gateway, changes) => {
    world.now = new Date("2026-12-01T21:00:00Z");
    world.sensors = [sensorOf("dc01")];
    world.hosts["Get-GatewayStatus dc01"] = { ...noGateway, gateway };
    expect((await world.provider.diff("dc01", urn, { ...old, sensorListed: true }, inputs)).changes).toBe(
      changes,
    );
  },
);

test("another address of the host is no change; a waiver is, and is only written down once the host has moved", async () => {
  world.now = new Date("2026-12-01T20:05:00Z");
  const elsewhere = { ...inputs, target: { ...inputs.target, port: 2222 } };
  expect((await world.provider.diff("dc01", urn, old, elsewhere)).changes).toBe(false);

  world.sensors = [sensorOf("dc01")];
  const waived = { ...inputs, waivers: [{ check: "c", reason: "r", by: "b", expires: "2099-01-01" }] };
  expect((await world.provider.diff("dc01", urn, old, waived)).changes).toBe(true);
  const { outs } = await world.provider.update("dc01", urn, old, waived);
  expect(outs.measuredAt).toBe(old.measuredAt);
  expect(outs.waivers).toEqual(waived.waivers);
  expect(world.asked).not.toContain("Get-HostFacts dc01");
});

test("refresh asks nobody", async () => {
  await world.provider.read("dc01", urn, old);
  expect(world.asked).toEqual([]);
});
