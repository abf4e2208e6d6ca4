import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import { ProblemError } from "../../../plan/problem.ts";
import type { GraphApi } from "../../../provider/graph/api.ts";
import { graphApi } from "../../../provider/graph/client.ts";
import { type GraphOperation, operations } from "../../../provider/graph/operations.ts";
import type { HttpResponse } from "../../../provider/http.ts";
import { type GraphServer, SECRET, startGraph } from "../support/graphServer.ts";

let graph: GraphServer;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const live = new AbortController().signal;

/** Every operation, as a caller would use it. */
const calls: Record<keyof GraphApi, (api: GraphApi) => Promise<unknown>> = {
  listSensors: (api) => api.listSensors(live),
  updateSensor: (api) => api.updateSensor("s-1", { description: "x" }, live),
  deploymentPackage: (api) => api.deploymentPackage(live),
  deploymentAccessKey: (api) => api.deploymentAccessKey(live),
  listSensorCandidates: (api) => api.listSensorCandidates(live),
  activateSensorCandidates: (api) => api.activateSensorCandidates(["c-1"], live),
  listHealthIssues: (api) => api.listHealthIssues(live),
  permissions: (api) => api.permissions(live),
  deleteSensor: (api) => api.deleteSensor("s-1", live),
  regenerateDeploymentAccessKey: (api) => api.regenerateDeploymentAccessKey(live),
  activationMode: (api) => api.activationMode(live),
  setActivationMode: (api) => api.setActivationMode("manual", live),
  automaticAuditing: (api) => api.automaticAuditing(live),
  setAutomaticAuditing: (api) => api.setAutomaticAuditing("on", live),
  updateHealthIssue: (api) => api.updateHealthIssue("h-1", "open", live),
  listSensorMigrations: (api) => api.listSensorMigrations(live),
  migrateSensors: (api) => api.migrateSensors(["s-1"], live),
  huntingQuery: (api) => api.huntingQuery("IdentityInfo | take 1", "PT1H", live),
};

/** Mostly what it should be, at times null, at times anything. */
function mostly<T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 10, arbitrary: right }, fc.constant(null), fc.jsonValue());
}
const word = fc.string({ minLength: 1 });
const words = fc.array(mostly(fc.string()), { maxLength: 3 });

/** All that any answer holds, with anything in any place, and anything left out: often enough right to be read. */
const member = fc.record(
  {
    id: mostly(fc.uuid()),
    displayName: mostly(word),
    domainName: mostly(word),
    settings: mostly(
      fc.record({ description: mostly(word), isDelayedDeploymentEnabled: mostly(fc.boolean()) }),
    ),
    severity: mostly(word),
    status: mostly(word),
    serviceStatus: mostly(word),
    sensorDNSNames: mostly(words),
    openHealthIssuesCount: mostly(fc.nat()),
    downloadUrl: mostly(fc.webUrl({ validSchemes: ["https"] })),
    version: mostly(word),
    deploymentAccessKey: mostly(word),
    activationMode: mostly(word),
    isAutomatic: mostly(fc.boolean()),
    results: mostly(fc.array(fc.dictionary(word, fc.jsonValue()), { maxLength: 3 })),
    failedMigrationSensorIds: mostly(words),
    stranger: fc.jsonValue(),
  },
  {
    requiredKeys: [
      "id",
      "version",
      "downloadUrl",
      "deploymentAccessKey",
      "activationMode",
      "isAutomatic",
      "results",
    ],
  },
);
const list = fc.array(member, { maxLength: 3 });
const body = fc.oneof(
  fc.record({ value: list }),
  fc.record({ value: list, "@odata.nextLink": fc.oneof(fc.webUrl(), fc.jsonValue()) }),
  fc.record({ value: fc.oneof(member, fc.jsonValue()) }),
  member,
  fc.jsonValue(),
);
const content = fc.oneof(
  { weight: 8, arbitrary: body.map((value) => JSON.stringify(value)) },
  fc.string(),
  fc.constant("<html></html>"),
);
const status = fc.oneof(fc.constant(200), fc.constantFrom(201, 204, 301, 400, 401, 403, 404, 429, 500, 503));
/** Headers that are read: right, beyond all measure, or anything. */
const headers = fc.record(
  {
    "retry-after": fc.oneof(fc.nat().map(String), fc.constantFrom("1e300", "-1", "Infinity", "soon")),
    date: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.constant("never"),
    ),
    location: fc.oneof(fc.webUrl(), fc.constant("/sign-in")),
  },
  { requiredKeys: [] },
);

