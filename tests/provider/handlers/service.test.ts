import { beforeEach, expect, test } from "@jest/globals";
import type { GraphHealthIssue } from "../../../provider/graph/api.ts";
import { GraphProblem } from "../../../provider/graph/problems.ts";
import { failureOf, graphDown, makeWorld, sensorOf, urnOf, type World, workspace } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = makeWorld();
});

const dc01 = { name: "dc01", domain: "contoso.test" };
const waits = { pollSeconds: 0.02, deadlineSeconds: 5 };
const issue = (id: string, overrides: Partial<GraphHealthIssue> = {}): GraphHealthIssue => ({
  id,
  displayName: "Sensor stopped communicating",
  healthIssueType: "sensor",
  severity: "medium",
  status: "open",
  domainNames: ["contoso.test"],
  sensorDNSNames: ["dc01.contoso.test"],
  createdDateTime: "2026-12-01T20:00:00Z",
  ...overrides,
});

test.each([
  ["ActivationConfiguration", "activationMode", "automated", "manual", "setActivationMode automated"],
  ["AutoAuditing", "isAutomatic", true, false, "setAutomaticAuditing on"],
])(
  "%s is written where it differs, shows drift, and stays when it is forgotten",
  async (token, key, wanted, before, call) => {
    const urn = urnOf(token, "setting");
    const inputs = { workspace, [key]: wanted };
    const { outs } = await world.provider.create(urn, inputs);
    expect(world.asked.filter((what) => what === call)).toHaveLength(1);
    expect(outs.before).toBe(before);

    // As declared already: nothing is written.
    await world.provider.create(urn, inputs);
    expect(world.asked.filter((what) => what === call)).toHaveLength(1);

    // Changed by hand: seen on refresh, put right by the next run; what it was at first stays known.
    world.activationMode = "manual";
    world.automaticAuditing = false;
    const { props } = await world.provider.read("x", urn, outs);
    expect(props[key]).toBe(before);
    expect((await world.provider.diff("x", urn, props, inputs)).changes).toBe(true);
    expect((await world.provider.update("x", urn, props, inputs)).outs).toMatchObject({
      [key]: wanted,
      before,
    });
    expect(world.asked.filter((what) => what === call)).toHaveLength(2);

    await world.provider.delete("x", urn, outs);
    expect(world.asked.filter((what) => what === call)).toHaveLength(2);
  },
);

test("a key is rotated once a turn", async () => {
  const urn = urnOf("KeyRotation", "key-rotation");
  const { outs } = await world.provider.create(urn, { workspace, turn: "wave-0" });
  expect((await world.provider.diff("x", urn, outs, { workspace, turn: "wave-0" })).changes).toBe(false);
  expect((await world.provider.diff("x", urn, outs, { workspace, turn: "end" })).changes).toBe(true);
  expect(world.asked).toEqual(["regenerateDeploymentAccessKey"]);
  expect(world.lines.map((line) => line.text).join()).toContain("do not notice");
});

const suppressionUrn = urnOf("HealthIssueSuppression", "quiet");
const suppression = {
  workspace,
  domainControllers: [dc01],
  titles: ["stopped communicating"],
  until: "2026-12-02T00:00:00Z",
  forSeconds: null,
  reason: "planned move",
};

test("planned noise is suppressed for the window, and put back to open when it is over", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  world.healthIssues = [
    issue("h-1"),
    issue("h-2", { displayName: "NTLM auditing is not enabled" }),
    issue("h-3", { sensorDNSNames: ["dc09.contoso.test"] }),
  ];
  const { outs } = await world.provider.create(suppressionUrn, suppression);
  expect(outs.suppressed).toEqual(["h-1"]);
  expect((await world.provider.diff("x", suppressionUrn, outs, suppression)).changes).toBe(false);

  world.now = new Date("2026-12-02T01:00:00Z");
  expect((await world.provider.diff("x", suppressionUrn, outs, suppression)).changes).toBe(true);
  const after = await world.provider.update("x", suppressionUrn, outs, suppression);
  expect(after.outs).toMatchObject({ suppressed: [], reopenedAt: "2026-12-02T01:00:00.000Z" });
  expect(world.healthIssues.map((one) => one.status)).toEqual(["open", "open", "open"]);
  expect((await world.provider.diff("x", suppressionUrn, after.outs, suppression)).changes).toBe(false);
});

