import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Problem } from "../../../plan/problem.ts";
import type { GraphApi } from "../../../provider/graph/api.ts";
import { graphApi } from "../../../provider/graph/client.ts";
import { GraphProblem } from "../../../provider/graph/problems.ts";
import { httpsSender } from "../../../provider/http.ts";
import {
  CLIENT,
  type GraphServer,
  graphError,
  inTurn,
  json,
  jwt,
  type Reply,
  SECRET,
  startGraph,
  TENANT,
} from "../support/graphServer.ts";

let graph: GraphServer;
let notices: string[];
let api: GraphApi;
const live = new AbortController().signal;
const quick = { attempts: 3, firstSeconds: 0.01, longestSeconds: 0.02, patienceSeconds: 2 };

beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());
beforeEach(() => {
  graph.seen = [];
  graph.versions = [];
  graph.tokens = 0;
  graph.reply = json({ value: [] });
  graph.token = json({ access_token: "opaque-token", expires_in: 3600 });
  notices = [];
  api = client();
});

function client(secret = SECRET): GraphApi {
  return graphApi(
    graph.workspace,
    { kind: "secret", secret },
    {
      send: graph.send,
      notice: (text) => notices.push(text),
      limits: quick,
    },
  );
}

async function problemOf(work: Promise<unknown>): Promise<Problem & { passing: boolean }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GraphProblem)) throw new Error(`no GraphProblem but ${String(error)}`);
  return { ...error.problem, passing: error.passing };
}

const dc1 = {
  id: "s-1",
  displayName: "DC1",
  domainName: "contoso.test",
  deploymentStatus: "upToDate",
  healthStatus: "healthy",
  sensorType: "domainControllerIntegrated",
  serviceStatus: "running",
  version: "2.254.19112.470",
  createdDateTime: "2026-12-01T20:00:00Z",
  openHealthIssuesCount: 0,
  settings: {
    description: "",
    isDelayedDeploymentEnabled: false,
    domainControllerDnsNames: ["dc1.contoso.test"],
  },
};

test("lists sensors with a bearer token, and asks for that token once", async () => {
  graph.reply = json({ value: [dc1] });
  await expect(api.listSensors(live)).resolves.toEqual([dc1]);
  await api.listSensors(live);
  expect(graph.tokens).toBe(1);
  expect(graph.seen[0]?.path).toBe("/security/identities/sensors");
  expect(graph.seen[0]?.headers.authorization).toBe("Bearer opaque-token");
});

test("follows next links over all pages, on its own host alone", async () => {
  const next = `${graph.workspace.lab?.graph}/v1.0/security/identities/sensors?$skiptoken=a%20b`;
  graph.reply = inTurn(
    json({ value: [dc1], "@odata.nextLink": next }),
    json({ value: [{ ...dc1, id: "s-2" }] }),
  );
  await expect(api.listSensors(live)).resolves.toHaveLength(2);
  expect(graph.seen[1]?.path).toBe("/security/identities/sensors?$skiptoken=a b");
  expect(graph.seen[1]?.headers.authorization).toBe("Bearer opaque-token");

  graph.reply = json({
    value: [dc1],
    "@odata.nextLink": "https://evil.test/v1.0/security/identities/sensors",
  });
  expect((await problemOf(api.listSensors(live))).id).toBe("GRAPH-FOREIGN-LINK");
});

test("a next link that leads in a circle ends", async () => {
  const next = `${graph.workspace.lab?.graph}/v1.0/security/identities/sensors?$skiptoken=1`;
  graph.reply = json({ value: [], "@odata.nextLink": next });
  expect((await problemOf(api.listSensors(live))).id).toBe("GRAPH-ANSWER");
});

test("one page that cannot be read makes the whole list unread", async () => {
  const next = `${graph.workspace.lab?.graph}/v1.0/security/identities/sensors?$skiptoken=1`;
  graph.reply = inTurn(json({ value: [dc1], "@odata.nextLink": next }), json({ oops: true }));
  expect((await problemOf(api.listSensors(live))).id).toBe("GRAPH-ANSWER");
});

const text =
  (content: string, type: string): Reply =>
  (_request, response) => {
    response.writeHead(200, { "content-type": type }).end(content);
  };

