import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { putSoftware, takeSoftware } from "../../lab/hosts/software.ts";
import { hasProgram, program, type TestLab, testLab, until } from "./support.ts";

jest.setTimeout(30_000);

let it: TestLab;
let token: string;
beforeAll(async () => {
  it = await testLab((scenario) => {
    scenario.graph.otherSensors = 250;
    scenario.graph.deadSensors = [];
    scenario.graph.healthIssues = [
      {
        displayName: "Sensor outdated",
        severity: "medium",
        status: "open",
        healthIssueType: "sensor",
        hosts: ["dc01"],
        issueTypeId: "1004",
      },
      {
        displayName: "Old issue",
        severity: "low",
        status: "closed",
        healthIssueType: "global",
        hosts: [],
        issueTypeId: "1031",
      },
    ];
  });
  token = (await askToken()).body.access_token;
});
afterAll(() => it.stop());
afterEach(() => {
  it.lab.service.state.faults = [];
});

type Row = Record<string, unknown>;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: what is asked for differs from test to test
  body: any;
  raw: Buffer;
}

/** One HTTPS request to the lab, trusting its authority alone. */
function ask(
  path: string,
  options: { method?: string; body?: string | object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((done, reject) => {
    const url = path.startsWith("https:") ? path : `https://127.0.0.1:${it.scenario.graph.port}${path}`;
    const json = typeof options.body === "object";
    const sent = httpsRequest(
      url,
      {
        method: options.method ?? "GET",
        ca: readFileSync(join(it.folder, "ca.pem")),
        headers: {
          authorization: `Bearer ${token}`,
          ...(json ? { "content-type": "application/json" } : {}),
          ...options.headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const raw = Buffer.concat(parts);
          const text = raw.toString("utf8");
          const parsed = /json/.test(String(response.headers["content-type"])) && text !== "";
          let body: unknown = text;
          try {
            body = parsed ? JSON.parse(text) : text;
          } catch {
            // a cut page: its text is what there is
          }
          done({ status: response.statusCode ?? 0, headers: response.headers, body, raw });
        });
      },
    );
    sent.on("error", reject);
    sent.end(typeof options.body === "object" ? JSON.stringify(options.body) : options.body);
  });
}

const identities = "/v1.0/security/identities";
const get = (path: string) => ask(identities + path);

function askToken(change: Record<string, string> = {}): Promise<Answer> {
  const { clientId, clientSecret } = it.scenario.graph;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    ...change,
  });
  return ask("/token", { method: "POST", body: form.toString(), headers: { authorization: "" } });
}

