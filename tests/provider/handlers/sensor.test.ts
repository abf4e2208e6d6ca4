import { beforeEach, expect, test } from "@jest/globals";
import type { SensorInputs } from "../../../plan/declared.ts";
import {
  failureOf,
  graphDown,
  makeWorld,
  running,
  sensorOf,
  targetOf,
  urnOf,
  type World,
  workspace,
} from "../support/world.ts";

const urn = urnOf("Sensor", "dc03-sensor");
const inputs: SensorInputs = {
  workspace,
  target: targetOf("dc03"),
  subject: { name: "dc03", domain: "contoso.test" },
  generation: "v2",
  settings: { description: null, delayedUpdate: null },
  unprotectedSince: null,
  pollSeconds: 0.02,
  deadlineSeconds: 20,
};
let world: World;
beforeEach(() => {
  world = makeWorld();
});
const statuses = () => world.lines.filter((line) => line.kind === "status").map((line) => line.text);

test("waits until host and cloud agree twice, and says what it waits for", async () => {
  let looks = 0;
  world.hosts["Get-SensorStatus dc03"] = () => {
    looks += 1;
    if (looks === 2) world.sensors = [sensorOf("dc03", { serviceStatus: "starting" })];
    if (looks === 4) world.sensors = [sensorOf("dc03")];
    return looks < 4 ? { ...running, sensor: { value: "StartPending" } } : running;
  };
  const { id, outs } = await world.provider.create(urn, inputs);
  expect(id).toBe("dc03.contoso.test");
  expect(outs).toMatchObject({ sensorId: "s-dc03", serviceStatus: "running", protectionGapSeconds: null });
  expect(statuses()[0]).toMatch(/dc03 has service AATPSensor StartPending: \d+s of 20s/);
  expect(looks).toBeGreaterThanOrEqual(5);
});

test.each([
  ["the service does not list it", () => [], running, "is not listed"],
  ["it appears under another name", () => [sensorOf("dc03-new")], running, "is not listed"],
  [
    "it appears in another domain",
    () => [sensorOf("dc03", { domainName: "fabrikam.test" })],
    running,
    "is not listed",
  ],
  [
    "it is listed but not running",
    () => [sensorOf("dc03", { serviceStatus: "stopped" })],
    running,
    "is stopped",
  ],
  [
    "it failed to start",
    () => [sensorOf("dc03", { deploymentStatus: "startFailure" })],
    running,
    "startFailure",
  ],
  [
    "a status nobody knows",
    () => [sensorOf("dc03", { deploymentStatus: "unknownFutureValue" })],
    running,
    "unknownFutureValue",
  ],
  [
    "the updater is missing",
    () => [sensorOf("dc03")],
    { ...running, updater: { value: null } },
    "AATPSensorUpdater",
  ],
  [
    "the log cannot be read",
    () => [sensorOf("dc03")],
    { ...running, errors: { unread: "denied" } },
    "error log unread",
  ],
  [
    "the service cannot be read",
    () => [sensorOf("dc03")],
    { ...running, sensor: { unread: "denied" } },
    "unread: denied",
  ],
])("%s: never verified, and the deadline says so", async (_case, sensors, host, words) => {
  world.sensors = sensors();
  world.hosts["Get-SensorStatus dc03"] = host;
  const { message } = await failureOf(world.provider.create(urn, { ...inputs, deadlineSeconds: 0.3 }));
  expect(message).toContain("SENSOR-NOT-VERIFIED  dc03");
  expect(message).toContain(words);
  expect(message).toContain("pulumi up");
});

test("a known line in the error log keeps it from being verified, and gives the cure", async () => {
  world.sensors = [sensorOf("dc03")];
  world.hosts["Get-SensorStatus dc03"] = {
    ...running,
    errors: {
      value: [
        "2026-12-01 Warn Helper GetGroupManagedServiceAccountAccessTokenAsync failed [errorCode=AccessDenied]",
      ],
    },
  };
  const { message } = await failureOf(world.provider.create(urn, { ...inputs, deadlineSeconds: 0.3 }));
  expect(message).toContain("reports an error");
  expect(message).toMatch(/gMSA|managed service account/i);
});