test.each([
  ["is HTML", () => text("<html>sign in</html>", "text/html")],
  ["is cut off", () => text('{"value":[{"id":"s-', "application/json")],
  ["holds no list", () => json({ value: null })],
  ["holds a thing without an id", () => json({ value: [{ displayName: "DC1" }] })],
])(
  "10,000 sensors in 100 pages are read with 100 requests; where one page %s all of them are unread",
  async (_what, broken) => {
    const page = (at: number) => {
      const value = Array.from({ length: 100 }, (_, index) => ({ ...dc1, id: `s-${at}-${index}` }));
      const next = `${graph.workspace.lab?.graph}/v1.0/security/identities/sensors?$skiptoken=${at + 1}`;
      return json(at < 99 ? { value, "@odata.nextLink": next } : { value });
    };
    const pages = Array.from({ length: 100 }, (_, at) => page(at));
    graph.reply = inTurn(...pages);
    const all = await api.listSensors(live);
    expect(new Set(all.map(({ id }) => id)).size).toBe(10_000);
    expect(graph.seen).toHaveLength(100);

    graph.reply = inTurn(...pages.map((reply, at) => (at === 57 ? broken() : reply)));
    expect((await problemOf(api.listSensors(live))).id).toMatch(/^GRAPH-(ANSWER|HTML|NOT-JSON)/);
  },
  60_000,
);

test("tolerates extra, missing and null members, and keeps unknown enum members", async () => {
  graph.reply = json({
    value: [
      { id: "a", displayName: null, deploymentStatus: "unknownFutureValue", surprise: { deep: 1 } },
      { id: "b", displayName: "DC2", serviceStatus: null, settings: null, openHealthIssuesCount: null },
    ],
  });
  const [a, b] = await api.listSensors(live);
  expect(a).toMatchObject({
    displayName: "",
    deploymentStatus: "unknownFutureValue",
    healthStatus: "unknown",
  });
  expect(b?.serviceStatus).toBeUndefined();
  expect(b?.settings).toEqual({
    description: null,
    isDelayedDeploymentEnabled: null,
    domainControllerDnsNames: null,
  });
});

test("a thing without an id is not a thing", async () => {
  graph.reply = json({ value: [{ displayName: "DC1" }] });
  const problem = await problemOf(api.listSensors(live));
  expect(problem.id).toBe("GRAPH-ANSWER");
  expect(problem.measured).toContain("id");
});

test.each([
  ["bare", { downloadUrl: "https://sensorpackage.test/p.zip?sig=x", version: "2.254" }],
  ["wrapped", { value: { downloadUrl: "https://sensorpackage.test/p.zip?sig=x", version: "2.254" } }],
])("reads the installer's address %s", async (_how, body) => {
  graph.reply = json(body);
  await expect(api.deploymentPackage(live)).resolves.toEqual({
    downloadUrl: "https://sensorpackage.test/p.zip?sig=x",
    version: "2.254",
  });
});

test.each([
  ["one spelling", { deploymentAccessKey: "key==" }],
  ["the other spelling", { sensorDeploymentAccessKey: "key==" }],
  ["one spelling, wrapped", { value: { deploymentAccessKey: "key==" } }],
  ["the other spelling, wrapped", { value: { sensorDeploymentAccessKey: "key==" } }],
  ["the bare value, wrapped", { value: "key==" }],
])("reads the access key in %s", async (_how, body) => {
  graph.reply = json(body);
  await expect(api.deploymentAccessKey(live)).resolves.toBe("key==");
});

test("an access key that cannot be read is told by place, never by value", async () => {
  graph.reply = json({ deploymentAccessKey: { inner: "sesame-open-42" } });
  const problem = await problemOf(api.deploymentAccessKey(live));
  expect(JSON.stringify(problem)).not.toContain("sesame-open-42");
});

test("sends settings as they are written down, id encoded", async () => {
  graph.reply = json({}, 200);
  await api.updateSensor("a/b", { description: "Oslo", isDelayedDeploymentEnabled: true }, live);
  expect(graph.seen[0]?.method).toBe("PATCH");
  expect(graph.seen[0]?.path).toBe("/security/identities/sensors/a/b");
  expect(JSON.parse(graph.seen[0]?.body ?? "")).toEqual({
    settings: { description: "Oslo", isDelayedDeploymentEnabled: true },
  });
});