/** What each call may give, whatever was answered. Strict: what the service adds must not get through. */
const text = z.string();
const maybe = (type: z.ZodType) => type.nullable();
const id = text.min(1);
const given: Record<keyof GraphApi, z.ZodType> = {
  listSensors: z.array(
    z.strictObject({
      id,
      displayName: text,
      domainName: text,
      deploymentStatus: text,
      healthStatus: text,
      sensorType: text,
      serviceStatus: text.optional(),
      version: text,
      openHealthIssuesCount: z.number().optional(),
      createdDateTime: text.optional(),
      settings: z.strictObject({
        description: maybe(text),
        isDelayedDeploymentEnabled: maybe(z.boolean()),
        domainControllerDnsNames: maybe(z.array(text)),
      }),
    }),
  ),
  listSensorCandidates: z.array(
    z.strictObject({
      id,
      computerDnsName: text,
      domainName: text,
      senseClientVersion: text,
      lastSeenDateTime: text,
    }),
  ),
  listHealthIssues: z.array(
    z.strictObject({
      id,
      displayName: text,
      healthIssueType: text,
      severity: text,
      status: text,
      domainNames: z.array(text),
      sensorDNSNames: z.array(text),
      createdDateTime: text,
      recommendations: z.array(text),
    }),
  ),
  listSensorMigrations: z.array(
    z.strictObject({ id, displayName: text, domainName: text, migrationState: text, version: text }),
  ),
  deploymentPackage: z.strictObject({ downloadUrl: z.url({ protocol: /^https$/ }), version: id }),
  deploymentAccessKey: id,
  activationMode: id,
  automaticAuditing: z.boolean(),
  migrateSensors: z.strictObject({ successful: z.array(text), failed: z.array(text) }),
  huntingQuery: z.array(z.record(text, z.unknown())),
  permissions: z.array(text).optional(),
  updateSensor: z.undefined(),
  activateSensorCandidates: z.undefined(),
  deleteSensor: z.undefined(),
  regenerateDeploymentAccessKey: z.undefined(),
  setActivationMode: z.undefined(),
  setAutomaticAuditing: z.undefined(),
  updateHealthIssue: z.undefined(),
};

/** An API whose service answers as `reply` says; what it asked is told by method and path. */
function answering(reply: () => HttpResponse, asked: string[] = []): GraphApi {
  const send = async (address: string, request: { method?: string }) => {
    if (address.endsWith("/token"))
      return answer(200, JSON.stringify({ access_token: "t", expires_in: 3600 }));
    asked.push(`${request.method} ${new URL(address).pathname}`);
    return reply();
  };
  return graphApi(
    graph.workspace,
    { kind: "secret", secret: SECRET },
    { send, limits: { attempts: 1, firstSeconds: 0, longestSeconds: 0, patienceSeconds: 0 } },
  );
}

test("every operation there is, and every way of it, is asked by one of these calls, and nothing else is", async () => {
  const asked: string[] = [];
  const api = answering(() => answer(405, ""), asked);
  for (const call of Object.values(calls)) await call(api).catch(() => {});
  const ways = Object.values<GraphOperation>(operations).flatMap((operation) => [
    operation,
    ...(operation.otherWays ?? []).map((way) => ({ ...operation, ...way })),
  ]);
  const wanted = ways.map(({ method, version, path }) => `${method} /${version}${path}`);
  const shown = asked.map((what) => what.replace(/\/(s-1|h-1)$/, "/{id}"));
  expect(new Set(shown)).toEqual(new Set(wanted));
});

test.each(Object.entries(calls))(
  "%s: whatever is answered is a value of its type or a Problem",
  async (name, call) => {
    let next: HttpResponse;
    let read = 0;
    const api = answering(() => next);
    const type = given[name as keyof GraphApi];
    await fc.assert(
      fc.asyncProperty(status, content, headers, async (code, content, headers) => {
        next = answer(code, content, headers);
        try {
          const value = await call(api);
          read += 1;
          expect(type.safeParse(value).error?.issues).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
          expect((error as ProblemError).problem.id).toMatch(/^GRAPH-/);
          expect((error as ProblemError).message).not.toContain(SECRET);
        }
      }),
      { numRuns: 200 },
    );
    // Else nothing was tried but refusals.
    expect(read).toBeGreaterThan(0);
  },
);

function answer(code: number, content: string, headers: Record<string, string> = {}): HttpResponse {
  const empty = [204, 301].includes(code);
  return new Response(empty ? null : content, { status: code, headers }) as unknown as HttpResponse;
}
