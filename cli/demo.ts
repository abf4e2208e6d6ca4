import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { LabClient, readLabInfo } from "../lab/client.ts";
import { toolEnvironment, toolsInUse } from "../tools/environment.mjs";
import { runPulumi } from "./engine.ts";
import { PROBLEM, runVerb } from "./exit.ts";
import { LAB_FOLDER } from "./lab.ts";
import { labUp } from "./labUp.ts";
import { recap } from "./live/lines.ts";
import { blindHosts } from "./live/view.ts";
import { overview } from "./overview.ts";
import { writeReport } from "./report/write.ts";
import { clearDeadLocks } from "./run/lock.ts";
import { previewArguments, runPreview } from "./run/preview.ts";
import { upArguments } from "./run/up.ts";
import { PARALLEL, runWatchedUp } from "./run/watched.ts";
import { viewStack } from "./stack.ts";
import { collectStatus } from "./status/collect.ts";
import { summarize } from "./summary.ts";
import { paragraphs } from "./text/paragraphs.ts";

/**
 * `npm start`: the whole move of estate `dev`, played in the lab with the real engine. Each command is shown before it
 * runs, so that it can be typed by hand the next time.
 */
const STACK = "dev";
/** Lab seconds in a real one: two hours of initial sync are shorter in the estate itself. */
const TIME_FACTOR = 60;

/** What a newcomer may want to see, in this order. */
const NEXT = [
  ["npx ata2mdi status", "what waits for a person"],
  ["npx ata2mdi plan estates/dev.yaml --why dc07", "why that one was left alone"],
  ["npx ata2mdi runbook estates/dev.yaml", "the settings only a person can make"],
  ["npx ata2mdi lab faults", "what can be broken; docs/lab.md says how to begin anew"],
] as const;

const root = resolve(import.meta.dirname, "..");
const folder = join(root, ".ata2mdi");
const place = { cwd: root, env: toolEnvironment({ root, lab: true }) };

await runVerb("npm start", async () => {
  const tools = toolsInUse({ root });
  say("ata2mdi: the move of estate dev from ATA to Defender for Identity, played in the lab");
  say(`  nothing outside this machine is touched; the lab is ${TIME_FACTOR} times as fast as life`);
  say(`  engine: ${tools.engine}; command provider: ${tools.commandProvider}; Node: ${process.version}`);

  heading("1/4  The lab: domain controllers, gateway, Center and Microsoft Graph on 127.0.0.1");
  await playLab();

  heading("2/4  What would happen");
  say('  to type `pulumi` yourself: eval "$(node tools/env.mjs --lab)"');
  await selectStack();
  const before = await viewStack(STACK, place.cwd, place.env);
  typed(previewArguments(STACK));
  say(overview(before.plan, await runPreview(before, place)));

  heading("3/4  The move");
  typed(upArguments(STACK, PARALLEL));
  const { code, view } = await runWatchedUp(before, place);

  heading("4/4  Where things stand");
  if (code !== 0) say([...recap(view), ""].join("\n"));
  await conclude();
  return code === 0 ? 0 : PROBLEM;
});

async function playLab(): Promise<void> {
  const labFolder = join(root, LAB_FOLDER);
  let running = readLabInfo(labFolder);
  if (running && running.scenario !== STACK) {
    say(`  a lab of scenario ${running.scenario} is up; it is taken down first`);
    await new LabClient(running).shutdown();
    running = undefined;
  }
  if (!running) {
    const scenario = join(root, "lab/scenarios/dev.yaml");
    await labUp({ scenario, folder: labFolder, timeFactor: TIME_FACTOR }, "npm start");
  }
  const state = running ? "is up already" : "is up";
  say(`  ${state}; \`npx ata2mdi lab status\` shows it, \`npx ata2mdi lab down\` ends it`);
}

async function selectStack(): Promise<void> {
  mkdirSync(join(folder, "state"), { recursive: true });
  if (await clearDeadLocks(STACK, place.cwd, place.env)) {
    say("  the last run was killed and had left its lock; it was taken away");
  }
  await runPulumi(["stack", "select", STACK, "--create"], { ...place, onOutput: () => {} });
}

async function conclude(): Promise<void> {
  const status = await collectStatus(STACK, place);
  const report = writeReport(status, place.cwd, join(folder, `report-${STACK}.html`));
  say(summarize(status.stack.state, blindHosts(status.view)));
  say("");
  say(`Report: ${relative(process.cwd(), report)}`);
  say("Next:");
  for (const [command, about] of NEXT) say(`  ${command.padEnd(45)}${about}`);
}

/** The command that a person would type to get the same. */
function typed(args: readonly string[]): void {
  say(`  $ pulumi ${args.join(" ")}`);
}

function heading(title: string): void {
  say(`\n${title}`);
}

function say(text: string): void {
  process.stdout.write(`${paragraphs(text, process.stdout.columns)}\n`);
}
