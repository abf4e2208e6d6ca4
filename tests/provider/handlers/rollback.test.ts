import { beforeEach, describe, expect, test } from "@jest/globals";
import type {
  RestoredGatewayInputs,
  RollbackGateInputs,
  SensorDeactivationInputs,
} from "../../../plan/declaredRollback.ts";
import { absentComponent, gatewayComponent } from "../../support/facts.ts";
import {
  failureOf,
  graphDown,
  makeWorld,
  sensorOf,
  targetOf,
  urnOf,
  type World,
  workspace,
} from "../support/world.ts";

const center = {
  name: "atacenter",
  console: "https://atacenter.contoso.test",
  target: targetOf("atacenter"),
};
const waits = { pollSeconds: 0.02, deadlineSeconds: 2 };
const statusWith = (changes: object) => ({
  gateway: absentComponent(),
  center: absentComponent(),
  keptPackage: { value: "C:\\ProgramData\\ata2mdi\\packages\\ata-gateway" },
  ...changes,
});
let world: World;
beforeEach(() => {
  world = makeWorld();
  world.hosts["Get-GatewayStatus dc01"] = statusWith({});
  world.hosts["Get-GatewayStatus atacenter"] = statusWith({ center: gatewayComponent() });
});

describe("the gate before going back", () => {
  const urn = urnOf("RollbackGate", "dc01-way-back");
  const inputs: RollbackGateInputs = {
    target: targetOf("dc01"),
    center,
    workspace,
    freshForSeconds: 600,
    deadlineSeconds: 60,
  };

  test("passes for a while, and says where the package is", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    expect(Date.parse(outs.permitUntil) - Date.parse(outs.measuredAt)).toBe(600_000);
    expect(outs).toMatchObject({
      begunAt: outs.measuredAt,
      keptPackage: expect.stringContaining("ata-gateway"),
    });
  });

  test("without a Center there is no way back; unread is no Center that is gone", async () => {
    world.hosts["Get-GatewayStatus atacenter"] = statusWith({});
    expect((await failureOf(world.provider.create(urn, inputs))).message).toContain(
      "ROLLBACK-NO-CENTER  dc01",
    );
    world.hosts["Get-GatewayStatus atacenter"] = { ...graphDown().problem, id: "HOST-UNREACHABLE" };
    const unread = await failureOf(world.provider.create(urn, inputs));
    expect(unread.message).toContain("ROLLBACK-NOT-READY  dc01");
    expect(unread.message).toContain("could not be read");
  });

  test("measured again it keeps its turn, so that what was begun is gone on with", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    world.now = new Date(Date.now() + 3_600_000);
    expect((await world.provider.diff("dc01", urn, outs, inputs)).changes).toBe(true);
    const again = await world.provider.update("dc01", urn, outs, inputs);
    expect(again.outs.begunAt).toBe(outs.begunAt);
    expect(again.outs.permitUntil > outs.permitUntil).toBe(true);
  });

  test("once the gateway runs it is not asked again, however old it is", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    world.now = new Date(Date.now() + 3_600_000);
    world.hosts["Get-GatewayStatus dc01"] = statusWith({ gateway: gatewayComponent() });
    expect((await world.provider.diff("dc01", urn, outs, inputs)).changes).toBe(false);
  });
});

