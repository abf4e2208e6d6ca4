import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { LabClient, readLabInfo, startDetachedLab } from "../lab/client.ts";
import { toolEnvironment } from "../tools/environment.mjs";
import { runPulumi } from "./engine.ts";
import { PROBLEM, runVerb } from "./exit.ts";
import { writeReport } from "./report/write.ts";
import { clearDeadLocks } from "./run/lock.ts";
import { upArguments } from "./run/up.ts";
import { PARALLEL, runWatchedUp } from "./run/watched.ts";
import { viewStack } from "./stack.ts";
import { collectStatus } from "./status/collect.ts";

/**
 * `npm run lab:finish`: the end of a move, played in the lab with the real engine. Everything is done and the day has
 * come: the Center is backed up, the backup read back and archived, the lock opens, the Center goes.
 */
const STACK = "finish";
const CENTER = "atacenter";
/** Lab seconds in a real one. */
const TIME_FACTOR = 60;

const root = resolve(import.meta.dirname, "..");
const folder = join(root, ".ata2mdi");
const labFolder = join(folder, "lab");
const place = { cwd: root, env: toolEnvironment({ root, lab: true }) };

await runVerb("npm run lab:finish", async () => {
  say("ata2mdi: the end of an ATA Center, played in the lab");
  heading("1/3  The lab at the end of a move: every sensor runs, no gateway is left");
  const lab = await raiseLab();
  await selectStack();

  heading("2/3  The end: backup, read back, archive, lock, removal");
  say(`  $ pulumi ${upArguments(STACK, PARALLEL).join(" ")}`);
  const before = await viewStack(STACK, place.cwd, place.env);
  const { code } = await runWatchedUp(before, { ...place, pace: TIME_FACTOR });

  heading("3/3  What is left on the Center's host");
  for (const line of await remains(lab)) say(`  ${line}`);
  const status = await collectStatus(STACK, place);
  const report = writeReport(status, place.cwd, join(folder, `report-${STACK}.html`));
  say(`\nReport: ${relative(process.cwd(), report)}`);
  say("Next:   npx ata2mdi lab down   (the lab of `npm start` is another one; it is raised anew)");
  return code === 0 ? 0 : PROBLEM;
});

/** The lab of scenario `finish`, from its beginning: another one that is up gives way. */
async function raiseLab(): Promise<LabClient> {
  const running = readLabInfo(labFolder);
  if (running) {
    say("  another lab is up; it is taken down first");
    await new LabClient(running).shutdown();
  }
  const scenario = join(root, "lab/scenarios/finish.yaml");
  const lab = new LabClient(await startDetachedLab({ scenario, folder: labFolder, timeFactor: TIME_FACTOR }));
  await lab.reset();
  say("  is up; `npx ata2mdi lab status` shows it");
  return lab;
}

/** An empty stack: what an earlier end left in it is forgotten. No host is touched by that. */
async function selectStack(): Promise<void> {
  mkdirSync(join(folder, "state"), { recursive: true });
  await clearDeadLocks(STACK, place.cwd, place.env);
  const quiet = { ...place, onOutput: () => {} };
  await runPulumi(["stack", "rm", STACK, "--yes", "--force", "--preserve-config"], quiet);
  await runPulumi(["stack", "select", STACK, "--create"], quiet);
}

async function remains(lab: LabClient): Promise<string[]> {
  const { center, files } = await lab.host(CENTER);
  const count = (part: string) => files.filter((file) => file.includes(part)).length;
  return [
    `Center: ${center.service === null ? "gone" : "still there"}`,
    `database files: ${count("/MongoDB/bin/data/")}`,
    `backup: ${count("/ata2mdi/backups/")} files`,
    `archive: ${count("/Shares/evidence.contoso.test/")} files, signed`,
  ];
}

function heading(title: string): void {
  say(`\n${title}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
