import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { LabClient, readLabInfo } from "../lab/client.ts";
import { toolEnvironment } from "../tools/environment.mjs";
import { runPulumi } from "./engine.ts";
import { PROBLEM, runVerb } from "./exit.ts";
import { type Act, dayAfter, estateOfAct } from "./finishEstate.ts";
import { LAB_FOLDER } from "./lab.ts";
import { labUp } from "./labUp.ts";
import { writeReport } from "./report/write.ts";
import { clearDeadLocks } from "./run/lock.ts";
import { type UpResult, upArguments } from "./run/up.ts";
import { PARALLEL, runWatchedUp } from "./run/watched.ts";
import { viewStack } from "./stack.ts";
import { collectStatus } from "./status/collect.ts";
import { centerWait } from "./status/needs.ts";

/**
 * `npm run lab:finish`: the end of a move, played in the lab with the real engine, in two acts. Its removal is asked for too
 * early: the Center is backed up, the backup read back and archived, and the lock says what stands in the way. Then the
 * days pass, in no time: the same `pulumi up` finds the lock open, and the Center goes.
 */
const STACK = "finish";
const CENTER = "atacenter";
/** Lab seconds in a real one. */
const TIME_FACTOR = 60;
/** Days for which the Center is kept; the lab lets them pass between the acts. */
const KEPT_DAYS = 120;
/** Rows of the checklist that people do meanwhile. */
const LATE_ROWS = ["syslog", "siem"];

const root = resolve(import.meta.dirname, "..");
const folder = join(root, ".ata2mdi");
const labFolder = join(root, LAB_FOLDER);
const place = { cwd: root, env: toolEnvironment({ root, lab: true }) };
const today = new Date();

await runVerb("npm run lab:finish", async () => {
  say("ata2mdi: the end of an ATA Center, played in the lab");
  heading("1/4  The lab at the end of a move: every sensor runs, no gateway is left");
  const lab = await playLab();
  await selectStack();

  const until = dayAfter(today, KEPT_DAYS);
  heading(`2/4  Too early: the removal is asked for, and the Center is to be kept until ${until}`);
  const refused = await act({ retainUntil: until, approval: "once", open: LATE_ROWS });
  if (refused.code === 0) throw new Error("the lock opened before its day");
  const early = await collectStatus(STACK, place);
  for (const center of early.stack.estate.centers) say(`  ${centerWait(center, today)}.`);

  heading(
    `3/4  ${KEPT_DAYS} days later, by the lab's calendar: the day has come, the last rows are attested`,
  );
  const { code } = await act({ retainUntil: dayAfter(today, 0), approval: "repeated", open: [] });

  heading("4/4  What is left on the Center's host");
  for (const line of await remains(lab)) say(`  ${line}`);
  const status = await collectStatus(STACK, place);
  const report = writeReport(status, place.cwd, join(folder, `report-${STACK}.html`));
  say(`\nReport: ${relative(process.cwd(), report)}`);
  say("Next:   npx ata2mdi lab down   (the lab of `npm start` is another one; it is raised anew)");
  return code === 0 ? 0 : PROBLEM;
});

/** One `pulumi up` of the estate as it stands in an act. */
async function act(dates: Omit<Act, "approvedAt">): Promise<UpResult> {
  const sample = readFileSync(join(root, "estates", `${STACK}.yaml`), "utf8");
  const estate = join(folder, `${STACK}.yaml`);
  writeFileSync(estate, estateOfAct(sample, { ...dates, approvedAt: today.toISOString() }));
  say(`  ${relative(process.cwd(), estate)}: then: remove, retainUntil: ${dates.retainUntil}`);
  say(`  $ pulumi ${upArguments(STACK, PARALLEL).join(" ")}`);
  return runWatchedUp(await viewStack(STACK, place.cwd, place.env), place);
}

/** The lab of scenario `finish`, from its beginning: another one that is up gives way. */
async function playLab(): Promise<LabClient> {
  const running = readLabInfo(labFolder);
  if (running) {
    say("  another lab is up; it is taken down first");
    await new LabClient(running).shutdown();
  }
  const scenario = join(root, "lab/scenarios/finish.yaml");
  const options = { scenario, folder: labFolder, timeFactor: TIME_FACTOR };
  const lab = new LabClient(await labUp(options, "npm run lab:finish"));
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
    `archive: ${count("/Shares/evidence.contoso.test/")} files, its signature beside them: ${count("/evidence.contoso.test/ata/atacenter-1/manifest.sig") === 1 ? "yes" : "NO"}`,
  ];
}

function heading(title: string): void {
  say(`\n${title}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
