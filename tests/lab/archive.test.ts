import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { verifyEvidence } from "../../cli/evidence/verify.ts";
import { readBackFacts } from "../../plan/centerBackup.ts";
import { signBackup } from "../../remote/signBackup.ts";
import { sshKeyPair } from "../support/sshKeys.ts";
import { step, type TestLab, testLab } from "./support.ts";

let it: TestLab;
let folder: string;
beforeAll(async () => {
  it = await testLab();
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-archive-"));
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await it.stop();
});

const backup = { folder: null, name: "atacenter-1" };

/** The folder a container's blobs are in, brought to this machine. */
function fetched(from: string): string {
  const host = it.lab.hosts.get("atacenter");
  for (const entry of Object.values(host?.state.files ?? {})) {
    const below = entry.folder ? undefined : entry.path.split(`${from}/`)[1];
    if (below === undefined) continue;
    mkdirSync(dirname(join(folder, below)), { recursive: true });
    writeFileSync(join(folder, below), host?.files.read(entry.path) ?? "");
  }
  return folder;
}

test("a backup that is archived in a container is proven by its folder alone, and its signature is nowhere on the host", async () => {
  await step(it, "atacenter", "Backup-AtaCenter", { ...backup, pfxPassword: "Kept-In-The-Safe-7" });
  const { facts } = await step(it, "atacenter", "Test-AtaCenterBackup", { ...backup, sample: 1 });
  const { manifestSha256 } = readBackFacts.parse(facts);
  const key = sshKeyPair();
  const signature = signBackup({ estate: "dev", name: backup.name, manifestSha256 }, key.private);
  const container = "https://stevidence.blob.core.windows.net/evidence?sv=2024&sig=only-for-hours";
  const answer = await step(it, "atacenter", "Copy-AtaCenterBackup", {
    ...backup,
    destination: null,
    container,
    manifestSha256,
    signature,
  });
  expect(answer.outcome).toBe("done");
  expect(JSON.stringify(it.lab.hosts.get("atacenter")?.state)).not.toContain("only-for-hours");
  expect(verifyEvidence(fetched("C:/Azure/evidence/atacenter-1"), key.public)).toMatchObject({
    findings: [],
  });
}, 60_000);

test("without room for the archive the step fails and says so", async () => {
  await it.lab.hostFault("atacenter", "archive-full", "on");
  const { facts } = await step(it, "atacenter", "Test-AtaCenterBackup", { ...backup, sample: 1 });
  const { manifestSha256 } = readBackFacts.parse(facts);
  const elsewhere = { destination: "\\\\evidence\\ata", container: null, signature: "x" };
  const answer = await step(
    it,
    "atacenter",
    "Copy-AtaCenterBackup",
    { ...backup, ...elsewhere, manifestSha256 },
    { work: "atacenter/Copy-AtaCenterBackup/2" },
  );
  expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("too few") });
}, 60_000);