describe("a gateway that was installed again", () => {
  const urn = urnOf("RestoredGateway", "dc01-gateway");
  const inputs: RestoredGatewayInputs = {
    target: targetOf("dc01"),
    center,
    workspace,
    unprotectedSince: new Date(Date.now() - 90_000).toISOString(),
    ...waits,
  };
  const listed = (serviceStatus: string) => [{ id: "1", name: "DC01", serviceStatus }];
  beforeEach(() => {
    world.hosts["Get-GatewayStatus dc01"] = statusWith({ gateway: gatewayComponent() });
    world.centerGateways = listed("Running");
  });

  test("is verified when host and Center agree, and its gap is measured", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    expect(outs).toMatchObject({
      serviceStatus: "Running",
      centerStatus: "Running",
      version: expect.any(String),
    });
    expect(outs.protectionGapSeconds).toBeGreaterThanOrEqual(90);
    expect((await world.provider.diff("dc01", urn, outs, inputs)).changes).toBe(false);
  });

  test.each<[string, (w: World) => void, string]>([
    [
      "the Center hears nothing",
      (w) => {
        w.centerGateways = listed("Stopped");
      },
      "is Stopped by the Center's word",
    ],
    [
      "the Center does not list it",
      (w) => {
        w.centerGateways = [];
      },
      "is not listed by the Center",
    ],
    [
      "the Center cannot be read",
      (w) => {
        w.centerGateways = { ...graphDown().problem, id: "CENTER-REFUSED" };
      },
      "could not be read",
    ],
    [
      "its service is not there",
      (w) => {
        w.hosts["Get-GatewayStatus dc01"] = statusWith({});
      },
      "has no service",
    ],
  ])("is not back while %s", async (_what, trouble, says) => {
    trouble(world);
    const failed = await failureOf(world.provider.create(urn, { ...inputs, deadlineSeconds: 0.3 }));
    expect(failed.message).toContain("ROLLBACK-NOT-VERIFIED  dc01");
    expect(failed.message).toContain(says);
    // It is recorded as begun, so the next run verifies it again.
    expect(failed.properties).toMatchObject({ serviceStatus: "missing" });
  });

  test("one that is gone since is no idle resource, and its failure says how to forget old steps", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    world.hosts["Get-GatewayStatus dc01"] = statusWith({});
    expect((await world.provider.diff("dc01", urn, outs, inputs)).changes).toBe(true);
    const late = { ...inputs, deadlineSeconds: 0.3 };
    const { message } = await failureOf(world.provider.update("dc01", urn, outs, late));
    expect(message).toContain("ROLLBACK-NOT-VERIFIED  dc01");
    expect(message).toContain("dc01-way-back");
  });

  test("a refresh shows what is, and what cannot be read stays as it was", async () => {
    const { outs } = await world.provider.create(urn, inputs);
    world.centerGateways = listed("Stopped");
    expect((await world.provider.read("dc01", urn, outs)).props).toMatchObject({ centerStatus: "Stopped" });
    world.centerGateways = { ...graphDown().problem, id: "CENTER-UNREACHABLE" };
    expect((await world.provider.read("dc01", urn, outs)).props).toMatchObject({ centerStatus: "Running" });
    expect(world.lines.filter(({ kind }) => kind === "warn")).toHaveLength(1);
    const stopped = { ...outs, centerStatus: "Stopped" };
    expect((await world.provider.diff("dc01", urn, stopped, inputs)).changes).toBe(true);
  });
});

describe("a v3 sensor that leaves the service", () => {
  const urn = urnOf("SensorDeactivation", "dc01-deactivate-sensor");
  const inputs: SensorDeactivationInputs = {
    workspace,
    subject: { name: "dc01", domain: "contoso.test" },
    ...waits,
  };

  test("is taken out and waited for; a v2 sensor, and none, are left alone", async () => {
    world.sensors = [sensorOf("dc01", { version: "3.0.1" }), sensorOf("dc02", { version: "3.0.1" })];
    const { outs } = await world.provider.create(urn, inputs);
    expect(outs.sensorId).toBe("s-dc01");
    expect(world.sensors.map(({ id }) => id)).toEqual(["s-dc02"]);
    expect((await world.provider.create(urn, inputs)).outs.sensorId).toBeNull();
    world.sensors = [sensorOf("dc01")];
    expect((await world.provider.create(urn, inputs)).outs.sensorId).toBeNull();
    expect(world.sensors).toHaveLength(1);
  });

  test("one that stays listed is told, and nothing goes on", async () => {
    world.sensors = [sensorOf("dc01", { version: "3.0.1" })];
    Object.assign(world.services.graph(workspace).api, { deleteSensor: async () => undefined });
    const { message } = await failureOf(world.provider.create(urn, { ...inputs, deadlineSeconds: 0.3 }));
    expect(message).toContain("SENSOR-NOT-DEACTIVATED  dc01");
  });
});
