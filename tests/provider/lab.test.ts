import { join } from "node:path";
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
  lab = await testLab((scenario) => {
    scenario.graph.otherSensors = 250;
    scenario.graph.deadSensors = [];
    scenario.graph.healthIssues = [
      {
        displayName: "Power mode is not configured for optimal performance",
        severity: "low",
        status: "open",
        healthIssueType: "sensor",
        hosts: ["dc01"],
        issueTypeId: "1005",
      },
    ];
  });
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
  expect(String(reveal(outs.uri))).toContain("sig=");
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
  const listed = await world.services.graph(workspace).api.listSensors(live);
  expect(listed.find((sensor) => sensor.id === outs.sensorId)?.settings.description).toBe("Berlin");

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
      account: {
        user: "CONTOSO\\svc-ata2mdi",
        password: { file: join(lab.folder, "atacenter_password") },
      },
    },
    workspace: world.workspace,
    request: "remove",
    retainUntil: "2020-01-01",
    approval: { by: "a.person", at: "2020-01-01T00:00:00Z", retainUntil: "2020-01-01" },
    backup: { folder: null, name: "atacenter-1", maxAgeSeconds: 3600 },
    archive: null,
    deleteDatabase: null,
    decidedAlerts: [],
    override: null,
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
    soakSeconds: 0,
    freshForSeconds: 600,
    deadlineSeconds: 20,
  };
  const failure = await failureOf(world.provider.create(urnOf("CenterLock", "atacenter-lock"), inputs));
  for (const host of ["dc01", "dc02", "gw01"]) expect(failure.message).toContain(`gateway-absent ${host}`);
  // What the estate would have forgotten, the Center still names.
  expect(failure.message).toMatch(/center-list dc04/i);
  // Its open alerts and its missing backup are measured as well.
  expect(failure.message).toMatch(/alerts atacenter: \d+ suspicious activities are open/);
  expect(failure.message).toContain("there is no whole backup");
  expect(failure.message).not.toContain("unread");
});

async function withFault<T>(fault: string, work: (fresh: LabWorld) => Promise<T>): Promise<T> {
  lab.lab.service.state.faults = [fault];
  try {
    return await work(labWorld(lab));
  } finally {
    lab.lab.service.state.faults = [];
  }
}

test.each([
  ["secret-expired", "GRAPH-CREDENTIALS"],
  ["wrong-secret", "GRAPH-CREDENTIALS"],
  ["wrong-tenant", "GRAPH-CREDENTIALS"],
  ["token-refused", "GRAPH-UNAUTHORIZED"],
  ["token-other-tenant", "GRAPH-WRONG-TENANT"],
  ["clock-skew", "GRAPH-CLOCK"],
  ["consent-missing:SecurityIdentitiesHealth", "GRAPH-CONSENT"],
  ["not-onboarded", "GRAPH-NOT-ONBOARDED"],
  ["no-licence", "GRAPH-LICENCE"],
  ["throttle-long", "GRAPH-THROTTLED"],
  ["html-answer", "GRAPH-ANSWER"],
])("fault %s is told as %s before anything is changed", async (fault, id) => {
  const failure = await withFault(fault, (fresh) =>
    failureOf(fresh.provider.create(urnOf("DefenderWorkspace", "workspace"), { workspace: fresh.workspace })),
  );
  expect(failure.message).toContain(id);
  expect(failure.message).not.toContain(lab.scenario.graph.clientSecret);
});

test.each(["graph-errors", "short-tokens", "odd-fields"])(
  "fault %s is lived through",
  async (fault) => {
    const sensors = await withFault(fault, (fresh) =>
      fresh.services.graph(fresh.workspace).api.listSensors(live),
    );
    expect(sensors.length).toBeGreaterThanOrEqual(250);
  },
  30_000,
);

test.each([
  ["broken-page", "GRAPH-ANSWER"],
  ["foreign-next-link", "GRAPH-FOREIGN-LINK"],
  ["proxy-407", "GRAPH-PROXY"],
])("fault %s makes the whole list unread: %s", async (fault, id) => {
  const failure = await withFault(fault, (fresh) =>
    failureOf(fresh.services.graph(fresh.workspace).api.listSensors(live)),
  );
  expect(failure.message).toContain(id);
});

test("every further operation of the service", async () => {
  const { provider, workspace, services } = world;
  const { api } = services.graph(workspace);
  const settings = [
    ["ActivationConfiguration", { activationMode: "automated" }],
    ["AutoAuditing", { isAutomatic: true }],
    ["KeyRotation", { turn: "end" }],
  ] as const;
  for (const [token, inputs] of settings) {
    const urn = urnOf(token, "it");
    const key = await api.deploymentAccessKey(live);
    const { outs } = await provider.create(urn, { workspace, ...inputs });
    expect((await provider.read("x", urn, outs)).props).toEqual(outs);
    expect((await api.deploymentAccessKey(live)) !== key).toBe(token === "KeyRotation");
  }

  const suppression = {
    workspace,
    domainControllers: [dc01],
    titles: ["power mode"],
    until: new Date(Date.now() + 86_400_000).toISOString(),
    forSeconds: null,
    reason: "planned move",
  };
  const quiet = urnOf("HealthIssueSuppression", "quiet");
  const { outs: suppressed } = await provider.create(quiet, suppression);
  expect(suppressed.suppressed).toHaveLength(1);
  expect(await api.listHealthIssues(live, "suppressed")).toHaveLength(1);
  await provider.delete("x", quiet, suppressed);
  expect(await api.listHealthIssues(live, "suppressed")).toHaveLength(0);

  const { outs: orphans } = await provider.create(urnOf("OrphanSensors", "orphans"), {
    workspace,
    domainControllers: [dc01],
    remove: [],
  });
  expect(orphans.orphans).toHaveLength(250);

  const gate = { workspace, name: "wave-0", domainControllers: [dc01], ...waits };
  const health = await provider.create(urnOf("HealthIssueGate", "health"), { ...gate, since: null });
  expect(health.outs.outcome).toBe("pass");
  const signal = await provider.create(urnOf("HuntingSignal", "signal"), { ...gate, withinSeconds: 7200 });
  expect(signal.outs.events.dc01).toBeGreaterThan(0);
});

test("a service of other habits: bare answers, the key's other name, POST; and a US government cloud's", async () => {
  const other = await testLab((scenario) => {
    scenario.graph.singles = "bare";
    scenario.graph.accessKeyProperty = "sensorDeploymentAccessKey";
    scenario.graph.settingsWrite = "POST";
    scenario.graph.otherSensors = 1;
  });
  try {
    const { services, workspace, provider } = labWorld(other);
    const { api } = services.graph(workspace);
    expect((await api.deploymentAccessKey(live)).length).toBeGreaterThan(10);
    await provider.create(urnOf("AutoAuditing", "it"), { workspace, isAutomatic: true });
    expect(await api.automaticAuditing(live)).toBe(true);
    other.scenario.graph.cloud = "usGov";
    expect((await api.listSensors(live))[0]).not.toHaveProperty("serviceStatus", expect.anything());
    await expect(api.listSensorCandidates(live)).rejects.toThrow(/^GRAPH-NOT-OFFERED/);
  } finally {
    await other.stop();
  }
});
