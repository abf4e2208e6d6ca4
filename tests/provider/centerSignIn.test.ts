import type { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
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

/** Does something while the Center shows an expired certificate. */
async function expired<T>(work: () => Promise<T>): Promise<T> {
  await it.lab.hostFault("atacenter", "center-certificate-expired", "on");
  try {
    return await work();
  } finally {
    await it.lab.hostFault("atacenter", "center-certificate-expired", "off");
  }
}

/** The certificate the Center shows now. */
async function shown(): Promise<X509Certificate> {
  const port = it.scenario.centers[0]?.consolePort ?? 0;
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (!certificate) throw new Error("the Center shows no certificate");
  return certificate;
}

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
  const problem = await expired(() =>
    problemWith(gateways({ user: "CONTOSO\\svc-ata2mdi", password: passwordFile() })),
  );
  expect(problem).toMatchObject({
    id: "CENTER-CERTIFICATE",
    measured: expect.stringMatching(/valid until .* 20\d\d GMT, none of those expected/),
    cure: expect.stringContaining("one that has expired is believed so as well"),
    command: expect.stringContaining("centerCertificates"),
  });
});

test("an expired certificate is believed by its own fingerprint, and refused without one", async () => {
  const account = { user: "CONTOSO\\svc-ata2mdi", password: passwordFile() };
  const secret = (reference: SecretReference) => resolveSecret(reference, () => undefined);
  const { lab: _lab, ...workspace } = labWorld(it).workspace;
  const asked = (fingerprints: string[]) =>
    centerConsole({ fingerprints, secret }).gateways(center(account), { ...workspace, lab: null }, signal);
  await expired(async () => {
    const { fingerprint256, validTo } = await shown();
    expect(Date.parse(validTo)).toBeLessThan(Date.now());
    await expect(asked([fingerprint256])).resolves.toHaveLength(7);
    expect(await problemWith(asked([]))).toMatchObject({
      id: "CENTER-CERTIFICATE",
      measured: expect.stringMatching(/certificate problem: /),
    });
  });
});

test("a run that is cancelled ends the question", async () => {
  const cancelled = AbortSignal.abort(new Error("cancelled"));
  const asked = gateways({ user: "CONTOSO\\svc-ata2mdi", password: passwordFile() }, cancelled);
  await expect(asked).rejects.toThrow("cancelled");
});
