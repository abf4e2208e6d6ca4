import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join, relative, resolve } from "node:path";
import { readLabInfo, startDetachedLab } from "../lab/client.ts";
import { ProblemError } from "../plan/problem.ts";
import { toolEnvironment, toolsInUse } from "../tools/environment.mjs";
import { onlyDeadLocks, runPulumi } from "./engine.ts";
import { PROBLEM, runVerb } from "./exit.ts";
import { writeReport } from "./report/write.ts";
import { viewStack } from "./stack.ts";
import { summarize } from "./summary.ts";

/**
 * `npm start`: the whole move of estate `dev`, played in the lab with the real engine. Each command is shown before it
 * runs, so that it can be typed by hand the next time.
 */
const STACK = "dev";
/** Lab seconds in a real one: two hours of initial sync are shorter in the estate itself. */
const TIME_FACTOR = 60;
const UP = ["up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error", "--parallel", "32"];

const root = resolve(import.meta.dirname, "..");
const folder = join(root, ".ata2mdi");
const env = toolEnvironment({ root, lab: true });

await runVerb("npm start", async () => {
  const tools = toolsInUse({ root });
  say("ata2mdi: the move of estate dev from ATA to Defender for Identity, played in the lab");
  say(`  engine: ${tools.engine}; command provider: ${tools.commandProvider}; Node: ${process.version}`);

  await heading(
    "1/4  The lab: domain controllers, gateway, Center and Microsoft Graph on 127.0.0.1",
    raiseLab,
  );
  await heading("2/4  What would happen", async () => {
    await selectStack();
    await pulumi(["preview", "--suppress-outputs", "--stack", STACK]);
  });
  const code = await heading("3/4  The move", () => pulumi([...UP, "--stack", STACK]));
  await heading("4/4  Where things stand", conclude);
  return code === 0 ? 0 : PROBLEM;
});

async function raiseLab(): Promise<void> {
  const labFolder = join(folder, "lab");
  const running = readLabInfo(labFolder);
  if (!running) {
    const scenario = join(root, "lab/scenarios/dev.yaml");
    await startDetachedLab({ scenario, folder: labFolder, timeFactor: TIME_FACTOR });
  }
  say(
    `  ${running ? "is up already" : "is up"}; \`npx ata2mdi lab status\` shows it, \`npx ata2mdi lab down\` ends it`,
  );
}

async function selectStack(): Promise<void> {
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true });
  if (onlyDeadLocks(state, STACK, hostname())) {
    say("  the last run was killed and left its lock behind:");
    await pulumi(["cancel", "--yes", "--stack", STACK]);
  }
  await runPulumi(["stack", "select", STACK, "--create"], { cwd: root, env, onOutput: () => {} });
}

async function conclude(): Promise<void> {
  const view = await viewStack(STACK, root, env);
  const report = writeReport(view, join(folder, `report-${STACK}.html`));
  say(summarize(view.state));
  say("");
  say(`Report: ${relative(process.cwd(), report)}`);
  say("Next:   npx ata2mdi runbook estates/dev.yaml   (the settings only a person can make)");
}

/** Runs `pulumi` and shows it, and the command that was typed. */
async function pulumi(args: string[]): Promise<number> {
  say(`  $ pulumi ${args.join(" ")}`);
  const { code } = await runPulumi(args, { cwd: root, env, onOutput: (text) => process.stdout.write(text) });
  if (code !== 0 && args[0] === "preview") {
    throw new ProblemError({
      id: "PREVIEW-FAILED",
      cause: "the plan could not be made, so nothing was changed",
      measured: `pulumi preview ended with ${code}; its own words stand above`,
      cure: "Correct what it names and begin again.",
      command: "npm start",
    });
  }
  return code;
}

async function heading<T>(title: string, work: () => Promise<T>): Promise<T> {
  say(`\n${title}`);
  return await work();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
