import { beforeEach, expect, test } from "@jest/globals";
import type { GraphHealthIssue } from "../../../provider/graph/api.ts";
import { failureOf, graphDown, makeWorld, sensorOf, urnOf, type World, workspace } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = makeWorld();
});

const dc01 = { name: "dc01", domain: "contoso.test" };
const waits = { pollSeconds: 0.02, deadlineSeconds: 0.3 };
const issue = (overrides: Partial<GraphHealthIssue> = {}): GraphHealthIssue => ({
  id: "h-1",
  displayName: "No traffic received from domain controller",
  healthIssueType: "sensor",
  severity: "medium",
  status: "open",
  domainNames: ["contoso.test"],
  sensorDNSNames: ["dc01.contoso.test"],
  createdDateTime: "2026-12-01T20:30:00Z",
  ...overrides,
});

const healthUrn = urnOf("HealthIssueGate", "wave-0-health");
const health = {
  workspace,
  name: "wave-0",
  domainControllers: [dc01],
  since: "2026-12-01T20:00:00Z",
  ...waits,
};

test.each([
  ["nothing is open", [], []],
  ["a low one", [issue({ severity: "low" })], []],
  ["one of another host", [issue({ sensorDNSNames: ["dc09.contoso.test"] })], []],
  [
    "one from a daily check",
    [issue({ displayName: "NTLM Auditing is not enabled" })],
    ["NTLM Auditing is not enabled"],
  ],
  [
    "one that was there before",
    [issue({ createdDateTime: "2026-12-01T19:00:00Z" })],
    ["No traffic received from domain controller"],
  ],
])("the health gate passes: %s", async (_case, issues, tolerated) => {
  world.healthIssues = issues;
  const { outs } = await world.provider.create(healthUrn, health);
  expect(outs).toMatchObject({ outcome: "pass", skipped: null, tolerated });
});

test.each([
  ["a medium one", issue()],
  ["one of the domain that names no sensor", issue({ sensorDNSNames: [] })],
  ["one that names nobody", issue({ sensorDNSNames: [], domainNames: [] })],
  ["one of a severity nobody knows", issue({ severity: "unknownFutureValue" })],
  ["one without a date", issue({ createdDateTime: "" })],
])("the health gate stays closed: %s", async (_case, open) => {
  world.healthIssues = [open];
  const { message } = await failureOf(world.provider.create(healthUrn, health));
  expect(message).toContain("GATE-CLOSED");
  expect(message).toContain(open.displayName);
});

test("what cannot be read is neither pass nor fail", async () => {
  world.graphProblem = graphDown();
  const { message } = await failureOf(world.provider.create(healthUrn, health));
  expect(message).toContain("GATE-INCONCLUSIVE");
  expect(message).toContain("HTTP 503");
});

test("a person may skip a gate with a reason; it is recorded, said, and looked at again when the reason is taken back", async () => {
  world.healthIssues = [issue()];
  const skipped = { ...health, skipWithReason: "known noise, CHG-7" };
  const { outs } = await world.provider.create(healthUrn, skipped);
  expect(outs).toMatchObject({ outcome: "skipped", skipped: "known noise, CHG-7" });
  expect(world.asked).toEqual([]);
  expect(world.lines.some((line) => line.kind === "warn" && line.text.includes("CHG-7"))).toBe(true);
  expect((await world.provider.diff("x", healthUrn, outs, skipped)).changes).toBe(false);
  expect((await world.provider.diff("x", healthUrn, outs, health)).changes).toBe(true);
});

test("a long wait is warned of once", async () => {
  world.healthIssues = [issue()];
  await failureOf(world.provider.create(healthUrn, { ...health, warnAfterSeconds: 0.1 }));
  expect(world.lines.filter((line) => line.kind === "warn")).toHaveLength(1);
});

const waveUrn = urnOf("WaveGate", "wave-0-gate");
const wave = { workspace, wave: "wave-0", domainControllers: [dc01], soakSeconds: 0, ...waits };
const unhealthy = sensorOf("dc01", { healthStatus: "notHealthyMedium" });

