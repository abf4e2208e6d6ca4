import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { centerConsole } from "../../provider/center/client.ts";
import { operations } from "../../provider/graph/operations.ts";
import { GraphProblem, problemOfRefusal } from "../../provider/graph/problems.ts";
import { readAuthority } from "../../provider/http.ts";
import { failureOf, graphDown, makeWorld, sensorOf, targetOf, urnOf, workspace } from "./support/world.ts";

test("several things that the service does not give are told as one problem that holds each of them", async () => {
  const world = makeWorld();
  const refuses = (problem: GraphProblem) => async () => {
    throw problem;
  };
  const licence = {
    id: "GRAPH-LICENCE",
    cause: "no licence",
    measured: "HTTP 403",
    cure: "",
    command: "buy",
  };
  Object.assign(world.services.graph(workspace).api, {
    listSensors: refuses(graphDown(false)),
    listHealthIssues: refuses(new GraphProblem(licence, { passing: false })),
  });
  const { message } = await failureOf(
    world.provider.create(urnOf("DefenderWorkspace", "workspace"), { workspace }),
  );
  expect(message).toMatch(/GRAPH-SEVERAL .*2 reasons/);
  expect(message).toMatch(/^GRAPH-UNAVAILABLE {2}/m);
  expect(message).toMatch(/^GRAPH-LICENCE {2}/m);
});

test("settings that the service takes and does not show are no success", async () => {
  const world = makeWorld();
  world.sensors = [sensorOf("dc03")];
  Object.assign(world.services.graph(workspace).api, { updateSensor: async () => {} });
  const { message, properties } = await failureOf(
    world.provider.create(urnOf("Sensor", "dc03-sensor"), {
      workspace,
      target: targetOf("dc03"),
      subject: { name: "dc03", domain: "contoso.test" },
      generation: "v2",
      settings: { description: "new", delayedUpdate: null },
      unprotectedSince: null,
      pollSeconds: 0.02,
      deadlineSeconds: 2,
    }),
  );
  expect(message).toContain("SENSOR-SETTINGS  dc03: ");
  expect(properties).toMatchObject({ sensorId: "s-dc03", serviceStatus: "running" });
});

test("a Center's console is not asked over a way that is not encrypted", async () => {
  const address = { name: "atacenter", console: "http://atacenter.contoso.test" };
  const asked = centerConsole({ fingerprints: [], secret: () => "" }).gateways(
    address,
    workspace,
    new AbortController().signal,
  );
  await expect(asked).rejects.toThrow(/^CENTER-ANSWER {2}/);
});

test("a lab whose authority is gone is told, with the command that raises it", () => {
  expect(() => readAuthority(join(__dirname, "nothing-here", "ca.pem"))).toThrow(
    /^LAB-AUTHORITY {2}[\s\S]*ca\.pem[\s\S]*ata2mdi lab up/,
  );
});

const segment = "Resource not found for the segment 'sensorCandidates'.";
test.each([
  ["usGovL4", 400, segment, "GRAPH-NOT-OFFERED"],
  ["usGovL5", 404, "", "GRAPH-NOT-OFFERED"],
  ["usGovL4", 403, "no workspace", "GRAPH-NOT-OFFERED"],
  ["global", 400, segment, "GRAPH-NOT-OFFERED"],
  ["global", 404, "", "GRAPH-NOT-ONBOARDED"],
  ["global", 400, "Invalid filter clause", "GRAPH-REJECTED"],
] as const)(
  "in the cloud %s, %d to what only the global one is documented for: %s",
  (cloud, status, message, id) => {
    const answer = { status, code: "x", message, requestId: "r", roles: undefined, clockAheadSeconds: 0 };
    const asker = { clientId: "c", tenantId: "t", cloud };
    const { problem } = problemOfRefusal(operations.listSensorCandidates, answer, asker);
    expect(problem.id).toBe(id);
    if (cloud !== "global") expect(problem.cause).toContain(cloud);
    // What every cloud has is judged as ever.
    const everywhere = problemOfRefusal(operations.listSensors, { ...answer, message: "" }, asker).problem.id;
    expect(everywhere).not.toBe("GRAPH-NOT-OFFERED");
  },
);

test.each([500, 502, 503])("status %d of the service is a failure of its own that may pass", (status) => {
  const answer = { status, code: "", message: "", requestId: "r-1", roles: [], clockAheadSeconds: 0 };
  const asker = { clientId: "c", tenantId: "t", cloud: "global" as const };
  const refusal = problemOfRefusal(operations.listSensors, answer, asker);
  expect(refusal).toMatchObject({ passing: true, problem: { id: "GRAPH-UNAVAILABLE" } });
});
