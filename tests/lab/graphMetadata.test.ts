import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import type { GraphApi } from "../../provider/graph/api.ts";
import { graphApi } from "../../provider/graph/client.ts";
import { operations } from "../../provider/graph/operations.ts";
import { httpsSender, type Send } from "../../provider/http.ts";
import { type TestLab, testLab, until } from "./support.ts";

jest.setTimeout(60_000);

/**
 * The types as the public metadata has them (v1.0, and beta where that has more), written down a second time and apart
 * from program and lab. Strict: a member that the metadata does not have is an error.
 */
const text = z.string();
const texts = z.array(text);
const time = z.iso.datetime();
const int64 = z.int();
/** An enum, which may get more members one day. */
const oneOf = (...members: string[]) => z.enum([...members, "unknownFutureValue"]);
const health = oneOf("healthy", "notHealthyLow", "notHealthyMedium", "notHealthyHigh");
const service = oneOf("stopped", "starting", "running", "disabled", "onboarding", "unknown");
const sensorType = oneOf(
  "adConnectIntegrated",
  "adcsIntegrated",
  "adfsIntegrated",
  "domainControllerIntegrated",
  "domainControllerStandalone",
);
const migrationState = oneOf(
  "readyForMigration",
  "notReadyForMigration",
  "migrating",
  "migrationFailed",
  "upToDate",
);
const sensorSettings = z.strictObject({
  description: text.nullable(),
  domainControllerDnsNames: texts,
  isDelayedDeploymentEnabled: z.boolean(),
  networkAdapters: z.array(z.strictObject({ id: text, name: text, isEnabled: z.boolean() })),
});
const sensor = z.strictObject({
  id: text,
  createdDateTime: time,
  deploymentStatus: oneOf(
    "upToDate",
    "outdated",
    "updating",
    "updateFailed",
    "notConfigured",
    "unreachable",
    "disconnected",
    "startFailure",
    "syncing",
  ),
  displayName: text,
  domainName: text,
  healthStatus: health,
  openHealthIssuesCount: int64,
  sensorType,
  serviceStatus: service,
  settings: sensorSettings,
  version: text,
});
const healthIssue = z.strictObject({
  id: text,
  displayName: text,
  description: text,
  issueTypeId: text,
  healthIssueType: oneOf("sensor", "global"),
  severity: oneOf("low", "medium", "high"),
  status: oneOf("open", "closed", "suppressed"),
  domainNames: texts,
  sensorDNSNames: texts,
  recommendations: texts,
  recommendedActionCommands: texts,
  additionalInformation: texts,
  createdDateTime: time,
  lastModifiedDateTime: time,
});
const sensorCandidate = z.strictObject({
  id: text,
  computerDnsName: text,
  domainName: text,
  senseClientVersion: text,
  lastSeenDateTime: time,
});
const sensorMigration = z.strictObject({
  id: text,
  createdDateTime: time,
  displayName: text,
  domainName: text,
  healthStatus: health,
  migrationState,
  sensorType,
  serviceStatus: service,
  version: text,
});
const beta = {
  sensor: sensor.extend({ migrationState }),
  sensorCandidate: sensorCandidate.extend({ sensorTypes: texts }),
};

const context = { "@odata.context": z.url() };
const list = (member: z.ZodType) =>
  z.strictObject({
    ...context,
    "@odata.count": int64.optional(),
    "@odata.nextLink": z.url().optional(),
    value: z.array(member).min(1),
  });
const single = (shape: z.ZodRawShape) => z.strictObject({ ...context, value: z.strictObject(shape) });
const entity = (type: z.ZodObject) => type.extend(context);
const nothing = z.undefined();
const key = single({ deploymentAccessKey: text });

/** What each operation answers, by method, version and path. */
const answers: Record<string, z.ZodType> = {
  "GET v1.0 /security/identities/sensors": list(sensor),
  "GET beta /security/identities/sensors": list(beta.sensor),
  "GET v1.0 /security/identities/sensors/{id}": entity(sensor),
  "GET beta /security/identities/sensors/{id}": entity(beta.sensor),
  "PATCH v1.0 /security/identities/sensors/{id}": entity(sensor),
  "DELETE v1.0 /security/identities/sensors/{id}": nothing,
  "GET v1.0 /security/identities/sensors/getDeploymentPackageUri": single({
    downloadUrl: z.url(),
    version: text,
  }),
  "GET v1.0 /security/identities/sensors/getDeploymentAccessKey": key,
  "POST v1.0 /security/identities/sensors/regenerateDeploymentAccessKey": key,
  "GET v1.0 /security/identities/sensorCandidates": list(sensorCandidate),
  "GET beta /security/identities/sensorCandidates": list(beta.sensorCandidate),
  "POST v1.0 /security/identities/sensorCandidates/activate": nothing,
  "GET v1.0 /security/identities/sensorCandidateActivationConfiguration": single({
    activationMode: oneOf("manual", "automated"),
  }),
  "PATCH v1.0 /security/identities/sensorCandidateActivationConfiguration": nothing,
  "GET v1.0 /security/identities/settings/autoAuditingConfiguration": single({ isAutomatic: z.boolean() }),
  "PATCH v1.0 /security/identities/settings/autoAuditingConfiguration": nothing,
  "GET v1.0 /security/identities/healthIssues": list(healthIssue),
  "GET v1.0 /security/identities/healthIssues/{id}": entity(healthIssue),
  "PATCH v1.0 /security/identities/healthIssues/{id}": entity(healthIssue),
  "POST v1.0 /security/runHuntingQuery": z.strictObject({
    ...context,
    schema: z.array(z.strictObject({ name: text, type: text })),
    results: z.array(z.record(text, z.unknown())),
  }),
  "GET beta /security/identities/sensorMigration": list(sensorMigration),
  "POST beta /security/identities/sensorMigration/migrate": z.strictObject({
    ...context,
    successfulMigrationSensorIds: texts,
    failedMigrationSensorIds: texts,
  }),
};

