import { beforeEach, expect, test } from "@jest/globals";
import { GraphProblem } from "../../../provider/graph/problems.ts";
import { reveal } from "../../../provider/wire.ts";
import { failureOf, graphDown, makeWorld, sensorOf, urnOf, type World, workspace } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = makeWorld();
});

const workspaceUrn = urnOf("DefenderWorkspace", "workspace");
const packageUrn = urnOf("DeploymentPackage", "sensor-package");

test("the workspace is proven by trying every operation in its reading form", async () => {
  const { outs } = await world.provider.create(workspaceUrn, { workspace });
  expect(Date.parse(outs.checkedAt)).not.toBeNaN();
  expect(world.asked.toSorted()).toEqual(
    [
      "deploymentAccessKey",
      "deploymentPackage",
      "listHealthIssues",
      "listSensorCandidates",
      "listSensors",
    ].toSorted(),
  );
});

test("a service without any sensor is no failure, and is told", async () => {
  await world.provider.create(workspaceUrn, { workspace });
  const told = () => world.lines.filter(({ text }) => text.includes("lists no sensor at all")).length;
  expect(told()).toBe(1);
  const other = makeWorld();
  other.sensors = [sensorOf("dc01")];
  await other.provider.create(workspaceUrn, { workspace });
  expect(other.lines).not.toContainEqual(expect.objectContaining({ kind: "info" }));
});

test("only what the plan needs is asked for", async () => {
  await world.provider.create(workspaceUrn, { workspace, generations: ["v3"] });
  expect(world.asked).not.toContain("deploymentAccessKey");
});

test("one cause is told once, several are told together", async () => {
  world.graphProblem = graphDown(false);
  const { message } = await failureOf(world.provider.create(workspaceUrn, { workspace }));
  expect(message.match(/GRAPH-UNAVAILABLE/g)).toHaveLength(1);
});

test("all missing permissions are named at once, with the command of the consent", async () => {
  const graph = world.services.graph(workspace);
  const lacks = (permission: string) => async () => {
    throw new GraphProblem(
      { id: "GRAPH-CONSENT", cause: `${permission} is missing`, measured: "HTTP 403", cure: "", command: "" },
      { passing: false },
    );
  };
  Object.assign(graph.api, {
    listHealthIssues: lacks("SecurityIdentitiesHealth.Read.All"),
    deploymentAccessKey: lacks("SecurityIdentitiesSensors.ReadWrite.All"),
  });
  const { message } = await failureOf(world.provider.create(workspaceUrn, { workspace }));
  expect(message).toContain("2 application permissions");
  expect(message).toContain("SecurityIdentitiesHealth.Read.All");
  expect(message).toContain("SecurityIdentitiesSensors.ReadWrite.All");
  expect(message).toContain(`az ad app permission admin-consent --id ${workspace.clientId}`);
});

test("permissions the token lacks are all named before anything else goes wrong", async () => {
  world.permissions = ["SecurityIdentitiesSensors.ReadWrite.All"];
  const features = ["autoAuditing", "hunting"];
  const { message } = await failureOf(world.provider.create(workspaceUrn, { workspace, features }));
  expect(message).toContain("GRAPH-CONSENT");
  expect(message).toContain("3 application permissions");
  for (const permission of [
    "SecurityIdentitiesAutoConfig.ReadWrite.All",
    "SecurityIdentitiesHealth.Read.All",
    "ThreatHunting.Read.All",
  ]) {
    expect(message).toContain(permission);
  }
  expect(message).not.toContain("SecurityIdentitiesSensors");
});

const packageInputs = {
  workspace,
  neededBy: [{ name: "dc03", domain: "contoso.test" }],
  freshForSeconds: 600,
};

test("the address is secret in state, version and hash are not, and no access key is asked for", async () => {
  const { outs } = await world.provider.create(packageUrn, packageInputs);
  expect(outs).toMatchObject({ version: "2.254", sha256: "ab".repeat(32) });
  expect(typeof outs.uri).toBe("object");
  expect(reveal(outs.uri)).toContain("package-token");
  expect(world.asked).not.toContain("deploymentAccessKey");
  expect(JSON.stringify(outs)).not.toContain(world.accessKey);
});

const fetched = {
  ...packageInputs,
  version: "2.254",
  sha256: "ab",
  fetchedAt: "2026-12-01T20:00:00Z",
};

test.each([
  ["fresh", "2026-12-01T20:05:00Z", false, false],
  ["old and still needed", "2026-12-01T21:00:00Z", false, true],
  ["old, but every sensor is there", "2026-12-01T21:00:00Z", true, false],
])("package: %s", async (_case, now, installed, changes) => {
  world.now = new Date(now);
  if (installed) world.sensors = [sensorOf("dc03")];
  expect((await world.provider.diff("x", packageUrn, fetched, packageInputs)).changes).toBe(changes);
});

test("package: old and the service cannot be asked: fetched again", async () => {
  world.now = new Date("2026-12-01T21:00:00Z");
  world.graphProblem = graphDown();
  expect((await world.provider.diff("x", packageUrn, fetched, packageInputs)).changes).toBe(true);
});

test("a row that is said to be done needs who, when and what shows it", async () => {
  const urn = urnOf("ChecklistRow", "checklist-siem");
  const row = { row: "siem", title: "SIEM", state: "done", by: null, at: null, evidence: null };
  expect((await world.provider.check(urn, {}, row)).failures).toHaveLength(1);
  const said = { ...row, by: "a.person", at: "2026-12-01T20:00:00Z", evidence: "CHG-1" };
  expect((await world.provider.check(urn, {}, said)).failures).toEqual([]);
  expect((await world.provider.create(urn, said)).outs.state).toBe("done");
  expect((await world.provider.diff("siem", urn, said, { ...said, evidence: "CHG-2" })).changes).toBe(true);
  expect(world.asked).toEqual([]);
});
