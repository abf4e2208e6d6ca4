import { expect, test } from "@jest/globals";
import { chooseCredentials } from "../../../provider/graph/credentials.ts";
import type { GraphProblem } from "../../../provider/graph/problems.ts";
import { problemOfTokenRefusal } from "../../../provider/graph/tokenProblems.ts";
import { TokenSource, tokenSource } from "../../../provider/graph/tokenSource.ts";

const federated = { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" };

test.each([
  [{ graphClientSecret: "s" }, {}, { kind: "secret", secret: "s" }],
  [{}, { ATA2MDI_GRAPH_CLIENT_SECRET: "e" }, { kind: "secret", secret: "e" }],
  [{ graphClientSecret: "s" }, { ATA2MDI_GRAPH_CLIENT_SECRET: "e" }, { kind: "secret", secret: "s" }],
  [{ graphCertificate: "c.pem" }, federated, { kind: "certificate", path: "c.pem" }],
  [{ graphManagedIdentity: "system" }, federated, { kind: "managedIdentity", clientId: undefined }],
  [{ graphManagedIdentity: "id" }, {}, { kind: "managedIdentity", clientId: "id" }],
  [{}, federated, { kind: "workloadIdentity" }],
  [{}, {}, { kind: "azureCli" }],
])("config %j and environment %j give %j", (config: Record<string, string>, environment, credentials) => {
  expect(chooseCredentials((name) => config[name], environment)).toEqual(credentials);
});

const never = new AbortController().signal;

test("a token is asked for once by all who need it, and again when it runs out", async () => {
  let now = new Date("2026-12-01T20:00:00Z");
  let asked = 0;
  const source = new TokenSource(
    async () => {
      asked += 1;
      await new Promise((later) => setTimeout(later, 10));
      return { value: `t${asked}`, expiresAt: new Date(now.getTime() + 600_000) };
    },
    () => now,
  );
  await expect(Promise.all([source.token(never), source.token(never)])).resolves.toEqual(["t1", "t1"]);
  now = new Date("2026-12-01T20:08:00Z");
  await expect(source.token(never)).resolves.toBe("t1");
  // Within its last minute it is renewed, so that none runs out on its way.
  now = new Date("2026-12-01T20:09:30Z");
  await expect(source.token(never)).resolves.toBe("t2");
  source.forget();
  await expect(source.token(never)).resolves.toBe("t3");
});

test("who gives up does not take the token from the others", async () => {
  const source = new TokenSource(async () => {
    await new Promise((later) => setTimeout(later, 50));
    return { value: "t", expiresAt: new Date(Date.now() + 600_000) };
  });
  const gone = new AbortController();
  const leaves = source.token(gone.signal);
  const stays = source.token(never);
  gone.abort(new Error("gone"));
  await expect(leaves).rejects.toThrow("gone");
  await expect(stays).resolves.toBe("t");
});

test("a token that could not be had is asked for anew", async () => {
  let asked = 0;
  const source = new TokenSource(async () => {
    asked += 1;
    if (asked === 1) throw new Error("refused");
    return { value: "t", expiresAt: new Date(Date.now() + 600_000) };
  });
  await expect(source.token(never)).rejects.toThrow("refused");
  await expect(source.token(never)).resolves.toBe("t");
});

const workspace = {
  name: "contoso",
  tenantId: "11111111-2222-4333-8444-555555555555",
  clientId: "66666666-7777-4888-9999-000000000000",
  cloud: "usGovL4" as const,
  lab: null,
  sensorApi: "https://contososensorapi.gcc.atp.azure.com/tri/sensor/api/ping",
};

test.each([
  ["self-signed certificate in certificate chain", "GRAPH-TLS", false],
  ["Hostname/IP does not match certificate's altnames", "GRAPH-TLS", false],
  ["tunneling socket could not be established, statusCode=407", "GRAPH-PROXY", false],
  ["getaddrinfo ENOTFOUND login.microsoftonline.us", "GRAPH-UNREACHABLE", true],
  ["The operation was aborted due to timeout", "GRAPH-UNREACHABLE", true],
  ["AADSTS90033: transient", "GRAPH-UNAVAILABLE", true],
  ["AADSTS7000222: expired, seen from an unknown network", "GRAPH-CREDENTIALS", false],
  ["AADSTS700027: the certificate is not registered", "GRAPH-CREDENTIALS", false],
  ["the file holds no PEM-encoded certificate", "GRAPH-CREDENTIALS", false],
])("no token because of %j is %s", (said, id, passing) => {
  const found = problemOfTokenRefusal(`${said} hush`, { kind: "secret", secret: "hush" }, workspace);
  expect(found).toMatchObject({ problem: { id }, passing });
  expect(JSON.stringify(found.problem)).not.toContain("hush");
  if (id === "GRAPH-TLS") expect(found.problem.cause).toContain("login.microsoftonline.us");
});

test.each([
  [
    { kind: "certificate", path: "/nothing/here.pem" },
    "file of the application's credentials",
    "graphCertificate",
  ],
  [{ kind: "workloadIdentity" }, "file of the application's credentials", "pulumi up"],
] as const)("%j without its file is told, with what to do next", async (credentials, cause, command) => {
  const { AZURE_FEDERATED_TOKEN_FILE: before } = process.env;
  delete process.env.AZURE_FEDERATED_TOKEN_FILE;
  const never = async () => Promise.reject(new Error("nothing is sent"));
  const failure = await tokenSource(workspace, credentials, never)
    .token(new AbortController().signal)
    .catch((error: unknown) => error);
  if (before !== undefined) process.env.AZURE_FEDERATED_TOKEN_FILE = before;
  expect(failure).toMatchObject({ passing: false, problem: { id: "GRAPH-CREDENTIALS" } });
  const { problem } = failure as GraphProblem;
  expect(problem.cause).toContain(cause);
  expect(problem.command).toContain(command);
});