test("a sensor that is unhealthy for what a daily check found long ago holds no wave up", async () => {
  world.sensors = [unhealthy];
  world.healthIssues = [issue({ displayName: "Directory Services Object Auditing is not configured" })];
  const { outs } = await world.provider.create(waveUrn, wave);
  expect(outs.tolerated).toEqual(["Directory Services Object Auditing is not configured"]);
});

test("an issue that was open before the wave began holds it up no more than it held up the move", async () => {
  world.sensors = [unhealthy];
  world.healthIssues = [issue()];
  const begun = { ...wave, since: "2026-12-01T21:00:00Z" };
  const { outs } = await world.provider.create(waveUrn, begun);
  expect(outs.tolerated).toEqual(["No traffic received from domain controller"]);
  const earlier = { ...wave, since: "2026-12-01T20:00:00Z" };
  await failureOf(world.provider.create(waveUrn, earlier));
  // Another beginning is written down; what was passed is passed.
  const asked = world.asked.length;
  const { outs: noted } = await world.provider.update("x", waveUrn, outs, earlier);
  expect(noted.since).toBe(earlier.since);
  expect(world.asked).toHaveLength(asked);
});

test("a wave's warning is for getting healthy: its soak is no reason for one", async () => {
  world.sensors = [sensorOf("dc01")];
  const soaking = { ...wave, soakSeconds: 0.3, warnAfterSeconds: 0.1 };
  await world.provider.create(waveUrn, soaking);
  expect(world.lines.filter((line) => line.kind === "warn")).toEqual([]);
  world.sensors = [];
  await failureOf(world.provider.create(waveUrn, soaking));
  expect(world.lines.filter((line) => line.kind === "warn")).toHaveLength(1);
});

test.each([
  ["a real issue", [issue()], "No traffic received"],
  ["no reason the service tells", [], "notHealthyMedium"],
])("a sensor that is unhealthy for %s does", async (_case, issues, words) => {
  world.sensors = [unhealthy];
  world.healthIssues = issues;
  expect((await failureOf(world.provider.create(waveUrn, wave))).message).toContain(words);
});

test("health issues are asked for only where a sensor is not healthy", async () => {
  world.sensors = [sensorOf("dc01")];
  await world.provider.create(waveUrn, wave);
  expect(world.asked).toEqual(["listSensors"]);
});

const syncUrn = urnOf("InitialSync", "initial-sync");
test("the initial sync is counted from the first sensor", async () => {
  const first = new Date(Date.now() - 800).toISOString();
  const before = Date.now();
  const inputs = { verifiedAt: [new Date().toISOString(), first], seconds: 1 };
  const { outs } = await world.provider.create(syncUrn, inputs);
  expect(outs.outcome).toBe("pass");
  expect(Date.now() - before).toBeLessThan(900);
  expect(Date.now() - Date.parse(first)).toBeGreaterThanOrEqual(1000);
});

test("a moment that is none is refused in the preview", async () => {
  const { failures } = await world.provider.check(syncUrn, {}, { verifiedAt: ["soon"], seconds: 1 });
  expect(failures?.map((failure) => failure.property)).toEqual(["verifiedAt[0]"]);
});

const signalUrn = urnOf("HuntingSignal", "wave-0-signal");
const signal = { workspace, name: "wave-0", domainControllers: [dc01], withinSeconds: 7200, ...waits };

test("a signal is events of every domain controller, by either name", async () => {
  world.huntingRows = [
    { Device: "DC01.contoso.test", Events: 4 },
    { Device: "dc01", Events: 1 },
    { Device: "dc09", Events: 9 },
  ];
  const { outs } = await world.provider.create(signalUrn, signal);
  expect(outs.events).toEqual({ dc01: 5 });
});

test.each([
  ["nothing", []],
  ["another one's events", [{ Device: "dc09.contoso.test", Events: 9 }]],
  ["rows of another shape", [{ Device: "dc01", Events: "many" }, { Device: 1 }]],
])("%s is no signal", async (_case, rows) => {
  world.huntingRows = rows;
  expect((await failureOf(world.provider.create(signalUrn, signal))).message).toContain(
    "no event yet of dc01",
  );
});
