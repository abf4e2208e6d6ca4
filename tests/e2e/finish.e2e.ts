import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { withValues } from "../support/estates.ts";
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

async function killedDuring(step: string): Promise<void> {
  const engine = spawnPulumi(UP, sandbox);
  for (let tries = 0; tries < 1200; tries++) {
    const { works } = await sandbox.lab.client.host("atacenter");
    if (works.some((work) => work.step === step && work.outcome === "running")) break;
    await wait(50);
  }
  await engine.kill();
  await sandbox.pulumi(["cancel", "--yes"]);
}

async function expectCenterThere(): Promise<void> {
  expect((await sandbox.lab.client.host("atacenter")).center.service).not.toBeNull();
}

test("the end of the Center, act by act", async () => {
  const { client } = sandbox.lab;

  // The engine dies in the middle of the backup; the host goes on, and so does the next run. Graph is away by then.
  await killedDuring("Backup-AtaCenter");
  await client.graphFault("graph-down");
  const silent = await up();
  expect(silent.code).not.toBe(0);
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

  // Forgetting the stack changes no host.
  const before = await client.status();
  expect((await sandbox.pulumi(["destroy", "--yes"])).code).toBe(0);
  const after = await client.status();
  expect(after.hosts.map(({ counters }) => counters.writes)).toEqual(
    before.hosts.map(({ counters }) => counters.writes),
  );
}, 300_000);
