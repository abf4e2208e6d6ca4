import { beforeEach, expect, test } from "@jest/globals";
import type { SensorActivationInputs, WaveGateInputs } from "../../../plan/declared.ts";
import { GraphProblem } from "../../../provider/graph/problems.ts";
import { failureOf, graphDown, makeWorld, sensorOf, urnOf, type World, workspace } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = makeWorld();
});

const gateUrn = urnOf("WaveGate", "wave-0-gate");
const gate: WaveGateInputs = {
  workspace,
  wave: "wave-0",
  domainControllers: ["dc01", "dc02"].map((name) => ({ name, domain: "contoso.test" })),
  soakSeconds: 0.3,
  pollSeconds: 0.03,
  deadlineSeconds: 20,
};
const statuses = () => world.lines.filter((line) => line.kind === "status").map((line) => line.text);

test("a gate opens when all have been healthy for the soak", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  const before = Date.now();
  const { outs } = await world.provider.create(gateUrn, gate);
  expect(Date.now() - before).toBeGreaterThanOrEqual(300);
  expect(outs.passedAt).toBeDefined();
  expect(statuses()[0]).toMatch(/all 2 sensors healthy for 0s of/);
});

test("without a soak the first good look opens it", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  await world.provider.create(gateUrn, { ...gate, soakSeconds: 0 });
  expect(world.asked).toEqual(["listSensors"]);
});

test("the last look comes when the soak is over, not a whole poll later", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  const { outs } = await world.provider.create(gateUrn, { ...gate, pollSeconds: 60 });
  expect(outs.passedAt).toBeDefined();
});

test("one unhealthy look begins the soak anew", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  setTimeout(() => {
    world.sensors = [sensorOf("dc01"), sensorOf("dc02", { healthStatus: "notHealthyMedium" })];
  }, 200);
  setTimeout(() => {
    world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  }, 300);
  const before = Date.now();
  await world.provider.create(gateUrn, gate);
  expect(Date.now() - before).toBeGreaterThanOrEqual(600);
  expect(statuses().join()).toContain("dc02 runs, but its health is notHealthyMedium");
});

test.each([
  ["a sensor that is missing", [sensorOf("dc01")], "dc02 is not listed"],
  ["one that stopped", [sensorOf("dc01"), sensorOf("dc02", { serviceStatus: "stopped" })], "dc02 is stopped"],
  [
    "a health nobody knows",
    [sensorOf("dc01"), sensorOf("dc02", { healthStatus: "unknownFutureValue" })],
    "unknownFutureValue",
  ],
])("%s keeps it closed, and the deadline names it", async (_case, sensors, words) => {
  world.sensors = sensors;
  const { message, id } = await failureOf(
    world.provider.create(gateUrn, { ...gate, soakSeconds: 0, deadlineSeconds: 0.2 }),
  );
  expect(message).toContain("GATE-CLOSED");
  expect(message).toContain(words);
  expect(id).toBeUndefined();
});

test("time in which the service is down counts neither for nor against it", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  setTimeout(() => {
    world.graphProblem = graphDown();
  }, 150);
  setTimeout(() => {
    world.graphProblem = undefined;
  }, 450);
  const before = Date.now();
  await world.provider.create(gateUrn, gate);
  const took = Date.now() - before;
  expect(took).toBeGreaterThanOrEqual(550);
});

test("Ctrl-C ends a soak of a week at once", async () => {
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  const work = failureOf(world.provider.create(gateUrn, { ...gate, soakSeconds: 604_800, pollSeconds: 600 }));
  setTimeout(() => void world.provider.cancel(), 50);
  const before = Date.now();
  expect((await work).message).toContain("CANCELLED");
  expect(Date.now() - before).toBeLessThan(1000);
});

test("many gates and sensors cost as many requests as one", async () => {
  world.sensors = [sensorOf("dc01", { serviceStatus: "starting" }), sensorOf("dc02")];
  setTimeout(() => {
    world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
  }, 500);
  await Promise.all(
    Array.from({ length: 50 }, () =>
      world.provider.create(gateUrn, { ...gate, soakSeconds: 0, pollSeconds: 0.1 }),
    ),
  );
  expect(world.asked.length).toBeLessThanOrEqual(8);
});

test("a gate that passed is asked again only where its wave has changed", async () => {
  const state = { ...gate, passedAt: "2026-12-01T20:00:00Z" };
  const longer = { ...gate, soakSeconds: 99, deadlineSeconds: 1 };
  expect((await world.provider.diff("wave-0", gateUrn, state, longer)).changes).toBe(false);
  const grown = {
    ...gate,
    domainControllers: [...gate.domainControllers, { name: "dc09", domain: "contoso.test" }],
  };
  expect((await world.provider.diff("wave-0", gateUrn, state, grown)).changes).toBe(true);
});

