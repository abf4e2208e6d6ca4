import { join, relative } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { problemOf } from "../../plan/problem.ts";
import { agree } from "../agree.ts";
import { printProblem, runVerb, USAGE } from "../exit.ts";
import { recap } from "../live/lines.ts";
import { blindHosts } from "../live/view.ts";
import { brokenOffNotice, personNeededNotice } from "../notify/notice.ts";
import { notifySettings } from "../notify/settings.ts";
import { type Notifier, notifier } from "../notify/watcher.ts";
import { overview } from "../overview.ts";
import { type Place, placeOf } from "../place.ts";
import { besideUnderWay } from "../planning/beside.ts";
import { reportFile, writeReport } from "../report/write.ts";
import { runAgainWhereItHelps } from "../run/again.ts";
import { clearDeadLocks } from "../run/lock.ts";
import { runPreview } from "../run/preview.ts";
import { PARALLEL, runWatchedUp } from "../run/watched.ts";
import { readPlan, type StackView, viewStack } from "../stack.ts";
import { collectStatus } from "../status/collect.ts";
import { needsOf } from "../status/needs.ts";
import { summarize } from "../summary.ts";
import { paragraphs } from "../text/paragraphs.ts";

interface UpOptions {
  stack?: string;
  yes?: true;
  preview: boolean;
  parallel: number;
}

/**
 * `ata2mdi up`: `pulumi up` with a view an operator can follow. Same effect, same exit code: it starts the engine,
 * reads its events and stops it politely; all that is done is done by the engine. A run that failed for what passes by itself
 * is made again, at most three times in all.
 */
export function registerUp(program: Command): void {
  program
    .command("up")
    .description("run `pulumi up` and show the move as it goes; exit code and effect are the engine's own")
    .option("--stack <name>", "the stack; default: the selected one")
    .option("--yes", "do not ask before it begins")
    .option("--no-preview", "do not ask the engine first what it would do")
    .option("--parallel <count>", "operations at a time", positive, PARALLEL)
    .action((options: UpOptions) => runVerb("ata2mdi up", () => up(options)));
}

async function up(options: UpOptions): Promise<number> {
  const { stack, ...place } = await placeOf(options.stack);
  if (await clearDeadLocks(stack, place.cwd, place.env)) {
    say("The last run was killed and had left its lock; it was taken away.");
  }
  const planned = readPlan(stack, place.cwd);
  const messages = await messagesOf({ stack, ...planned }, place);
  try {
    const before = await viewStack(stack, place.cwd, place.env);
    const changes = options.preview ? await runPreview(before, place) : {};
    say(overview(before.plan, options.preview ? changes : undefined));
    const beside = besideUnderWay(before);
    if (beside) say(beside);
    if (!options.yes) {
      const agreed = await agree(`Begin on stack ${stack}?`);
      if (agreed !== "yes") return agreed === "no" ? 0 : USAGE;
    }
    const also = messages ? [messages] : [];
    const { code, view, stopped } = await runAgainWhereItHelps({
      run: async () =>
        runWatchedUp(await viewStack(stack, place.cwd, place.env), {
          ...place,
          parallel: options.parallel,
          also,
        }),
      say,
    });
    say(["", ...recap(view)].join("\n"));
    if (stopped && code !== 0) say(`Stopped, as asked. Nothing is lost: npx ata2mdi up --stack ${stack}\n`);
    await conclude(stack, place, messages);
    return code;
  } catch (error) {
    const subject = { stack, estate: planned.estate.name };
    messages?.tell(brokenOffNotice(problemOf(error, "ata2mdi up"), subject, Date.now()));
    throw error;
  } finally {
    const lost = await messages?.finish();
    if (lost) say(`warning: ${lost}`);
  }
}

/** The summary, the report, and a message where something waits for a person. */
async function conclude(stack: string, { cwd, env }: Place, messages: Notifier | undefined): Promise<void> {
  const after = await collectStatus(stack, { cwd, env }).catch((error: unknown) => {
    printProblem({
      id: "STACK-UNREADABLE",
      cause: "the run is over, and its state could not be read for the summary",
      measured: error instanceof Error ? error.message : String(error),
      cure: "Ask for the status when the backend answers.",
      command: `npx ata2mdi status --stack ${stack}`,
    });
    return undefined;
  });
  if (!after) return;
  const needs = needsOf(after);
  if (needs.length > 0) messages?.tell(personNeededNotice(needs.length, after.view, after.at));
  say(summarize(after.stack.state, blindHosts(after.view)));
  try {
    say(`\nReport: ${relative(cwd, writeReport(after, cwd, join(cwd, reportFile(stack))))}`);
  } catch (error) {
    // The move is as it is, and so is its exit code.
    printProblem(problemOf(error, "ata2mdi report"));
  }
}

/** Messages to the stack's webhook; a webhook that is set wrongly is told and does not hold up the move. */
async function messagesOf(
  { stack, estate, plan }: Pick<StackView, "stack" | "estate" | "plan">,
  place: Place,
): Promise<Notifier | undefined> {
  try {
    const settings = await notifySettings(stack, place);
    const soakSeconds = plan.waves.map((wave) => wave.soakSeconds);
    const { warnAfter: gateWarnSeconds, initialSync: syncSeconds } = estate.policy;
    return settings && notifier({ ...settings, soakSeconds, gateWarnSeconds, syncSeconds });
  } catch (error) {
    printProblem(problemOf(error, "ata2mdi notify"));
    return undefined;
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("It takes a whole number above 0.");
  return value;
}

function say(text: string): void {
  process.stdout.write(`${paragraphs(text, process.stdout.columns)}\n`);
}
