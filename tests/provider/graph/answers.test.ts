import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ProblemError } from "../../../plan/problem.ts";
import type { GraphApi } from "../../../provider/graph/api.ts";
import { graphApi } from "../../../provider/graph/client.ts";
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

/** Bodies that look like the real ones, with anything in any place. */
const member = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      id: fc.oneof(fc.string(), fc.jsonValue()),
      displayName: fc.oneof(fc.string(), fc.jsonValue()),
      settings: fc.jsonValue(),
      severity: fc.jsonValue(),
      sensorDNSNames: fc.jsonValue(),
      downloadUrl: fc.oneof(fc.webUrl(), fc.jsonValue()),
      deploymentAccessKey: fc.jsonValue(),
      openHealthIssuesCount: fc.jsonValue(),
      activationMode: fc.jsonValue(),
      isAutomatic: fc.jsonValue(),
      results: fc.jsonValue(),
      failedMigrationSensorIds: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);
const body = fc.oneof(
  fc.record({ value: fc.array(member) }),
  fc.record({ value: fc.array(member), "@odata.nextLink": fc.oneof(fc.webUrl(), fc.jsonValue()) }),
  fc.record({ value: member }),
  member,
);
const text = fc.oneof(
  body.map((value) => JSON.stringify(value)),
  fc.string(),
  fc.constant("<html></html>"),
);
const status = fc.oneof(fc.constant(200), fc.constantFrom(201, 204, 301, 400, 401, 403, 404, 429, 500, 503));

test.each(Object.entries(calls))(
  "%s: whatever is answered is a value of its type or a Problem",
  async (_name, call) => {
    let next: HttpResponse;
    const send = async (address: string) =>
      address.endsWith("/token")
        ? answer(200, JSON.stringify({ access_token: "t", expires_in: 3600 }))
        : next;
    const api = graphApi(
      graph.workspace,
      { kind: "secret", secret: SECRET },
      { send, limits: { attempts: 1, firstSeconds: 0, longestSeconds: 0, patienceSeconds: 0 } },
    );
    await fc.assert(
      fc.asyncProperty(status, text, async (code, content) => {
        next = answer(code, content);
        try {
          const value = await call(api);
          if (Array.isArray(value)) for (const one of value) expect(typeof one).toBe("object");
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
          expect((error as ProblemError).problem.id).toMatch(/^GRAPH-/);
          expect((error as ProblemError).message).not.toContain(SECRET);
        }
      }),
      { numRuns: 60 },
    );
  },
);

function answer(code: number, content: string): HttpResponse {
  const empty = [204, 301].includes(code);
  return new Response(empty ? null : content, { status: code }) as unknown as HttpResponse;
}