test("noise that comes up within the window is kept quiet by the next run; what was opened again is not", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  world.healthIssues = [issue("h-1")];
  const { outs } = await world.provider.create(suppressionUrn, suppression);
  world.healthIssues = [issue("h-1"), issue("h-4", { severity: "low" })];
  const later = makeWorld();
  later.now = new Date("2026-12-01T21:00:00Z");
  later.healthIssues = [issue("h-1")];
  expect((await later.provider.diff("x", suppressionUrn, outs, suppression)).changes).toBe(false);
  later.healthIssues = world.healthIssues;
  later.services.graph(workspace).healthIssues.forget();
  expect((await later.provider.diff("x", suppressionUrn, outs, suppression)).changes).toBe(true);
  const after = await later.provider.update("x", suppressionUrn, outs, suppression);
  expect(after.outs).toMatchObject({ suppressed: ["h-1", "h-4"], reopenedAt: null });

  const unread = makeWorld();
  unread.now = later.now;
  unread.graphProblem = graphDown(false);
  expect((await unread.provider.diff("x", suppressionUrn, outs, suppression)).changes).toBe(false);
});

test("an issue that is settled and gone before it can be suppressed ends no run", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  world.healthIssues = [issue("h-1"), issue("h-2")];
  const { api } = world.services.graph(workspace);
  const update = api.updateHealthIssue;
  api.updateHealthIssue = async (id, status, signal) => {
    if (id === "h-1") throw new GraphProblem(graphDown(false).problem, { passing: false, status: 404 });
    return update(id, status, signal);
  };
  await world.provider.create(suppressionUrn, suppression);
  expect(world.healthIssues.map(({ status }) => status)).toEqual(["open", "suppressed"]);
});

test("a run that ends half-way knows what it has to put back", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  world.healthIssues = [issue("h-1"), issue("h-2")];
  const { api } = world.services.graph(workspace);
  const update = api.updateHealthIssue;
  api.updateHealthIssue = async (id, status, signal) => {
    if (id === "h-2") throw graphDown();
    return update(id, status, signal);
  };
  const failure = await failureOf(world.provider.create(suppressionUrn, suppression));
  expect(failure.properties).toMatchObject({ suppressed: ["h-1"] });

  api.updateHealthIssue = update;
  world.now = new Date("2026-12-02T01:00:00Z");
  await world.provider.update("x", suppressionUrn, failure.properties, suppression);
  expect(world.healthIssues[0]?.status).toBe("open");
});

test("forgetting a suppression puts its issues back too; one that is settled meanwhile is none", async () => {
  world.healthIssues = [issue("h-1", { status: "suppressed" })];
  await world.provider.delete("x", suppressionUrn, { ...suppression, suppressed: ["h-1"] });
  expect(world.healthIssues[0]?.status).toBe("open");

  world.healthIssues = [issue("gone", { status: "suppressed" })];
  world.services.graph(workspace).api.updateHealthIssue = async () => {
    throw new GraphProblem(
      { id: "GRAPH-NOT-FOUND", cause: "", measured: "", cure: "", command: "" },
      { passing: false, status: 404 },
    );
  };
  await world.provider.delete("x", suppressionUrn, { ...suppression, suppressed: ["gone"] });
});

test("a window without a date ends so long after it first began, and a run again does not make it longer", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  world.healthIssues = [issue("h-1")];
  const hour = { ...suppression, until: null, forSeconds: 3600 };
  const { outs } = await world.provider.create(suppressionUrn, hour);
  expect(outs).toMatchObject({ suppressed: ["h-1"], windowEnd: "2026-12-01T21:00:00.000Z" });
  world.now = new Date("2026-12-01T20:59:00Z");
  expect((await world.provider.diff("x", suppressionUrn, outs, hour)).changes).toBe(false);
  const again = await world.provider.update("x", suppressionUrn, outs, { ...hour, titles: ["stopped"] });
  expect(again.outs.windowEnd).toBe("2026-12-01T21:00:00.000Z");
  world.now = new Date("2026-12-01T21:00:00Z");
  expect((await world.provider.diff("x", suppressionUrn, outs, hour)).changes).toBe(true);
});

test("a run that was killed leaves suppressed issues nobody noted: the next one takes them over and puts them back", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  // The engine was killed in the middle of creating: the state knows nothing of it.
  world.healthIssues = [
    issue("h-1", { status: "suppressed" }),
    issue("h-2"),
    issue("h-3", { status: "suppressed", displayName: "kept quiet by a person" }),
  ];
  const { outs } = await world.provider.create(suppressionUrn, suppression);
  expect(outs.suppressed).toEqual(["h-1", "h-2"]);
  world.now = new Date("2026-12-02T01:00:00Z");
  await world.provider.update("x", suppressionUrn, outs, suppression);
  expect(world.healthIssues.map(({ status }) => status)).toEqual(["open", "open", "suppressed"]);
});

