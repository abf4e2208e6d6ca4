import { X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { centerConsole } from "../../provider/center/client.ts";
import { type GraphServer, json, type Reply, startGraph } from "./support/graphServer.ts";
import { workspace } from "./support/world.ts";

let server: GraphServer;
let lab: WorkspaceRef;
beforeAll(async () => {
  server = await startGraph();
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-"));
  writeFileSync(join(folder, "center-atacenter.pem"), server.certificate);
  lab = { ...workspace, cloud: "lab", lab: { graph: "", token: "", ca: join(folder, "ca.pem") } };
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen = [];
});

const consoleOf = (fingerprints: readonly string[]) =>
  centerConsole({ fingerprints, secret: () => "none is asked for" });
const live = new AbortController().signal;
const address = () => ({ name: "atacenter", console: `https://127.0.0.1:${server.port}` });
/** Replies as a Center of that name does; what lists something is told by the test. */
const asCenter =
  (reply: Reply, name: unknown = "ATACENTER"): Reply =>
  (request, response) =>
    (request.path.endsWith("/systemProfiles/center") ? json({ NetbiosName: name }) : reply)(
      request,
      response,
    );
const listed = [
  {
    Id: "5a",
    Type: "GatewaySystemProfile",
    NetbiosName: "DC01",
    ServiceStatus: "Running",
    Configuration: {},
  },
  { Id: "5b", NetbiosName: "GW01" },
];

test("lists what the Center lists, known by its certificate beside the lab's authority", async () => {
  server.reply = asCenter(json(listed));
  await expect(consoleOf([]).gateways(address(), lab, live)).resolves.toEqual([
    { id: "5a", name: "DC01", serviceStatus: "Running" },
    { id: "5b", name: "GW01", serviceStatus: "" },
  ]);
  expect(server.seen.map(({ path }) => path)).toEqual([
    "/api/management/systemProfiles/center",
    "/api/management/systemProfiles/gateways",
  ]);
});

test("a certificate the Center signed itself is believed by its fingerprint, and no other is", async () => {
  server.reply = asCenter(json(listed));
  const { fingerprint256 } = new X509Certificate(server.certificate);
  await expect(consoleOf([fingerprint256]).gateways(address(), workspace, live)).resolves.toHaveLength(2);
  await expect(
    consoleOf([fingerprint256.replaceAll(":", "").toLowerCase()]).gateways(address(), workspace, live),
  ).resolves.toHaveLength(2);
  const seen = server.seen.length;
  await expect(consoleOf(["00".repeat(32)]).gateways(address(), workspace, live)).rejects.toThrow(
    "CENTER-CERTIFICATE",
  );
  await expect(consoleOf([]).gateways(address(), workspace, live)).rejects.toThrow("CENTER-CERTIFICATE");
  expect(server.seen).toHaveLength(seen);
});

test.each([
  ["a Windows login", json({}, 401), "does not let this account in"],
  ["a failure", json({}, 500), "error: 500"],
  ["something else than a list", json({ oops: 1 }), "not a list of gateways"],
  ["a gateway without a name", json([{ Id: "x" }]), "not a list of gateways"],
])("%s is not an empty list", async (_case, reply, words) => {
  server.reply = asCenter(reply);
  await expect(consoleOf([]).gateways(address(), lab, live)).rejects.toThrow(words);
});

test("a Center that is away, and one without TLS", async () => {
  const gone = await startGraph();
  await gone.close();
  await expect(
    consoleOf([]).gateways({ ...address(), console: `https://127.0.0.1:${gone.port}` }, lab, live),
  ).rejects.toThrow("CENTER-UNREACHABLE");
  for (const console of ["http://127.0.0.1:1", "the console", ""]) {
    await expect(consoleOf([]).gateways({ ...address(), console }, lab, live)).rejects.toThrow("HTTPS alone");
  }
});

test("a Center of another forest is not asked what it lists: neither its gateways nor its alerts are this one's", async () => {
  server.reply = asCenter(json([]), "FABRIKAMATA");
  for (const list of ["gateways", "openAlerts"] as const) {
    const asked = consoleOf([])[list](address(), lab, live);
    await expect(asked).rejects.toThrow(/^CENTER-OTHER {2}atacenter[\s\S]*it calls itself FABRIKAMATA/);
  }
  expect(server.seen.map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => "/api/management/systemProfiles/center"),
  );
});

test.each([null, "", 7])("a Center that calls itself %p does not say which it is", async (name) => {
  server.reply = asCenter(json([]), name);
  await expect(consoleOf([]).gateways(address(), lab, live)).rejects.toThrow("which Center it is");
});