test("the token endpoint gives tokens for the right secret and refuses the others as Entra ID does", async () => {
  expect((await askToken()).body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
  const wrong = await askToken({ client_secret: "no" });
  expect(wrong).toMatchObject({ status: 401, body: { error: "invalid_client", error_codes: [7000215] } });
  expect(wrong.body.error_description).toMatch(/^AADSTS7000215: Invalid client secret provided/);
  expect((await askToken({ client_id: "x" })).body.error_codes).toEqual([700016]);
  it.lab.graphFault("secret-expired", "on");
  expect((await askToken()).body.error_codes).toEqual([7000222]);
  const { tenantId } = it.scenario.graph;
  it.lab.graphFault("secret-expired", "off");
  const long = await ask(`/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: "grant_type=client_credentials",
  });
  expect(long.body.error_codes).toEqual([700016]);
});

test("requests without a good token are refused", async () => {
  const none = await ask(`${identities}/sensors`, { headers: { authorization: "" } });
  expect(none).toMatchObject({ status: 401, body: { error: { code: "InvalidAuthenticationToken" } } });
  const forged = await ask(`${identities}/sensors`, { headers: { authorization: `Bearer ${token}x` } });
  expect(forged.status).toBe(401);
});

test("a list is paged by nextLink until all rows are there, once each", async () => {
  const ids = new Set<string>();
  let next: string | undefined = `${identities}/sensors?$count=true`;
  let pages = 0;
  while (next) {
    const { body } = await ask(next);
    expect(body["@odata.count"]).toBe(250);
    for (const row of body.value) ids.add(row.id);
    next = body["@odata.nextLink"];
    pages += 1;
  }
  expect(ids.size).toBe(250);
  expect(pages).toBe(3);
  expect((await get("/sensors?$top=3&$skip=248")).body.value).toHaveLength(2);
  const count = await get("/sensors/$count?$filter=domainName%20eq%20'fabrikam.test'");
  expect(count).toMatchObject({ status: 200, body: "250", headers: { "content-type": "text/plain" } });
  expect((await get("/settings/autoAuditingConfiguration/$count")).status).toBe(400);
});

test("what a list's page does not document is refused", async () => {
  for (const query of [
    "$orderby=displayName",
    "$expand=settings",
    "$filter=colour eq 'red'",
    "$top=-1",
    "x=1",
  ]) {
    expect(await get(`/sensors?${query.replaceAll(" ", "%20")}`)).toMatchObject({
      status: 400,
      body: { error: { code: "BadRequest" } },
    });
  }
  for (const filter of ["not (version eq '2')", "version ne '2'", "contains(displayName,'D')"]) {
    expect((await get(`/sensors?$filter=${encodeURIComponent(filter)}`)).status).toBe(400);
  }
  expect((await get("/sensors/getDeploymentPackageUri?$top=1")).status).toBe(400);
  expect((await get("/healthIssues?$select=colour")).status).toBe(400);
  expect((await ask("/beta/security/identities/sensorMigration?$top=1")).status).toBe(400);
  const post = (path: string, body: object) => ask(`${identities}${path}`, { method: "POST", body });
  expect((await post("/sensors/regenerateDeploymentAccessKey", { force: true })).status).toBe(400);
  expect((await post("/sensorCandidates/activate", { serverIds: ["x"], now: true })).status).toBe(400);
  expect((await get("/sensors/%E0%A4%A")).status).toBe(404);
  const plural = `${identities}/sensorCandidateActivationConfigurations`;
  const patched = await ask(plural, { method: "PATCH", body: { activationMode: "manual" } });
  expect(patched.status).toBe(405);
  expect((await ask(`${identities}/sensors`, { method: "POST", body: {} })).status).toBe(405);
  expect((await get("/tags")).status).toBe(400);
  expect((await get("/sensorMigration")).status).toBe(400);
});

test("functions are found by both of their OData names, and their values come wrapped or bare", async () => {
  const short = await get("/sensors/getDeploymentAccessKey");
  const long = await get("/sensors/microsoft.graph.security.getDeploymentAccessKey()");
  const { downloadUrl } = (await get("/sensors/getDeploymentPackageUri")).body.value;
  expect(long.body.value).toEqual(short.body.value);
  it.scenario.graph.singles = "bare";
  it.scenario.graph.accessKeyProperty = "sensorDeploymentAccessKey";
  const bare = await get("/sensors/getDeploymentAccessKey");
  it.scenario.graph.singles = "wrapped";
  it.scenario.graph.accessKeyProperty = "deploymentAccessKey";
  expect(bare.body.sensorDeploymentAccessKey).toBe(short.body.value.deploymentAccessKey);
  const renewed = await ask(`${identities}/sensors/regenerateDeploymentAccessKey`, { method: "POST" });
  expect(renewed.body.value.deploymentAccessKey).not.toBe(short.body.value.deploymentAccessKey);
  expect((await ask(downloadUrl)).status).toBe(200);
});

test("the package is a zip that unpacks, the same bytes each time, and only with its signed address", async () => {
  const { body } = await get("/sensors/getDeploymentPackageUri");
  const { downloadUrl, version } = body.value;
  expect(version).toBe(it.scenario.graph.sensorVersion);
  const { raw, status } = await ask(downloadUrl);
  expect(status).toBe(200);
  const again = await ask((await get("/sensors/getDeploymentPackageUri")).body.value.downloadUrl);
  const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  expect(hash(again.raw)).toBe(hash(raw));
  expect((await ask(downloadUrl.replace(/sig=[^&]{4}/, "sig=AAAA"))).status).toBe(403);
  if (await hasProgram("python3")) {
    const { writeFileSync } = await import("node:fs");
    const file = join(it.folder, "package.zip");
    writeFileSync(file, raw);
    const listed = await program("python3", ["-m", "zipfile", "-t", file]);
    expect(listed.stdout).toContain("Done testing");
    expect((await program("python3", ["-m", "zipfile", "-l", file])).stdout).toContain(
      "Azure ATP sensor Setup.exe",
    );
  }
});

test("a sensor of generation 3 is activated from its candidate and comes up by stages; a repeated request changes nothing", async () => {
  const candidates = (await get("/sensorCandidates?$count=true")).body;
  expect(candidates["@odata.count"]).toBe(3);
  const dc02 = candidates.value.find(
    (row: { computerDnsName: string }) => row.computerDnsName === "dc02.contoso.test",
  );
  const activate = () =>
    ask(`${identities}/sensorCandidates/activate`, { method: "POST", body: { serverIds: [dc02.id] } });
  expect(await activate()).toMatchObject({ status: 200, body: "" });
  expect((await activate()).status).toBe(200);
  const seen = new Set<string>();
  await until(async () => {
    const row = (await get("/sensors?$filter=displayName%20eq%20'DC02'")).body.value[0];
    if (row) seen.add(`${row.deploymentStatus} ${row.serviceStatus}`);
    return row?.serviceStatus === "running";
  });
  expect([...seen].at(-1)).toBe("upToDate running");
  expect(it.lab.service.state.sensors.filter(({ host }) => host === "dc02")).toHaveLength(1);
  const unknown = await ask(`${identities}/sensorCandidates/activate`, {
    method: "POST",
    body: { serverIds: ["no"] },
  });
  expect(unknown.status).toBe(404);
});

test("a sensor's settings are written as far as its generation has them", async () => {
  const host = it.lab.hosts.get("dc03");
  if (!host) throw new Error("dc03");
  putSoftware(host, "sensor", it.scenario.graph.sensorVersion);
  it.lab.service.sensorInstalled(host, it.scenario.graph.sensorVersion, { delayedUpdate: false });
  const v2 = it.lab.service.state.sensors.find((sensor) => sensor.host === "dc03");
  const v3 = it.lab.service.state.sensors.find((sensor) => sensor.host === "dc02");
  if (!v2 || !v3) throw new Error("sensors");
  await until(async () => (await get(`/sensors/${v2.id}`)).status === 200);
  const patch = (id: string, body: object) => ask(`${identities}/sensors/${id}`, { method: "PATCH", body });

  const written = await patch(v2.id, { settings: { description: "Oslo", isDelayedDeploymentEnabled: true } });
  expect(written.body.settings).toMatchObject({ description: "Oslo", isDelayedDeploymentEnabled: true });
  expect((await get(`/sensors/${v2.id}`)).body.settings.description).toBe("Oslo");
  expect((await patch(v3.id, { settings: { description: "core" } })).status).toBe(200);
  for (const body of [
    { settings: { isDelayedUpdateEnabled: true } },
    { displayName: "x" },
    { settings: { domainControllerDnsNames: ["other.contoso.test"] } },
    { settings: { description: 1 } },
    { settings: { networkAdapters: [] } },
  ]) {
    expect((await patch(v2.id, body)).status).toBe(400);
  }
  expect((await patch(v3.id, { settings: { isDelayedDeploymentEnabled: true } })).status).toBe(400);
  expect((await patch("none", { settings: {} })).status).toBe(404);
  expect((await ask(`${identities}/sensors/${v2.id}`, { method: "PATCH", body: "{}" })).status).toBe(415);
});

test("a stopped sensor shows as stopped, later as disconnected with its health issue, and recovers", async () => {
  const host = it.lab.hosts.get("dc03");
  const row = async () => (await get("/sensors?$filter=displayName%20eq%20'DC03'")).body.value[0];
  await until(async () => (await row())?.serviceStatus === "running");
  host?.switchService("AATPSensor", "Stopped");
  expect(await row()).toMatchObject({ serviceStatus: "stopped", deploymentStatus: "upToDate" });
  await until(async () => (await row()).deploymentStatus === "disconnected");
  const filter = encodeURIComponent(
    "Status eq 'open' and sensorDNSNames/any(s:endswith(s,'dc03.contoso.test'))",
  );
  const issues = (await get(`/healthIssues?$filter=${filter}`)).body.value;
  expect(issues).toMatchObject([{ displayName: "Sensor stopped communicating", severity: "medium" }]);
  expect(await row()).toMatchObject({ healthStatus: "notHealthyMedium", openHealthIssuesCount: 1 });

  const closed = await ask(`${identities}/healthIssues/${issues[0].id}`, {
    method: "PATCH",
    body: { status: "suppressed" },
  });
  expect(closed.body.status).toBe("suppressed");
  expect((await row()).healthStatus).toBe("healthy");
  host?.switchService("AATPSensor", "Running");
  expect(await row()).toMatchObject({ serviceStatus: "running", deploymentStatus: "upToDate" });
});

test("one sensor is shown with what $select and $expand ask for, and has a list of its health issues", async () => {
  const dc03 = it.lab.service.state.sensors.find(({ host }) => host === "dc03");
  it.lab.hostFault("dc03", "sensor-health-issue", "on");
  const { body } = await get(`/sensors/${dc03?.id}?$select=displayName,healthIssues&$expand=healthIssues`);
  expect(body["@odata.context"]).toMatch(/\$metadata#security\/identities\/sensors\/\$entity$/);
  expect(body).toMatchObject({
    displayName: "DC03",
    healthIssues: [{ displayName: "No traffic received from domain controller" }],
  });
  expect(body).not.toHaveProperty("version");
  const listed = await get(`/sensors('${dc03?.id}')/healthIssues?$filter=status%20eq%20'open'`);
  expect(listed.body.value).toEqual(body.healthIssues);
  it.lab.hostFault("dc03", "sensor-health-issue", "off");
  expect((await get(`/sensors/${dc03?.id}?$expand=settings`)).status).toBe(400);
  expect((await get("/sensors/none/healthIssues")).status).toBe(404);
});

test("each answer has the ids of Graph, an error in its body too", async () => {
  const headers = { "client-request-id": "mine" };
  const good = await ask(`${identities}/sensors?$top=1`, { headers });
  expect(good.headers).toMatchObject({ "client-request-id": "mine", "request-id": expect.any(String) });
  const bad = await ask(`${identities}/tags`, { headers });
  expect(bad.body.error.innerError).toMatchObject({
    "client-request-id": "mine",
    "request-id": bad.headers["request-id"],
  });
});

test("health issues are filtered, selected and written by status alone", async () => {
  const all = (await get("/healthIssues?$select=displayName,severity")).body.value;
  expect(Object.keys(all[0]).sort()).toEqual(["displayName", "id", "severity"]);
  const { body } = await get("/healthIssues?$filter=severity%20eq%20'low'");
  expect(body.value.map((row: { displayName: string }) => row.displayName)).toEqual(["Old issue"]);
  const patch = await ask(`${identities}/healthIssues/${body.value[0].id}`, {
    method: "PATCH",
    body: { severity: "high" },
  });
  expect(patch.status).toBe(400);
});

test("settings whose method the sources disagree on take the one the scenario says", async () => {
  const path = `${identities}/settings/autoAuditingConfiguration`;
  expect((await ask(path, { method: "POST", body: { isAutomatic: true } })).status).toBe(405);
  expect(await ask(path, { method: "PATCH", body: { isAutomatic: true } })).toMatchObject({
    status: 200,
    body: "",
  });
  expect((await get("/settings/autoAuditingConfiguration")).body.value).toEqual({ isAutomatic: true });
  it.scenario.graph.settingsWrite = "POST";
  const plural = `${identities}/sensorCandidateActivationConfigurations`;
  expect((await ask(plural, { method: "POST", body: { activationMode: "automated" } })).status).toBe(200);
  expect((await get("/sensorCandidateActivationConfiguration")).body.value).toEqual({
    activationMode: "automated",
  });
  it.scenario.graph.settingsWrite = "PATCH";
});

test("the US government shape has no serviceStatus, and nothing that its schema does not have", async () => {
  it.scenario.graph.cloud = "usGov";
  const { body } = await get("/sensors?$top=1");
  const candidates = await get("/sensorCandidates");
  const issues = await get("/healthIssues");
  it.scenario.graph.cloud = "global";
  expect(body.value[0]).not.toHaveProperty("serviceStatus");
  expect(body["@odata.context"]).toMatch(/^https:\/\/graph\.microsoft\.us\//);
  expect(issues.status).toBe(200);
  expect(candidates).toMatchObject({
    status: 400,
    body: { error: { message: "Resource not found for the segment 'sensorCandidates'." } },
  });
  expect((await get("/sensors?$top=1")).body.value[0]).toHaveProperty("serviceStatus");
});

test("each fault of the service shows as what it is", async () => {
  const list = `${identities}/sensors`;
  const withFault = async (fault: string, path = list) => {
    it.lab.graphFault(fault, "on");
    try {
      return await ask(path);
    } finally {
      it.lab.graphFault(fault, "off");
    }
  };
  expect(await withFault("graph-down")).toMatchObject({
    status: 503,
    body: { error: { code: "ServiceUnavailable" } },
  });
  await expect(withFault("graph-unreachable")).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await withFault("throttle-long")).toMatchObject({ status: 429, headers: { "retry-after": "3600" } });
  expect(await withFault("html-answer")).toMatchObject({
    status: 200,
    body: expect.stringContaining("<html>"),
  });
  expect((await withFault("proxy-407")).status).toBe(407);
  expect((await withFault("token-refused")).status).toBe(401);
  expect((await withFault("not-onboarded")).status).toBe(404);
  expect(await withFault("no-licence")).toMatchObject({
    status: 403,
    body: { error: { code: "Forbidden" } },
  });
  expect(await withFault("consent-missing:SecurityIdentitiesSensors")).toMatchObject({
    status: 403,
    body: { error: { code: "UnknownError" } },
  });
  const key = `${identities}/sensors/getDeploymentAccessKey`;
  const write = "consent-missing:SecurityIdentitiesSensors.ReadWrite.All";
  expect((await withFault(write, key)).status).toBe(403);
  expect((await withFault(write)).status).toBe(200);
  const last = `${list}?$skip=240`;
  expect(typeof (await withFault("broken-page", last)).body).toBe("string");
  expect((await withFault("foreign-next-link")).body["@odata.nextLink"]).toContain("graph.example.invalid");
  expect((await withFault("odd-fields")).body.value[0]).toMatchObject({
    healthStatus: "unknownFutureValue",
    openHealthIssuesCount: null,
  });
  expect((await withFault("duplicate-rows", `${list}?$top=1`)).body.value).toHaveLength(2);
  const { downloadUrl } = (await get("/sensors/getDeploymentPackageUri")).body.value;
  expect((await withFault("package-gone", downloadUrl)).status).toBe(404);
  const whole = await ask(downloadUrl);
  expect((await withFault("package-cut", downloadUrl)).raw.length).toBeLessThan(whole.raw.length);

  it.lab.graphFault("throttle", "on");
  const statuses = [await get("/sensors"), await get("/sensors")].map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 429]);
});

test("a sensor of generation 2 migrates to generation 3 through the beta, where its host can", async () => {
  const beta = "/beta/security/identities/sensorMigration";
  const host = it.lab.hosts.get("dc04");
  if (!host) throw new Error("dc04");
  takeSoftware(host, "gateway");
  putSoftware(host, "sensor", it.scenario.graph.sensorVersion);
  it.lab.service.sensorInstalled(host, it.scenario.graph.sensorVersion, { delayedUpdate: false });
  const states = async (): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (let next: string | undefined = beta; next; ) {
      const { body }: Answer = await ask(next);
      for (const row of body.value) found[row.displayName] = row.migrationState;
      next = body["@odata.nextLink"];
    }
    return found;
  };
  await until(async () => (await states()).DC04 !== undefined);
  expect(await states()).toMatchObject({
    DC02: "upToDate",
    DC03: "notReadyForMigration",
    DC04: "readyForMigration",
  });
  const id = (name: string) => it.lab.service.state.sensors.find((one) => one.host === name)?.id;
  const asked = await ask(`${beta}/migrate`, {
    method: "POST",
    body: { sensorIds: [id("dc04"), id("dc03")] },
  });
  expect(asked.body).toMatchObject({
    successfulMigrationSensorIds: [id("dc04")],
    failedMigrationSensorIds: [id("dc03")],
  });
  expect((await states()).DC04).toBe("migrating");
  await until(async () => (await states()).DC04 === "upToDate");
  expect(host.service("AATPSensor")).toMatchObject({ state: "Stopped", startMode: "Disabled" });
  const dc04 = encodeURIComponent("displayName eq 'DC04'");
  expect((await get(`/sensors?$filter=${dc04}`)).body.value[0]).toMatchObject({
    version: it.scenario.graph.sensorVersion3,
    serviceStatus: "running",
  });
});

test("hunting finds the domain controllers whose sensor runs", async () => {
  const hunt = (query: string) =>
    ask("/v1.0/security/runHuntingQuery", { method: "POST", body: { query, timespan: "PT1H" } });
  const query = "IdentityDirectoryEvents | summarize Events = count() by DestinationDeviceName";
  const { body } = await hunt(query);
  expect(body.schema.map((column: Row) => column.name)).toEqual(["DestinationDeviceName", "Events"]);
  const names = body.results.map((row: Row) => row.DestinationDeviceName);
  expect(names).toEqual(expect.arrayContaining(["dc02.contoso.test", "dc03.contoso.test"]));
  expect(names).not.toContain("dc01.contoso.test");
  const large = await ask("/v1.0/security/runHuntingQuery", {
    method: "POST",
    body: { Query: query, Timespan: "P1D" },
  });
  expect(large.body).toMatchObject({
    "@odata.context":
      "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.security.huntingQueryResults",
    results: body.results,
  });
  const one = await hunt(
    `IdentityQueryEvents | where DeviceName == "dc02.contoso.test" | summarize count() by DeviceName`,
  );
  expect(one.body.results).toMatchObject([{ DeviceName: "dc02.contoso.test" }]);
  await it.lab.hostFault("dc02", "no-events", "on");
  expect((await hunt(query)).body.results.map((row: Row) => row.DestinationDeviceName)).not.toContain(
    "dc02.contoso.test",
  );
  expect((await hunt("DeviceInfo | take 1")).status).toBe(400);
  it.lab.graphFault("consent-missing:ThreatHunting.Read.All", "on");
  expect((await hunt(query)).status).toBe(403);
});

test("the service may answer late knowledge, another tenant's, or none for a clock that is wrong", async () => {
  const description = async () =>
    (await get("/sensors?$filter=displayName%20eq%20'DC02'")).body.value[0]?.settings.description;
  const sensor = it.lab.service.state.sensors.find((one) => one.host === "dc02");
  if (!sensor) throw new Error("dc02");
  const before = await description();
  it.lab.graphFault("graph-stale", "on");
  sensor.description = "changed";
  expect(await description()).toBe(before);
  it.lab.graphFault("graph-stale", "off");
  expect(await description()).toBe("changed");
  it.lab.graphFault("clock-skew", "on");
  expect((await get("/sensors")).status).toBe(401);
  it.lab.graphFault("clock-skew", "off");
  it.lab.graphFault("token-other-tenant", "on");
  const own = token;
  token = (await askToken()).body.access_token;
  const foreign = (await get("/sensors")).body.value;
  token = own;
  expect(foreign).toEqual([]);
});

test("the official client library reads it, waits when it is told to, and sends its token to this host", async () => {
  it.lab.graphFault("throttle", "on");
  const script = `
    import { Client } from "@microsoft/microsoft-graph-client";
    const client = Client.initWithMiddleware({
      baseUrl: "https://127.0.0.1:${it.scenario.graph.port}/",
      customHosts: new Set(["127.0.0.1"]),
      authProvider: { getAccessToken: async () => process.env.LAB_TOKEN },
    });
    const { value } = await client.api("/security/identities/sensors").version("v1.0").top(2).get();
    console.log(value.length);`;
  const env = { LAB_TOKEN: token, NODE_EXTRA_CA_CERTS: join(it.folder, "ca.pem") };
  const ran = await program(process.execPath, ["--input-type=module", "-e", script], { env });
  expect(ran).toMatchObject({ stdout: "2\n", code: 0 });
});
