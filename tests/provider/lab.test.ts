import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { attestedRows } from "../../estate/schema.ts";
import type { CenterLockInputs, ReadyGateInputs } from "../../plan/declared.ts";
import { reveal } from "../../provider/wire.ts";
import { closeConnections } from "../../remote/measure.ts";
import { type TestLab, testLab } from "../lab/support.ts";
import { type LabWorld, labWorld } from "./support/labWorld.ts";
import { failureOf, urnOf } from "./support/world.ts";

/** The real provider, its real Graph client and its real connections, against the lab. */
let lab: TestLab;
let world: LabWorld;
beforeAll(async () => {
  lab = await testLab();
  world = labWorld(lab);
});
afterAll(async () => {
  closeConnections();
  await lab.stop();
});

const live = new AbortController().signal;
const waits = { pollSeconds: 0.1, deadlineSeconds: 30 };
const dc01 = { name: "dc01", domain: "contoso.test" };

function readyInputs(host: string, overrides: Partial<ReadyGateInputs> = {}): ReadyGateInputs {
  return {
    target: world.targetOf(host),
    domain: "contoso.test",
    generation: "v3",
    gateway: "lightweight",
    workspace: world.workspace,
    managedAccounts: [],
    waivers: [],
    readyForSeconds: 600,
    deadlineSeconds: 20,
    ...overrides,
  };
}

test("the workspace is proven and the package fetched", async () => {
  const { workspace } = world;
  await world.provider.create(urnOf("DefenderWorkspace", "workspace"), { workspace });
  const { outs } = await world.provider.create(urnOf("DeploymentPackage", "sensor-package"), {
    workspace,
    neededBy: [],
    freshForSeconds: 600,
  });
  expect(outs.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(String(reveal(outs.accessKey)).length).toBeGreaterThan(10);
});

test("a v3 sensor: ready, activated, verified, healthy", async () => {
  const { workspace, provider } = world;
  const ready = await provider.create(urnOf("ReadyGate", "dc01-ready"), readyInputs("dc01"));
  expect(ready.outs.verdicts["sensor-offered"]).toBe("pass");

  await provider.create(urnOf("SensorActivation", "dc01-activate-sensor"), {
    workspace,
    subject: dc01,
    ...waits,
  });
  const inputs = {
    workspace,
    target: world.targetOf("dc01"),
    subject: dc01,
    generation: "v3",
    settings: { description: "Berlin", delayedUpdate: null },
    unprotectedSince: new Date().toISOString(),
    ...waits,
  };
  const { outs } = await provider.create(urnOf("Sensor", "dc01-sensor"), inputs);
  expect(outs).toMatchObject({ serviceStatus: "running", deploymentStatus: "upToDate" });
  expect(outs.version).toMatch(/^3\./);
  const [listed] = await world.services.graph(workspace).api.listSensors(live);
  expect(listed?.settings.description).toBe("Berlin");

  await provider.create(urnOf("WaveGate", "wave-0-gate"), {
    workspace,
    wave: "wave-0",
    domainControllers: [dc01],
    soakSeconds: 0.3,
    ...waits,
  });
  expect((await provider.read("x", urnOf("Sensor", "dc01-sensor"), outs)).props).toEqual(outs);
  expect((await provider.diff("x", urnOf("Sensor", "dc01-sensor"), outs, inputs)).changes).toBe(false);
});

test("a host that is not ready says why", async () => {
  const failure = await failureOf(
    world.provider.create(urnOf("ReadyGate", "dc07-ready"), readyInputs("dc07", { generation: "v2" })),
  );
  expect(failure.message).toContain("NOT-READY  dc07");
  expect(failure.message).toContain("operating-system");
});

test("the Center's lock sees every gateway that is still there, on its host and in the Center's own list", async () => {
  const { scenario } = lab;
  const inputs: CenterLockInputs = {
    center: {
      name: "atacenter",
      forest: "contoso.test",
      target: world.targetOf("atacenter"),
      console: `https://127.0.0.1:${scenario.centers[0]?.consolePort}`,
    },
    workspace: world.workspace,
    request: "remove",
    retainUntil: "2020-01-01",
    approval: { by: "a.person", at: "2020-01-01T00:00:00Z" },
    domainControllers: ["dc01", "dc02"].map((name) => ({
      name,
      domain: "contoso.test",
      decision: "move",
      why: "",
      sensorId: "s",
      verifiedAt: "2020-01-01T00:00:00Z",
      target: world.targetOf(name),
    })),
    standaloneGateways: [{ name: "gw01", removed: true, why: "", target: world.targetOf("gw01") }],
    checklist: Object.fromEntries(attestedRows.map((row) => [row, "done" as const])),
    initialSyncSeconds: 0,
    freshForSeconds: 600,
    deadlineSeconds: 20,
  };
  const failure = await failureOf(world.provider.create(urnOf("CenterLock", "atacenter-lock"), inputs));
  for (const host of ["dc01", "dc02", "gw01"]) expect(failure.message).toContain(`gateway-absent ${host}`);
  // What the estate would have forgotten, the Center still names.
  expect(failure.message).toMatch(/center-list dc04/i);
  expect(failure.message).not.toContain("unread");
});

test.each([
  ["secret-expired", "GRAPH-CREDENTIALS"],
  ["wrong-tenant", "GRAPH-CREDENTIALS"],
  ["consent-missing:SecurityIdentitiesHealth", "GRAPH-CONSENT"],
])("fault %s is told as %s", async (fault, id) => {
  lab.lab.service.state.faults = [fault];
  const fresh = labWorld(lab);
  const failure = await failureOf(
    fresh.provider.create(urnOf("DefenderWorkspace", "workspace"), { workspace: fresh.workspace }),
  );
  lab.lab.service.state.faults = [];
  expect(failure.message).toContain(id);
  expect(failure.message).not.toContain(lab.scenario.graph.clientSecret);
});