test("activates candidates with the documented body, and takes an empty answer", async () => {
  graph.reply = (_request, response) => response.writeHead(200).end();
  await api.activateSensorCandidates(["c-1", "c-2"], live);
  expect(graph.seen[0]?.path).toBe("/security/identities/sensorCandidates/activate");
  expect(JSON.parse(graph.seen[0]?.body ?? "")).toEqual({ serverIds: ["c-1", "c-2"] });
});

test.each([
  ["PATCH is taken", ["PATCH"]],
  ["POST is taken", ["PATCH", "POST"]],
])("a setting the sources disagree on: %s, and the way is remembered", async (_case, methods) => {
  const taken = methods.at(-1);
  graph.reply = (request, response) =>
    (request.method === taken ? json({}) : graphError(405, "Request_BadRequest"))(request, response);
  await api.setAutomaticAuditing("on", live);
  expect(graph.seen.map((request) => request.method)).toEqual(methods);
  expect(JSON.parse(graph.seen.at(-1)?.body ?? "")).toEqual({ isAutomatic: true });
  graph.seen = [];
  await api.setAutomaticAuditing("off", live);
  expect(graph.seen.map((request) => request.method)).toEqual([taken]);
});

test("the activation mode is written at the singleton or, at last, at the plural the documentation names", async () => {
  const plural = "/security/identities/sensorCandidateActivationConfigurations";
  graph.reply = (request, response) =>
    (request.path === plural ? json({}) : graphError(404, "ResourceNotFound"))(request, response);
  await api.setActivationMode("manual", live);
  expect(graph.seen.map((request) => `${request.method} ${request.path}`)).toEqual([
    `PATCH ${plural.slice(0, -1)}`,
    `POST ${plural.slice(0, -1)}`,
    `POST ${plural}`,
  ]);
});

test.each([
  ["bare", (value: object) => value],
  ["wrapped", (value: object) => ({ value })],
])("settings that are one thing are read %s, and keep a member nobody knows", async (_how, shape) => {
  graph.reply = json(shape({ activationMode: "unknownFutureValue" }));
  await expect(api.activationMode(live)).resolves.toBe("unknownFutureValue");
  graph.reply = json(shape({ isAutomatic: true }));
  await expect(api.automaticAuditing(live)).resolves.toBe(true);
  graph.reply = json(shape({ isAutomatic: null }));
  expect((await problemOf(api.automaticAuditing(live))).id).toBe("GRAPH-ANSWER");
});

test("a new key is asked for without a body, as documented", async () => {
  graph.reply = json({});
  await api.regenerateDeploymentAccessKey(live);
  expect(graph.seen[0]).toMatchObject({ method: "POST", body: "" });
});

test("an address Graph does not know is told by 400: the next way is tried", async () => {
  graph.reply = (request, response) =>
    (request.method === "POST"
      ? json({})
      : graphError(400, "BadRequest", "Resource not found for the segment 'autoAuditingConfiguration'."))(
      request,
      response,
    );
  await api.setAutomaticAuditing("on", live);
  expect(graph.seen.map((request) => request.method)).toEqual(["PATCH", "POST"]);
});

test("where no way of several is there, each is told with what it was answered", async () => {
  graph.reply = (request, response) =>
    graphError(request.method === "PATCH" ? 405 : 404, "no")(request, response);
  const problem = await problemOf(api.setActivationMode("manual", live));
  expect(problem).toMatchObject({ id: "GRAPH-NOT-OFFERED", passing: false });
  for (const said of ["PATCH", "HTTP 405", "HTTP 404", "sensorCandidateActivationConfigurations"]) {
    expect(problem.measured).toContain(said);
  }
});

test("a setting that is refused for itself is not tried another way", async () => {
  graph.reply = graphError(400, "BadRequest", "no such mode");
  expect((await problemOf(api.setActivationMode("manual", live))).id).toBe("GRAPH-REJECTED");
  expect(graph.seen).toHaveLength(1);
});

test("a new key is not asked for twice because an answer was lost", async () => {
  graph.reply = (_request, response) => response.destroy();
  expect((await problemOf(api.regenerateDeploymentAccessKey(live))).id).toBe("GRAPH-UNREACHABLE");
  expect(graph.seen).toHaveLength(1);
});