test("a line is counted once: a log that stays quiet afterwards lets it through", async () => {
  world.sensors = [sensorOf("dc03")];
  let looks = 0;
  world.hosts["Get-SensorStatus dc03"] = () => {
    looks += 1;
    const line = "Warn Helper GetGroupManagedServiceAccountAccessTokenAsync failed";
    return looks === 1 ? { ...running, errors: { value: [line] } } : running;
  };
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs.serviceStatus).toBe("running");
  expect(looks).toBeGreaterThanOrEqual(3);
});

test("one good look is not enough", async () => {
  world.sensors = [sensorOf("dc03")];
  let looks = 0;
  world.hosts["Get-SensorStatus dc03"] = () => {
    looks += 1;
    return looks % 2 === 1 && looks < 6
      ? running
      : looks < 6
        ? { ...running, sensor: { value: "Stopped" } }
        : running;
  };
  await world.provider.create(urn, inputs);
  expect(looks).toBe(6);
});

test("the gap is from the gateway's stop to the first look that saw it run", async () => {
  world.sensors = [sensorOf("dc03")];
  const now = new Date("2026-12-01T20:10:00Z");
  world.now = now;
  const { outs } = await world.provider.create(urn, { ...inputs, unprotectedSince: "2026-12-01T20:05:30Z" });
  expect(outs.protectionGapSeconds).toBe(270);
  expect(outs.verifiedAt).toBe(now.toISOString());
});

test("where the cloud reports no service status the others count", async () => {
  world.sensors = [sensorOf("dc03", { serviceStatus: undefined })];
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs.serviceStatus).toBe("notReported");
  expect((await world.provider.diff("x", urn, outs, inputs)).changes).toBe(false);
});

test("a v3 sensor is the cloud's word alone: its host is not asked", async () => {
  world.sensors = [sensorOf("dc03", { version: "3.0.8" })];
  await world.provider.create(urn, { ...inputs, generation: "v3" });
  expect(world.asked.filter((what) => what.startsWith("Get-"))).toEqual([]);
});

test("a sensor listed twice: the one that works counts, the other is named as a remnant", async () => {
  world.sensors = [
    sensorOf("dc03", { id: "old", deploymentStatus: "unreachable", serviceStatus: "unknown" }),
    sensorOf("dc03", { id: "new" }),
  ];
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs.sensorId).toBe("new");
  expect(
    world.lines
      .filter((line) => line.kind === "warn")
      .map((line) => line.text)
      .join(),
  ).toContain("old");
});

test("a host that restarts, and a service that is down for a while, are waited for", async () => {
  world.sensors = [sensorOf("dc03")];
  let looks = 0;
  world.hosts["Get-SensorStatus dc03"] = () => {
    looks += 1;
    world.graphProblem = looks === 3 ? graphDown() : undefined;
    if (looks > 2) return running;
    return {
      id: "HOST-UNREACHABLE",
      host: "dc03",
      cause: "away",
      measured: "timeout",
      cure: "",
      command: "",
    };
  };
  await world.provider.create(urn, inputs);
  expect(statuses().join()).toContain("HOST-UNREACHABLE");
});

test("what waiting does not cure ends the wait at once: a key is not refused again and again", async () => {
  world.hosts["Get-SensorStatus dc03"] = {
    id: "HOST-AUTHENTICATION",
    host: "dc03",
    cause: "refused",
    measured: "key",
    cure: "",
    command: "",
  };
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain("HOST-AUTHENTICATION");
  expect(world.asked.filter((what) => what === "Get-SensorStatus dc03")).toHaveLength(1);

  world.hosts = {};
  world.graphProblem = graphDown(false);
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain("GRAPH-UNAVAILABLE");
});

test("a cancelled wait is kept as partly created, and the next run goes on", async () => {
  world.sensors = [sensorOf("dc03", { serviceStatus: "starting" })];
  const work = failureOf(world.provider.create(urn, inputs));
  setTimeout(() => void world.provider.cancel(), 100);
  const failure = await work;
  expect(failure).toMatchObject({ id: "dc03.contoso.test", properties: { serviceStatus: "starting" } });

  const next = makeWorld();
  next.sensors = [sensorOf("dc03")];
  const { outs } = await next.provider.update("dc03.contoso.test", urn, failure.properties, inputs);
  expect(outs).toMatchObject({ serviceStatus: "running", sensorId: "s-dc03" });
  expect(outs.verifiedAt).toBeDefined();
});

