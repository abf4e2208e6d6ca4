import type { Command } from "commander";
import { ProblemError } from "../../plan/problem.ts";
import { FINE, runVerb } from "../exit.ts";
import { testNotice } from "../notify/notice.ts";
import { notifySettings } from "../notify/settings.ts";
import { notifier } from "../notify/watcher.ts";
import { placeOf } from "../place.ts";
import { readPlan } from "../stack.ts";

/** `ata2mdi notify`: one test message to the stack's webhook, and whether it was taken. */
export function registerNotify(program: Command): void {
  program
    .command("notify")
    .description("send a test message to the stack's webhook; `up` sends the move's own by itself")
    .option("--stack <name>", "the stack; default: the selected one")
    .action((options: { stack?: string }) => runVerb("ata2mdi notify", () => notify(options.stack)));
}

async function notify(given: string | undefined): Promise<number> {
  const { stack, ...place } = await placeOf(given);
  const settings = await notifySettings(stack, place);
  if (!settings) throw problem("NOTIFY-SETTINGS", "the stack has no webhook", "`ata2mdi:webhook` is not set");
  const { estate } = readPlan(stack, place.cwd);
  const sender = notifier({ ...settings, soakSeconds: [], pauses: [1000], finishMilliseconds: 30_000 });
  sender.tell(testNotice({ stack, estate: estate.name }, Date.now()));
  const lost = await sender.finish();
  if (lost) throw problem("NOTIFY-LOST", "the webhook did not take the message", lost);
  process.stdout.write(`The webhook took the message (form ${settings.form}).\n`);
  return FINE;
}

function problem(id: string, cause: string, measured: string): ProblemError {
  return new ProblemError({
    id,
    cause,
    measured,
    cure: "Set the webhook's https address as a secret, and its form: json, teams or slack.",
    command: "pulumi config set --secret webhook",
  });
}