test("beta is asked only for what is beta", async () => {
  graph.reply = json({ value: [{ id: "s-1", migrationState: "readyForMigration" }] });
  const [entry] = await api.listSensorMigrations(live);
  expect(entry).toMatchObject({ id: "s-1", migrationState: "readyForMigration", displayName: "" });
  graph.reply = json({ value: { successfulMigrationSensorIds: ["s-1"], failedMigrationSensorIds: null } });
  await expect(api.migrateSensors(["s-1"], live)).resolves.toEqual({ successful: ["s-1"], failed: [] });
  expect(graph.versions).toEqual(["beta", "beta"]);
});

test("a hunting query sends query and timespan, and answers rows", async () => {
  graph.reply = json({ schema: [], results: [{ Device: "dc01", Events: 3 }] });
  await expect(api.huntingQuery("T | take 1", "PT2H", live)).resolves.toEqual([
    { Device: "dc01", Events: 3 },
  ]);
  expect(graph.seen[0]?.path).toBe("/security/runHuntingQuery");
  expect(JSON.parse(graph.seen[0]?.body ?? "")).toEqual({ query: "T | take 1", timespan: "PT2H" });
});

test("asks for health issues of one status in the documented words", async () => {
  graph.reply = json({
    value: [{ id: "h-1", severity: "medium", status: "Open", healthIssueType: "Global" }],
  });
  const [issue] = await api.listHealthIssues(live, "open");
  expect(graph.seen[0]?.path).toBe("/security/identities/healthIssues?$filter=status eq 'open'");
  expect(issue).toMatchObject({ healthIssueType: "Global", sensorDNSNames: [] });
});

test("a service that ignores the filter, or refuses it, is sorted here: nothing settled is taken for suppressed", async () => {
  const value = ["open", "Closed", "suppressed", "unknownFutureValue", null].map((status, at) => ({
    id: `h-${at}`,
    status,
  }));
  const ids = async (status: "open" | "suppressed") =>
    (await api.listHealthIssues(live, status)).map(({ id }) => id);
  graph.reply = json({ value });
  expect(await ids("suppressed")).toEqual(["h-2"]);
  expect(await ids("open")).toEqual(["h-0", "h-3", "h-4"]);
  graph.reply = (request, response) =>
    (request.path.includes("$filter")
      ? graphError(400, "BadRequest", "Invalid filter clause")
      : json({ value }))(request, response);
  expect(await ids("suppressed")).toEqual(["h-2"]);
});

test.each([
  ["an integer", "0"],
  ["a date", new Date(Date.now() - 1000).toUTCString()],
])("a 429 with Retry-After as %s is tried again by itself", async (_how, header) => {
  graph.reply = inTurn(
    graphError(429, "TooManyRequests", "", { "retry-after": header }),
    json({ value: [dc1] }),
  );
  await expect(api.listSensors(live)).resolves.toHaveLength(1);
  expect(graph.seen).toHaveLength(2);
});

test.each([429, 500, 502, 503, 504])(
  "status %i without Retry-After is tried again, but not for ever",
  async (status) => {
    graph.reply = inTurn(graphError(status, "busy"), json({ value: [] }));
    await expect(api.listSensors(live)).resolves.toEqual([]);

    graph.seen = [];
    graph.reply = graphError(status, "busy");
    const problem = await problemOf(api.listSensors(live));
    expect(problem.passing).toBe(true);
    expect(graph.seen).toHaveLength(quick.attempts);
  },
);

test("a Retry-After of an hour is told, not slept through", async () => {
  graph.reply = graphError(429, "TooManyRequests", "", { "retry-after": "3600" });
  const error = await api.listSensors(live).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GraphProblem);
  expect((error as GraphProblem).retryAfterSeconds).toBe(3600);
  expect((error as GraphProblem).problem).toMatchObject({ id: "GRAPH-THROTTLED" });
  expect((error as GraphProblem).problem.measured).toContain("3600s");
  expect(graph.seen).toHaveLength(1);
});

test("a connection that breaks off is made again", async () => {
  graph.reply = inTurn((_request, response) => response.destroy(), json({ value: [dc1] }));
  await expect(api.listSensors(live)).resolves.toHaveLength(1);
});