test("settings that differ are merged, written and read back; those that fit are left alone", async () => {
  world.sensors = [
    sensorOf("dc03", {
      settings: { description: "kept", isDelayedDeploymentEnabled: false, domainControllerDnsNames: null },
    }),
  ];
  await world.provider.create(urn, { ...inputs, settings: { description: null, delayedUpdate: true } });
  expect(world.asked).toContain(
    'updateSensor s-dc03 {"description":"kept","isDelayedDeploymentEnabled":true}',
  );
  const before = world.asked.filter((what) => what.startsWith("updateSensor")).length;
  await world.provider.create(urn, { ...inputs, settings: { description: "kept", delayedUpdate: true } });
  expect(world.asked.filter((what) => what.startsWith("updateSensor"))).toHaveLength(before);
});

test("settings are written when the service answers again, in the same run", async () => {
  world.sensors = [sensorOf("dc03")];
  const { api } = world.services.graph(workspace);
  const update = api.updateSensor;
  let turn = 0;
  api.updateSensor = async (id, settings, signal) => {
    turn += 1;
    if (turn === 1) throw graphDown();
    return update(id, settings, signal);
  };
  const wanted = { ...inputs, settings: { description: "Oslo", delayedUpdate: null } };
  await world.provider.create(urn, wanted);
  expect(turn).toBe(2);
  expect(world.sensors[0]?.settings.description).toBe("Oslo");
});

test("of one that the service made v3 since, only what a v3 sensor has is written", async () => {
  const wanted = { ...inputs, settings: { description: "before", delayedUpdate: null } };
  world.sensors = [sensorOf("dc03")];
  const { outs } = await world.provider.create(urn, wanted);
  world.sensors = [sensorOf("dc03", { version: "3.0.9.1207" })];
  world.services.graph(workspace).sensors.forget();
  await world.provider.update("x", urn, outs, {
    ...wanted,
    settings: { description: "after", delayedUpdate: null },
  });
  expect(world.asked.findLast((what) => what.startsWith("updateSensor"))).toBe(
    'updateSensor s-dc03 {"description":"after"}',
  );
});

test("a delayed update is refused for v3 in the preview", async () => {
  const v3 = { ...inputs, generation: "v3", settings: { description: null, delayedUpdate: true } };
  expect((await world.provider.check(urn, {}, v3)).failures).toMatchObject([
    { property: "settings.delayedUpdate" },
  ]);
});

test("one that the state calls verified and the service does not list is no idle resource", async () => {
  const outs = await verified();
  expect((await world.provider.diff("dc03.contoso.test", urn, outs, again)).changes).toBe(false);

  const later = makeWorld();
  expect((await later.provider.diff("dc03.contoso.test", urn, outs, again)).changes).toBe(true);
  const late = { ...again, deadlineSeconds: 0.2 };
  const { message } = await failureOf(later.provider.update("dc03.contoso.test", urn, outs, late));
  expect(message).toContain("SENSOR-NOT-VERIFIED");
  expect(message).toContain("dc03-ready");

  const unread = makeWorld();
  unread.graphProblem = graphDown();
  expect((await unread.provider.diff("dc03.contoso.test", urn, outs, again)).changes).toBe(false);
});

async function verified() {
  world.sensors = [sensorOf("dc03")];
  const { outs } = await world.provider.create(urn, { ...inputs, unprotectedSince: "2026-12-01T20:05:30Z" });
  return outs as Record<string, unknown>;
}
const again = { ...inputs, unprotectedSince: "2026-12-01T20:05:30Z" };

test("refresh of a healthy sensor changes nothing", async () => {
  const state = await verified();
  expect((await world.provider.read("x", urn, state)).props).toEqual(state);
  expect((await world.provider.diff("x", urn, state, again)).changes).toBe(false);
});

test.each([
  [
    "stopped in the cloud's word",
    () => {
      world.sensors = [sensorOf("dc03", { serviceStatus: "stopped" })];
    },
    "stopped",
  ],
  [
    "stopped on the host, the cloud has not noticed",
    () => {
      world.hosts["Get-SensorStatus dc03"] = { ...running, sensor: { value: "Stopped" } };
    },
    "stopped",
  ],
  [
    "uninstalled",
    () => {
      world.hosts["Get-SensorStatus dc03"] = { ...running, sensor: { value: null } };
    },
    "notInstalled",
  ],
  [
    "deleted in the portal",
    () => {
      world.sensors = [];
    },
    "missing",
  ],
])("drift: %s shows on refresh, and the next run verifies it again", async (_case, drift, status) => {
  const state = await verified();
  const fresh = makeWorld();
  fresh.sensors = world.sensors;
  world = fresh;
  drift();
  const { props } = await world.provider.read("x", urn, state);
  expect(props.serviceStatus).toBe(status);
  expect((await world.provider.diff("x", urn, props, again)).changes).toBe(true);

  world.sensors = [sensorOf("dc03")];
  world.hosts = {};
  const recovered = makeWorld();
  recovered.sensors = world.sensors;
  const { outs } = await recovered.provider.update("x", urn, props, again);
  expect(outs.serviceStatus).toBe("running");
  // The move's own gap and moment stay what they were.
  expect(outs.verifiedAt).toBe(state.verifiedAt);
  expect(outs.protectionGapSeconds).toBe(state.protectionGapSeconds);
});

