import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chain, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

const root = join(import.meta.dirname, "../..");
const keptStopped = withValues([["centers", 0, "then"], "retain"], [["centers", 0, "whileKept"], "stopped"]);

/** One lab at the end of a move, whose Center is kept stopped for a while. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start({
    scenario: join(root, "lab/scenarios/finish.yaml"),
    estate: () => keptStopped(readFileSync(join(root, "estates/finish.yaml"), "utf8")),
    timeFactor: 600,
  });
}, 60_000);
afterAll(() => sandbox?.stop());

async function up(): Promise<string> {
  const { code, stdout, stderr } = await sandbox.up();
  const said = stdout + stderr;
  expect({ code, said }).toEqual({ code: 0, said: expect.not.stringContaining("error:") });
  return said;
}

async function center() {
  const { center, counters, files } = await sandbox.lab.client.host("atacenter");
  const { state, startMode } = center.service ?? { state: null, startMode: null };
  return { state, startMode, steps: counters.stepStarts, files };
}

/** What the lock in the state says of one rule. */
async function reasonOf(
  rule: string,
): Promise<{ outcome: string; measured: string; cure: string } | undefined> {
  const lock = (await sandbox.state()).resources.get("atacenter-lock");
  const reasons = lock?.outputs?.reasons as {
    rule: string;
    outcome: string;
    measured: string;
    cure: string;
  }[];
  return reasons.find((reason) => reason.rule === rule);
}

test("a Center that is kept stopped: stopped once, woken for a backup and for its end", async () => {
  // Everything that asks the Center comes first: the backup is a dump, and the lock has read its list.
  await up();
  expect(await center()).toMatchObject({
    state: "Stopped",
    startMode: "Manual",
    steps: { "Backup-AtaCenter": 1, "Copy-AtaCenterBackup": 1, "Set-AtaCenterRest": 1 },
  });
  expect(await reasonOf("center-list")).toBeUndefined();
  expect(await reasonOf("request")).toBeDefined();

  // Nothing has changed, so nothing is done, and nobody starts it.
  const { steps } = await center();
  await up();
  expect((await center()).steps).toEqual(steps);

  // What makes the lock look again finds a Center that stands still, and says why.
  sandbox.editEstate(withValues([["centers", 0, "retainUntil"], "2026-11-02"]));
  await up();
  for (const rule of ["center-list", "alerts"]) {
    expect(await reasonOf(rule)).toMatchObject({
      outcome: "unread",
      measured: expect.stringContaining("`whileKept: stopped`"),
      cure: expect.stringContaining("whileKept: running"),
    });
  }
  expect((await center()).state).toBe("Stopped");

  // Another backup needs the database: it is woken, backed up, read by its lock, and rests again.
  sandbox.editEstate(withValues([["centers", 0, "backup", "take"], 2]));
  await up();
  expect(await center()).toMatchObject({
    state: "Stopped",
    steps: { "Backup-AtaCenter": 2, "Set-AtaCenterRest": 3 },
  });
  expect(await reasonOf("center-list")).toBeUndefined();

  // A removal that is refused has woken it; who thinks better of it finds it stopped again.
  const removal = chain(
    withValues([["centers", 0, "then"], "remove"]),
    withValues([["centers", 0, "approval", "retainUntil"], "2026-11-02"]),
  );
  await sandbox.lab.client.graphFault("graph-down");
  sandbox.editEstate(removal);
  const refused = await sandbox.up();
  expect(refused.code).not.toBe(0);
  expect((await center()).state).toBe("Running");
  await sandbox.lab.client.graphFault("graph-down", "off");
  sandbox.editEstate(keptStopped);
  await up();
  expect((await center()).state).toBe("Stopped");

  // Its removal wakes it before its lock measures; the lock reads it, and it goes.
  sandbox.editEstate(removal);
  await up();
  const gone = await center();
  expect(gone).toMatchObject({ state: null, steps: { "Remove-AtaCenter": 1, "Set-AtaCenterRest": 6 } });
  expect(gone.files).toEqual(expect.arrayContaining([expect.stringMatching(/MongoDB\/bin\/data\//)]));
  expect(gone.files).not.toContain("C:/ProgramData/ata2mdi/saved/Set-AtaCenterRest.json");
}, 600_000);