const live = new AbortController().signal;
let it: TestLab;
let origin: string;
let api: GraphApi;
let token = "";
let send: Send;
/** Every answer of Graph: which operation, and its body. */
let seen: { operation: string; status: number; body: unknown }[] = [];

/** The operation of a request; ids become `{id}`. */
function operationOf(method: string, address: string): string {
  const [, version, path] = /^\/(v1\.0|beta)(.*)$/.exec(new URL(address).pathname) ?? [];
  const plain = path?.replace(/\/(sensors|healthIssues)\/[0-9a-f-]{36}$/, "/$1/{id}");
  return `${method} ${version} ${plain}`;
}

beforeAll(async () => {
  it = await testLab((scenario) => {
    const { dc04 } = scenario.hosts;
    if (dc04) dc04.sensor = "v2";
    scenario.graph.otherSensors = 120;
    scenario.graph.healthIssues = [
      {
        displayName: "Sensor outdated",
        severity: "medium",
        status: "open",
        healthIssueType: "sensor",
        hosts: ["dc04"],
        issueTypeId: "1004",
      },
    ];
  });
  const { graph } = it.scenario;
  expect(graph.strict).toBe(true);
  origin = `https://127.0.0.1:${graph.port}`;
  const ca = join(it.folder, "ca.pem");
  const plain = httpsSender({ kind: "authority", pem: readFileSync(ca, "utf8") });
  send = async (address, request) => {
    const response = await plain(address, request);
    const text = await response.clone().text();
    if (address.startsWith(`${origin}/token`)) token = JSON.parse(text).access_token;
    else {
      const body = text === "" ? undefined : JSON.parse(text);
      seen.push({ operation: operationOf(request.method ?? "GET", address), status: response.status, body });
    }
    return response;
  };
  const workspace = {
    name: graph.workspace,
    tenantId: graph.tenantId,
    clientId: graph.clientId,
    cloud: "lab" as const,
    sensorApi: `${origin}/ping`,
    lab: { graph: origin, token: `${origin}/token`, ca },
  };
  api = graphApi(workspace, { kind: "secret", secret: graph.clientSecret }, { send });
  await until(async () => (await api.listSensors(live)).some(({ displayName }) => displayName === "DC04"));
});
afterAll(() => it.stop());

/** Asks as somebody else than this program would. */
async function get(path: string): Promise<void> {
  await send(`${origin}${path}`, { method: "GET", headers: { authorization: `Bearer ${token}` } });
}

test("each answer to each operation of the program has the names, types and members of the metadata, and nothing else", async () => {
  seen = [];
  const sensors = await api.listSensors(live);
  const dc04 = sensors.find(({ displayName }) => displayName === "DC04");
  const dead = sensors.find(({ deploymentStatus }) => deploymentStatus === "unreachable");
  if (!dc04 || !dead) throw new Error("the sensors of the scenario");
  await api.updateSensor(dc04.id, { description: "Oslo", isDelayedDeploymentEnabled: true }, live);
  await api.deploymentPackage(live);
  await api.deploymentAccessKey(live);
  await api.regenerateDeploymentAccessKey(live);
  const [candidate] = await api.listSensorCandidates(live);
  await get("/beta/security/identities/sensorCandidates");
  await api.activateSensorCandidates([candidate?.id ?? ""], live);
  await api.setActivationMode("manual", live);
  await api.activationMode(live);
  await api.setAutomaticAuditing("on", live);
  await api.automaticAuditing(live);
  const [issue] = await api.listHealthIssues(live, "open");
  await api.updateHealthIssue(issue?.id ?? "", "suppressed", live);
  await api.updateHealthIssue(issue?.id ?? "", "open", live);
  await api.huntingQuery("IdentityInfo | summarize Events = count() by Device", "PT1H", live);
  await api.listSensorMigrations(live);
  await api.migrateSensors([dc04.id], live);
  await api.deleteSensor(dead.id, live);
  await get(`/v1.0/security/identities/sensors('${dc04.id}')`);
  for (const version of ["v1.0", "beta"]) await get(`/${version}/security/identities/sensors/${dc04.id}`);
  await get("/beta/security/identities/sensors?$count=true");
  await get(`/v1.0/security/identities/healthIssues/${issue?.id}`);

  const asked = new Set(seen.map(({ operation }) => operation));
  for (const { method, version, path } of Object.values(operations)) {
    expect(asked).toContain(`${method} ${version} ${path}`);
  }
  expect(seen.filter(({ status }) => status >= 300)).toEqual([]);
  for (const { operation, body } of seen) {
    const type = answers[operation.replace("('", "/").replace("')", "").replace(dc04.id, "{id}")];
    expect([operation, type?.safeParse(body).error?.issues]).toEqual([operation, undefined]);
  }
});

test.each([
  "sensor-outdated",
  "sensor-disconnected",
  "sensor-update-fails",
  "sensor-health-issue",
  "audit-policy-off",
  "migration-fails",
])("with the fault %s too", async (fault) => {
  it.lab.hostFault("dc04", fault, "on");
  seen = [];
  await api.listSensors(live);
  await api.listHealthIssues(live);
  await api.listSensorMigrations(live);
  it.lab.hostFault("dc04", fault, "off");
  for (const { operation, body } of seen) {
    expect([operation, answers[operation]?.safeParse(body).error?.issues]).toEqual([operation, undefined]);
  }
});