test("at the end of the move what was suppressed is open again, and nothing that was settled meanwhile", async () => {
  const reopening = urnOf("HealthIssueReopening", "health-issues-reopened");
  world.healthIssues = [issue("h-1", { status: "suppressed" }), issue("h-2", { status: "closed" })];
  const inputs = { workspace, suppressed: ["h-1", "h-2"] };
  const { outs } = await world.provider.create(reopening, inputs);
  expect(outs.reopened).toEqual(["h-1"]);
  expect(world.healthIssues.map(({ status }) => status)).toEqual(["open", "closed"]);
  expect((await world.provider.diff("x", reopening, outs, inputs)).changes).toBe(false);
  // The window's own end finds nothing left to do.
  world.now = new Date("2026-12-03T00:00:00Z");
  const kept = { ...suppression, suppressed: ["h-1", "h-2"], windowEnd: suppression.until };
  expect((await world.provider.diff("x", suppressionUrn, kept, suppression)).changes).toBe(false);
});

test("a window of more than seven days is refused", async () => {
  world.now = new Date("2026-12-01T20:00:00Z");
  const long = { ...suppression, until: "2026-12-20T00:00:00Z" };
  expect((await failureOf(world.provider.create(suppressionUrn, long))).message).toContain(
    "SUPPRESSION-TOO-LONG",
  );
});

const orphansUrn = urnOf("OrphanSensors", "orphan-sensors");
test("orphans are told; only dead ones asked for by name are removed", async () => {
  world.sensors = [
    sensorOf("dc01"),
    sensorOf("dc01", { id: "remnant", deploymentStatus: "unreachable" }),
    sensorOf("far", { id: "far", displayName: "FAR" }),
    sensorOf("dead", { id: "dead", displayName: "DEAD", deploymentStatus: "disconnected" }),
  ];
  const inputs = {
    workspace,
    domainControllers: [dc01, { name: "dc02", domain: "contoso.test" }],
    remove: [] as string[],
  };
  const { outs } = await world.provider.create(orphansUrn, inputs);
  expect(
    outs.orphans.map((orphan: { id: string; kind: string }) => `${orphan.id} ${orphan.kind}`).toSorted(),
  ).toEqual(["dead unknown", "far unknown", "remnant remnant"]);
  expect(outs).toMatchObject({ missing: ["dc02"], removed: [] });
  expect(world.asked.some((what) => what.startsWith("deleteSensor"))).toBe(false);

  expect(
    (await failureOf(world.provider.create(orphansUrn, { ...inputs, remove: ["far"] }))).message,
  ).toContain("ORPHAN-ALIVE");
  const removed = await world.provider.create(orphansUrn, { ...inputs, remove: ["dead"] });
  expect(removed.outs.removed).toEqual(["dead"]);
  expect(world.asked.filter((what) => what.startsWith("deleteSensor"))).toEqual(["deleteSensor dead"]);
});

test("asking for a name of a domain controller with a living sensor and a dead remnant removes the remnant alone", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc01", { id: "remnant", deploymentStatus: "unreachable" })];
  const { outs } = await world.provider.create(orphansUrn, {
    workspace,
    domainControllers: [dc01],
    remove: ["dc01"],
  });
  expect(outs.removed).toEqual(["remnant"]);
});

const migrationUrn = urnOf("SensorMigration", "dc01-sensor-migration");
const migration = { workspace, subject: dc01, risk: "beta and irreversible after a week", ...waits };
const entry = (migrationState: string) => ({
  id: "s-dc01",
  displayName: "DC01",
  domainName: "contoso.test",
  migrationState,
  version: "2.254",
});

test("a migration needs its risk written out", async () => {
  const { failures } = await world.provider.check(migrationUrn, {}, { ...migration, risk: "fine" });
  expect(failures?.map((failure) => failure.property)).toEqual(["risk"]);
});

test("a sensor that is ready is migrated and waited for; one that is under way is waited for alone", async () => {
  world.migrations = [entry("readyForMigration")];
  setTimeout(() => {
    world.migrations = [entry("migrating")];
  }, 50);
  setTimeout(() => {
    world.migrations = [entry("upToDate")];
  }, 150);
  const { outs } = await world.provider.create(migrationUrn, migration);
  expect(outs).toMatchObject({ migrationState: "upToDate", sensorId: "s-dc01" });
  expect(world.asked.filter((what) => what.startsWith("migrateSensors"))).toHaveLength(1);

  await world.provider.update("x", migrationUrn, { ...migration, sensorId: "s-dc01" }, migration);
  expect(world.asked.filter((what) => what.startsWith("migrateSensors"))).toHaveLength(1);
});

test.each(["notReadyForMigration", "migrationFailed", "unknownFutureValue"])(
  "a sensor that is %s is not touched",
  async (state) => {
    world.migrations = [entry(state)];
    expect((await failureOf(world.provider.create(migrationUrn, migration))).message).toContain(
      "SENSOR-NOT-MIGRATED  dc01",
    );
    expect(world.asked.some((what) => what.startsWith("migrateSensors"))).toBe(false);
  },
);
