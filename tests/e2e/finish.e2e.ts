import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { withValues } from "../support/estates.ts";
import { fetchFolder } from "../support/fetchFolder.ts";
import { Sandbox, UP } from "../support/sandbox.ts";
import { spawnPulumi } from "../support/spawnPulumi.ts";

const root = join(import.meta.dirname, "../..");
const BACKUP = "C:/ProgramData/ata2mdi/backups";
const DUMP = "database/ATA/SuspiciousActivity.bson";

/** One lab at the end of a move, several acts: each leaves the Center where it was, but the last. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start({
    scenario: join(root, "lab/scenarios/finish.yaml"),
    estate: () => readFileSync(join(root, "estates/finish.yaml"), "utf8"),
    timeFactor: 120,
  });
}, 60_000);
afterAll(() => sandbox?.stop());

async function up(): Promise<{ code: number | null; said: string }> {
  const { code, stdout, stderr } = await sandbox.up();
  return { code, said: stdout + stderr };
}

async function untilRuns(step: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const { works } = await sandbox.lab.client.host("atacenter");
    if (works.some((work) => work.step === step && work.outcome === "running")) return;
    await wait(50);
  }
  throw new Error(`${step} never ran`);
}

async function killedDuring(step: string): Promise<void> {
  const engine = spawnPulumi(UP, sandbox);
  await untilRuns(step);
  await engine.kill();
  await sandbox.pulumi(["cancel", "--yes"]);
}

/** `ata2mdi evidence verify` as an auditor types it: somewhere else, with the folder and nothing of the stack. */
function verify(folder: string, signer: string): Promise<{ code: number; said: string }> {
  const args = [join(root, "cli/ata2mdi.mjs"), "evidence", "verify", folder, "--signer", signer];
  const { PATH } = process.env;
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: folder, env: { PATH } }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });
}

async function expectCenterThere(): Promise<void> {
  expect((await sandbox.lab.client.host("atacenter")).center.service).not.toBeNull();
}

test("the end of the Center, act by act", async () => {
  const { client } = sandbox.lab;

  // The engine dies in the middle of the backup; the host goes on, and so does the next run. Graph goes away during
  // that: every sensor was seen well before, and the lock asks once more.
  await killedDuring("Backup-AtaCenter");
  const goesOn = up();
  await untilRuns("Test-AtaCenterBackup");
  await client.graphFault("graph-down");
  const silent = await goesOn;
  expect(silent.code).not.toBe(0);
  expect(silent.said).toMatch(/sensor-running: GRAPH-UNAVAILABLE.*\(unread\)/);
  expect(silent.said).toMatch(/health-issues: GRAPH-UNAVAILABLE.*\(unread\)/);
  await expectCenterThere();
  await client.graphFault("graph-down", "off");

  // Between preview and up a gateway comes back.
  expect((await sandbox.pulumi(["preview"])).code).toBe(0);
  await client.act("dc03", { act: "restoreGateway" });
  const back = await up();
  expect(back.said).toContain("CENTER-LOCKED");
  expect(back.said).toMatch(/gateway-absent dc03/);
  await expectCenterThere();
  await client.act("dc03", { act: "removeGateway" });

  // One byte of the backup changes after it was read back.
  await client.act("atacenter", { act: "flipByte", path: `${BACKUP}/atacenter-1/${DUMP}` });
  const flipped = await up();
  expect(flipped.said).toMatch(/backup atacenter: 1 files are not as they were backed up/);
  expect(flipped.said).toContain("backup.take");
  await expectCenterThere();

  // Another backup is taken beside it; the engine dies in the middle of the removal, and the next run goes on.
  sandbox.editEstate(withValues([["centers", 0, "backup", "take"], 2]));
  await killedDuring("Remove-AtaCenter");
  const gone = await up();
  expect(gone.said).not.toContain("error:");
  expect(gone.code).toBe(0);
  const host = await client.host("atacenter");
  expect(host.center.service).toBeNull();
  expect(host.counters.stepStarts).toMatchObject({
    "Backup-AtaCenter": 2,
    "Test-AtaCenterBackup": 2,
    "Copy-AtaCenterBackup": 2,
    "Remove-AtaCenter": 1,
  });
  const archive = "C:/Shares/evidence.contoso.test/ata/atacenter-2";
  expect(host.files).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/MongoDB\/bin\/data\//),
      `${archive}/manifest.json`,
      `${archive}/manifest.sig`,
      `${archive}/${DUMP}`,
    ]),
  );

  // Years later, elsewhere, without the stack: the archive proves itself, and a changed byte is named.
  const auditor = mkdtempSync(join(tmpdir(), "ata2mdi-auditor-"));
  await fetchFolder(sandbox, archive, auditor);
  const signer = join(sandbox.lab.info.folder, "id_ed25519.pub");
  const proven = await verify(auditor, signer);
  expect(proven).toEqual({
    code: 0,
    said: expect.stringMatching(/^All \d+ files are as they were signed: backup of Center ATACENTER/),
  });
  appendFileSync(join(auditor, DUMP), "x");
  const changed = await verify(auditor, signer);
  expect(changed).toEqual({ code: 1, said: expect.stringContaining(`changed: ${DUMP}`) });
  rmSync(auditor, { recursive: true });

  // Forgetting the stack changes no host.
  const before = await client.status();
  expect((await sandbox.pulumi(["destroy", "--yes"])).code).toBe(0);
  const after = await client.status();
  expect(after.hosts.map(({ counters }) => counters.writes)).toEqual(
    before.hosts.map(({ counters }) => counters.writes),
  );
}, 300_000);