const activationUrn = urnOf("SensorActivation", "dc01-activate-sensor");
const activation: SensorActivationInputs = {
  workspace,
  subject: { name: "dc01", domain: "contoso.test" },
  pollSeconds: 0.03,
  deadlineSeconds: 20,
};
const candidate = (name: string, id = `c-${name}`) => ({
  id,
  computerDnsName: `${name}.contoso.test`,
  domainName: "contoso.test",
  senseClientVersion: "10.8804",
  lastSeenDateTime: "2026-12-01T20:00:00Z",
});

test("a candidate is found by its DNS name in any case, and activated", async () => {
  world.candidates = [candidate("dc02"), { ...candidate("dc01"), computerDnsName: "DC01.Contoso.test" }];
  const { outs } = await world.provider.create(activationUrn, activation);
  expect(outs.candidateId).toBe("c-dc01");
  expect(world.asked).toContain("activate c-dc01");
});

test("a service that is down when a sensor is to be activated is waited out: its gateway is gone already", async () => {
  world.candidates = [candidate("dc01")];
  const { api } = world.services.graph(workspace);
  const activate = api.activateSensorCandidates;
  let turn = 0;
  api.activateSensorCandidates = async (ids, signal) => {
    turn += 1;
    if (turn === 1) throw graphDown();
    return activate(ids, signal);
  };
  const { outs } = await world.provider.create(activationUrn, activation);
  expect(outs.candidateId).toBe("c-dc01");
  expect(statuses().some((text) => text.includes("HTTP 503"))).toBe(true);
});

test("an activation whose answer was lost is taken for carried out when the server is no longer on offer", async () => {
  world.candidates = [candidate("dc01")];
  world.services.graph(workspace).api.activateSensorCandidates = async () => {
    world.candidates = [];
    throw graphDown();
  };
  const { outs } = await world.provider.create(activationUrn, activation);
  expect(outs.candidateId).toBe("c-dc01");
});

test("a consent that is missing for the activation is no reason to wait", async () => {
  world.candidates = [candidate("dc01")];
  world.services.graph(workspace).api.activateSensorCandidates = async () => {
    throw graphDown(false);
  };
  const begun = Date.now();
  await failureOf(world.provider.create(activationUrn, activation));
  expect(Date.now() - begun).toBeLessThan(5_000);
});

test("activations asked for at the same time go in one request", async () => {
  const names = ["dc01", "dc02", "dc03", "dc04"];
  world.candidates = names.map((name) => candidate(name));
  await Promise.all(
    names.map((name) =>
      world.provider.create(activationUrn, { ...activation, subject: { name, domain: "contoso.test" } }),
    ),
  );
  expect(world.asked.filter((what) => what.startsWith("activate"))).toEqual([
    "activate c-dc01,c-dc02,c-dc03,c-dc04",
  ]);
});

test("one server that is refused takes no other's activation with it", async () => {
  const names = ["dc01", "dc02", "dc03"];
  world.candidates = names.map((name) => candidate(name));
  const { api } = world.services.graph(workspace);
  const { activateSensorCandidates } = api;
  let status = 404;
  api.activateSensorCandidates = async (ids, signal) => {
    await activateSensorCandidates(ids, signal);
    if (!ids.includes("c-dc02")) return;
    const problem = { id: "GRAPH-NOT-FOUND", cause: "", measured: ids.join(), cure: "", command: "" };
    throw new GraphProblem(problem, { passing: false, status });
  };
  const activateAll = () =>
    Promise.allSettled(
      names.map((name) =>
        world.provider.create(activationUrn, { ...activation, subject: { name, domain: "contoso.test" } }),
      ),
    );
  expect((await activateAll()).map((end) => end.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const asked = () =>
    world.asked
      .filter((what) => what.startsWith("activate "))
      .map((what) => what.slice("activate ".length).split(",").toSorted().join());
  const whole = "c-dc01,c-dc02,c-dc03";
  expect(asked().toSorted()).toEqual(["c-dc01", whole, "c-dc02", "c-dc03"]);

  // A refusal that is about no server in particular is not asked for again one by one.
  status = 403;
  world.asked.length = 0;
  expect((await activateAll()).map((end) => end.status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(asked()).toEqual([whole]);
});

test("a v3 sensor that is active already is left alone; a v2 sensor is not one", async () => {
  world.sensors = [sensorOf("dc01", { version: "3.0.8" })];
  const { outs } = await world.provider.create(activationUrn, activation);
  expect(outs.candidateId).toBe("s-dc01");
  expect(world.asked.some((what) => what.startsWith("activate"))).toBe(false);

  const other = makeWorld();
  other.sensors = [sensorOf("dc01")];
  other.candidates = [candidate("dc01")];
  await other.provider.create(activationUrn, activation);
  expect(other.asked).toContain("activate c-dc01");
});

test("a server the service does not offer is waited for, then told", async () => {
  const { message } = await failureOf(
    world.provider.create(activationUrn, { ...activation, deadlineSeconds: 0.2 }),
  );
  expect(message).toContain("SENSOR-NOT-OFFERED  dc01");
});
