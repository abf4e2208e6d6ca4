import { beforeEach, expect, test } from "@jest/globals";
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

let world: World;
beforeEach(() => {
  world = makeWorld();
  world.now = new Date("2026-12-01T20:00:00Z");
});

const urn = urnOf("AccessKey", "dc03-access-key");
const inputs = {
  workspace,
  target: targetOf("dc03"),
  subject: { name: "dc03", domain: "contoso.test" },
  goodForSeconds: 3600,
  deadlineSeconds: 60,
};
const handed = { handedAt: "2026-12-01T19:00:00Z", goodUntil: "2026-12-01T20:30:00Z", sensorListed: false };
const changes = async (state: object) =>
  (await world.provider.diff("dc03", urn, { ...inputs, ...state }, inputs)).changes;

test("the key in force goes to the host, and into nothing the engine sees", async () => {
  world.accessKey = "the-key-in-force";
  const { id, outs } = await world.provider.create(urn, inputs);
  expect(world.handed).toEqual([{ host: "dc03", accessKey: "the-key-in-force", goodForSeconds: 3600 }]);
  expect(id).toBe("dc03");
  expect(outs).toEqual({
    ...inputs,
    handedAt: "2026-12-01T20:00:00.000Z",
    goodUntil: "2026-12-01T21:00:00Z",
    sensorListed: false,
  });
  expect(JSON.stringify([outs, world.lines])).not.toContain("the-key-in-force");
});

test("a service that gives no key fails it, and no host is asked", async () => {
  world.graphProblem = graphDown();
  expect((await failureOf(world.provider.create(urn, inputs))).message).toContain("GRAPH-UNAVAILABLE");
  expect(world.asked).not.toContain("handOverAccessKey dc03");
});

test("a host that cannot be reached fails it, with nothing of the key told", async () => {
  world.accessKey = "the-key-in-force";
  world.handOver = {
    id: "HOST-UNREACHABLE",
    cause: "cannot be reached",
    measured: "timeout",
    cure: "",
    command: "",
  };
  const { message } = await failureOf(world.provider.create(urn, inputs));
  expect(message).toContain("HOST-UNREACHABLE");
  expect(message).not.toContain("the-key-in-force");
});

test("as long as the service lists no sensor each run hands over anew, whatever the age", async () => {
  expect(await changes(handed)).toBe(true);
  world.accessKey = "made-anew-by-somebody";
  await world.provider.update("dc03", urn, { ...inputs, ...handed }, inputs);
  expect(world.handed.map(({ accessKey }) => accessKey)).toEqual(["made-anew-by-somebody"]);
});

test("once the sensor is listed there is nothing to do, however old", async () => {
  world.now = new Date("2027-06-01T20:00:00Z");
  world.sensors = [sensorOf("dc03")];
  expect(await changes(handed)).toBe(false);
  expect(world.asked).toEqual(["listSensors"]);
});

test("where a sensor of that name was listed from an earlier life, the host itself says whether it is there", async () => {
  world.sensors = [sensorOf("dc03")];
  expect((await world.provider.create(urn, inputs)).outs.sensorListed).toBe(true);
  const earlier = { ...handed, sensorListed: true };
  world.hosts["Get-SensorStatus dc03"] = { ...running, sensor: { value: null } };
  expect(await changes(earlier)).toBe(true);
  world.hosts["Get-SensorStatus dc03"] = { ...running, sensor: { unread: "Access is denied." } };
  expect(await changes(earlier)).toBe(true);
  world.hosts["Get-SensorStatus dc03"] = running;
  expect(await changes(earlier)).toBe(false);
});

test("a service that cannot be asked is no reason to believe the sensor is there", async () => {
  world.graphProblem = graphDown();
  expect(await changes(handed)).toBe(true);
});