test("no connection at all is told with the reason", async () => {
  const other = await startGraph();
  await other.close();
  const closed = {
    ...graph.workspace,
    lab: other.workspace.lab && { ...other.workspace.lab, token: `${graph.workspace.lab?.token}` },
  };
  const problem = await problemOf(
    graphApi(closed, { kind: "secret", secret: SECRET }, { send: graph.send, limits: quick }).listSensors(
      live,
    ),
  );
  expect(problem).toMatchObject({ id: "GRAPH-UNREACHABLE", passing: true });
  expect(problem.measured).toContain("ECONNREFUSED");
});

test("a proxy that wants credentials is told apart, and gets nothing to see", async () => {
  const proxy = createServer().on("connect", (_request, socket) => {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const before = process.env.HTTPS_PROXY;
  process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const behind = graphApi(
      graph.workspace,
      { kind: "secret", secret: SECRET },
      { send: httpsSender({ kind: "system" }), limits: quick },
    );
    expect(await problemOf(behind.listSensors(live))).toMatchObject({ id: "GRAPH-PROXY", passing: false });
  } finally {
    if (before === undefined) delete process.env.HTTPS_PROXY;
    else process.env.HTTPS_PROXY = before;
    proxy.close();
  }
});

test("a certificate of an unknown authority stops everything before anything is sent", async () => {
  const strict = graphApi(
    graph.workspace,
    { kind: "secret", secret: SECRET },
    { send: httpsSender({ kind: "system" }), limits: quick },
  );
  const problem = await problemOf(strict.listSensors(live));
  expect(problem.id).toBe("GRAPH-TLS");
  expect(graph.tokens).toBe(0);
});

test.each([
  [403, "UnknownError", "", "GRAPH-CONSENT"],
  [403, "Authorization_RequestDenied", "", "GRAPH-CONSENT"],
  [403, "Forbidden", "Tenant does not have a license for this", "GRAPH-LICENCE"],
  [403, "Forbidden", "no workspace", "GRAPH-NOT-ONBOARDED"],
  [404, "ResourceNotFound", "", "GRAPH-NOT-ONBOARDED"],
  [401, "InvalidAuthenticationToken", "", "GRAPH-UNAUTHORIZED"],
  [400, "BadRequest", "no such filter", "GRAPH-REJECTED"],
  [407, "", "", "GRAPH-PROXY"],
  [405, "Request_BadRequest", "", "GRAPH-NOT-OFFERED"],
  [302, "", "", "GRAPH-ANSWER"],
])("HTTP %i %s %s means %s", async (status, code, message, id) => {
  graph.reply = graphError(status, code, message);
  const problem = await problemOf(api.listSensors(live));
  expect(problem.id).toBe(id);
  expect(problem.passing).toBe(false);
  expect(problem.measured).toContain(String(status));
});

test("an answer that sends elsewhere is told by host alone, and not followed", async () => {
  const location = "https://portal.test/sign-in?session=hush";
  graph.reply = (_request, response) => response.writeHead(302, { location }).end();
  const { measured } = await problemOf(api.listSensors(live));
  expect(measured).toContain("HTTP 302, sent on to portal.test");
  expect(measured).not.toContain("hush");
  expect(graph.seen).toHaveLength(1);
});

test("a missing permission is read out of the token, named, with the command of the consent", async () => {
  graph.token = json({
    access_token: jwt({ tid: TENANT, roles: ["SecurityIdentitiesSensors.ReadWrite.All"] }),
    expires_in: 3600,
  });
  graph.reply = graphError(403, "Forbidden", "no workspace");
  const missing = await problemOf(api.listHealthIssues(live));
  expect(missing.id).toBe("GRAPH-CONSENT");
  expect(missing.cause).toContain("SecurityIdentitiesHealth.Read.All");
  expect(missing.command).toContain(CLIENT);
  // ReadWrite holds Read, so here it is something else.
  expect((await problemOf(client().listSensors(live))).id).toBe("GRAPH-NOT-ONBOARDED");
});

test("a token that is no longer accepted is renewed once", async () => {
  graph.reply = inTurn(graphError(401, "InvalidAuthenticationToken"), json({ value: [dc1] }));
  await expect(api.listSensors(live)).resolves.toHaveLength(1);
  expect(graph.tokens).toBe(2);
});

test("a refused token with clocks apart names the clock", async () => {
  const hourAgo = new Date(Date.now() - 3_600_000).toUTCString();
  graph.reply = graphError(401, "InvalidAuthenticationToken", "Lifetime validation failed", {
    date: hourAgo,
  });
  const { id, cause } = await problemOf(api.listSensors(live));
  expect(id).toBe("GRAPH-CLOCK");
  expect(cause).toMatch(/clock is 3[56]\d\ds ahead of the service's$/);

  graph.reply = graphError(401, "InvalidAuthenticationToken", "Lifetime validation failed");
  expect((await problemOf(api.listSensors(live))).cause).toMatch(/clock agrees with the service's$/);
});

test("a token of another tenant goes nowhere", async () => {
  graph.token = json({
    access_token: jwt({ tid: "99999999-0000-4000-8000-000000000000" }),
    expires_in: 3600,
  });
  expect((await problemOf(api.listSensors(live))).id).toBe("GRAPH-WRONG-TENANT");
  expect(graph.seen).toHaveLength(0);
});

test.each([
  ["AADSTS7000222: The provided client secret keys for app are expired.", "expired"],
  ["AADSTS7000215: Invalid client secret provided.", "wrong"],
  ["AADSTS700016: Application not found in the directory.", "no such application"],
  ["AADSTS90002: Tenant not found.", "no such tenant"],
])("%s is told as it is, without the secret", async (description, words) => {
  graph.token = json({ error: "invalid_client", error_description: `${description} ${SECRET}` }, 401);
  const problem = await problemOf(api.listSensors(live));
  expect(problem.id).toBe("GRAPH-CREDENTIALS");
  expect(problem.cause).toContain(words);
  expect(JSON.stringify(problem)).not.toContain(SECRET);
});

test.each([
  ["AADSTS90033: A transient error has occurred. Please try again.", 400, "GRAPH-UNAVAILABLE", true],
  ["temporarily_unavailable", 503, "GRAPH-UNAVAILABLE", true],
  ["AADSTS53003: Blocked by Conditional Access: not a trusted network", 400, "GRAPH-CREDENTIALS", false],
])("a token refused with %s: worth another try or not", async (description, status, id, passing) => {
  graph.token = json({ error: "invalid_request", error_description: description }, status);
  expect(await problemOf(api.listSensors(live))).toMatchObject({ id, passing });
  graph.token = (_request, response) => response.writeHead(502).end("<html>bad gateway</html>");
  expect(await problemOf(client().listSensors(live))).toMatchObject({
    id: "GRAPH-UNAVAILABLE",
    passing: true,
  });
});

test("HTML instead of JSON is a portal in between, not an empty list", async () => {
  graph.reply = (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>sign in</html>");
  const problem = await problemOf(api.listSensors(live));
  expect(problem.id).toBe("GRAPH-ANSWER");
  expect(problem.measured).toContain("text/html");
});

test("an answer cut off in the middle is not an answer", async () => {
  graph.reply = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
    response.write('{"value":[');
    setTimeout(() => response.destroy(), 20);
  };
  expect((await problemOf(api.listSensors(live))).id).toBe("GRAPH-ANSWER");
});

test("a cancel ends a request and a pause at once", async () => {
  graph.reply = () => {};
  const cancel = new AbortController();
  const asked = api.listSensors(cancel.signal);
  setTimeout(() => cancel.abort(new Error("cancelled by a person")), 30);
  await expect(asked).rejects.toThrow("cancelled by a person");

  graph.reply = graphError(503, "busy", "", { "retry-after": "60" });
  const patient = graphApi(
    graph.workspace,
    { kind: "secret", secret: SECRET },
    {
      send: graph.send,
      notice: (text) => notices.push(text),
      limits: { ...quick, patienceSeconds: 120 },
    },
  );
  const again = new AbortController();
  const paused = patient.listSensors(again.signal);
  setTimeout(() => again.abort(new Error("cancelled again")), 200);
  await expect(paused).rejects.toThrow("cancelled again");
  expect(notices[0]).toContain("trying again in");
});

test("a lab elsewhere than on this machine is refused", () => {
  const far = {
    ...graph.workspace,
    lab: { graph: "https://graph.test", token: "https://graph.test/token", ca: "x" },
  };
  expect(() => graphApi(far, { kind: "secret", secret: SECRET }, { send: graph.send })).toThrow(
    "GRAPH-CLOUD",
  );
});
