import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SecretReference } from "../../estate/schema.ts";
import { problemOf } from "../../plan/problem.ts";
import { type CenterAddress, centerConsole } from "../../provider/center/client.ts";
import { resolveSecret } from "../../remote/secret.ts";
import { type TestLab, testLab } from "../lab/support.ts";
import { labWorld } from "./support/labWorld.ts";

/** The lab's Center asks for NTLM version 2, and offers Kerberos beside it as a real one does. */
let it: TestLab;
beforeAll(async () => {
  it = await testLab();
});
afterAll(() => it.stop());

const signal = new AbortController().signal;
const passwordFile = () => ({ file: join(it.folder, "atacenter_password") });
const center = (account: CenterAddress["account"]): CenterAddress => ({
  name: "atacenter",
  console: `https://127.0.0.1:${it.scenario.centers[0]?.consolePort}`,
  account,
});
const gateways = (account: CenterAddress["account"], asked = signal) => {
  const secret = (reference: SecretReference) => resolveSecret(reference, () => undefined);
  return centerConsole({ fingerprints: [], secret }).gateways(center(account), labWorld(it).workspace, asked);
};
const problemWith = async (work: Promise<unknown>) =>
  problemOf(
    await work.then(
      () => new Error("it was let in"),
      (error: unknown) => error,
    ),
  );

test("an account of the estate signs in, and the Center's own list is read", async () => {
  const listed = await gateways({ user: "CONTOSO\\svc-ata2mdi", password: passwordFile() });
  expect(listed.map(({ name }) => name)).toEqual(["DC01", "DC02", "DC04", "DC05", "DC06", "DC07", "GW01"]);
});

test.each([
  ["another password", "CONTOSO\\svc-ata2mdi", "not-the-password"],
  ["another account", "CONTOSO\\somebody", undefined],
  ["the account of another domain", "FABRIKAM\\svc-ata2mdi", undefined],
])("%s is not let in: unread, with the reason and the cure", async (_what, user, password) => {
  const file = join(it.folder, "other_password");
  writeFileSync(file, password ?? "", { mode: 0o600 });
  const problem = await problemWith(gateways({ user, password: password ? { file } : passwordFile() }));
  expect(problem).toMatchObject({
    id: "CENTER-REFUSED",
    cause: "the Center does not let this account in",
    measured: expect.stringContaining("401"),
    cure: expect.stringContaining(`See that ${user} is an ATA administrator`),
  });
  expect(JSON.stringify(problem)).not.toContain(password ?? "?");
});

test("without an account and without a ticket nobody is let in, and the cure says how to name one", async () => {
  const problem = await problemWith(gateways(null));
  expect(problem).toMatchObject({
    id: "CENTER-REFUSED",
    cure: expect.stringContaining("consoleAccount: { user: DOMAIN\\name"),
  });
});

test("a password that is not there is told before the Center is asked", async () => {
  const missing = { user: "CONTOSO\\svc-ata2mdi", password: { env: "ATA2MDI_NO_SUCH_PASSWORD" } };
  expect(await problemWith(gateways(missing))).toMatchObject({ id: "SECRET-MISSING" });
});

test("the Center's certificate is compared before anything is sent: an expired one of another key is not believed", async () => {
  await it.lab.hostFault("atacenter", "center-certificate-expired", "on");
  const problem = await problemWith(gateways({ user: "CONTOSO\\svc-ata2mdi", password: passwordFile() }));
  await it.lab.hostFault("atacenter", "center-certificate-expired", "off");
  expect(problem).toMatchObject({
    id: "CENTER-CERTIFICATE",
    command: expect.stringContaining("centerCertificates"),
  });
});

test("a run that is cancelled ends the question", async () => {
  const cancelled = AbortSignal.abort(new Error("cancelled"));
  const asked = gateways({ user: "CONTOSO\\svc-ata2mdi", password: passwordFile() }, cancelled);
  await expect(asked).rejects.toThrow("cancelled");
});
