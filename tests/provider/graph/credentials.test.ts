import { expect, test } from "@jest/globals";
import { chooseCredentials, TokenSource } from "../../../provider/graph/credentials.ts";

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