test.each([
  ["outdated", { deploymentStatus: "outdated" }, { deploymentStatus: "outdated", serviceStatus: "running" }],
  [
    "a new health issue",
    { healthStatus: "notHealthyMedium", openHealthIssuesCount: 1 },
    { healthStatus: "notHealthyMedium", serviceStatus: "running" },
  ],
  [
    "updated by the service",
    { version: "2.260.1.1" },
    { version: "2.260.1.1", deploymentStatus: "upToDate" },
  ],
])("drift: %s shows on refresh, and is nothing to move again for", async (_case, drift, shown) => {
  const state = await verified();
  const later = makeWorld();
  later.sensors = [sensorOf("dc03", drift)];
  const { props } = await later.provider.read("x", urn, state);
  expect(props).toMatchObject(shown);
  expect(props).not.toEqual(state);
  expect((await later.provider.diff("x", urn, props, again)).changes).toBe(false);
});

test("drift: settings changed by hand show on refresh and are set again", async () => {
  const wanted = { ...again, settings: { description: "Oslo", delayedUpdate: null } };
  world.sensors = [sensorOf("dc03")];
  const { outs } = await world.provider.create(urn, wanted);
  const later = makeWorld();
  later.sensors = [
    sensorOf("dc03", {
      settings: { description: "by hand", isDelayedDeploymentEnabled: true, domainControllerDnsNames: null },
    }),
  ];
  const { props } = await later.provider.read("x", urn, outs);
  // What is not declared is nobody's drift.
  expect(props.settings).toEqual({ description: "by hand", delayedUpdate: null });
  expect((await later.provider.diff("x", urn, props, wanted)).changes).toBe(true);
  await later.provider.update("x", urn, props, wanted);
  expect(later.sensors[0]?.settings.description).toBe("Oslo");
});

test("refresh without the service fails; it never says the sensor is gone", async () => {
  const state = await verified();
  const later = makeWorld();
  later.graphProblem = graphDown();
  expect((await failureOf(later.provider.read("x", urn, state))).message).toContain("GRAPH-UNAVAILABLE");
});

test("refresh with a host that is away takes the cloud's word and warns", async () => {
  const state = await verified();
  world.hosts["Get-SensorStatus dc03"] = {
    id: "HOST-UNREACHABLE",
    host: "dc03",
    cause: "away",
    measured: "timeout",
    cure: "",
    command: "",
  };
  expect((await world.provider.read("x", urn, state)).props).toEqual(state);
  expect(world.lines.some((line) => line.kind === "warn" && line.text.includes("HOST-UNREACHABLE"))).toBe(
    true,
  );
});

test("another way to the host is written down without verifying anything", async () => {
  const state = await verified();
  const asked = world.asked.length;
  const elsewhere = { ...again, target: { ...again.target, port: 2222 } };
  expect((await world.provider.diff("x", urn, state, elsewhere)).changes).toBe(true);
  const { outs } = await world.provider.update("x", urn, state, elsewhere);
  expect(outs.target.port).toBe(2222);
  expect(world.asked).toHaveLength(asked);
});

test("it keeps the hash of the plan it moved under, whatever is planned later", async () => {
  world.sensors = [sensorOf("dc03")];
  const { outs } = await world.provider.create(urn, { ...inputs, plan: "first" });
  expect(outs.movedUnder).toBe("first");
  const replanned = { ...inputs, plan: "second" };
  expect((await world.provider.diff("x", urn, outs, replanned)).changes).toBe(false);
  const described = { ...replanned, settings: { description: "Oslo", delayedUpdate: null } };
  const { outs: updated } = await world.provider.update("x", urn, outs, described);
  expect(updated.movedUnder).toBe("first");
});
