import { type Command, InvalidArgumentError, Option } from "commander";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { workspaceRef } from "../../estate/reach.ts";
import type { CenterEntry, Estate } from "../../estate/schema.ts";
import { checks } from "../../plan/checks/index.ts";
import { ProblemError, problemOf } from "../../plan/problem.ts";
import { openOnes, recordedText } from "../alerts/describe.ts";
import { exportedAlerts } from "../alerts/exportedAlerts.ts";
import { type AlertSource, readAlerts } from "../alerts/readAlerts.ts";
import { record, type Source } from "../alerts/record.ts";
import { type ClosingWish, recordAndClose } from "../alerts/recordAndClose.ts";
import { inputFiles } from "../carryOver/inputs.ts";
import { FINE, PROBLEM, printProblem, runVerb, USAGE } from "../exit.ts";
import { secretsOf } from "../survey/secrets.ts";

export interface AlertsOptions {
  out: string;
  certificate?: string[];
  center?: string;
  from?: string[];
  close?: string[];
  closeAll?: true;
  by?: string;
  reason?: string;
  yes?: true;
}

/** `ata2mdi alerts <estate> --out <folder>`: records every Center's alerts; closes the ones it is told to, if any. */
export function registerAlerts(program: Command): void {
  program
    .command("alerts")
    .description(
      "Record every suspicious activity and monitoring alert of the ATA Centers; with --close, then close some there",
    )
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .requiredOption("--out <folder>", "where to write them, as JSON and CSV, for you alone")
    .option(
      "--certificate <sha256...>",
      "believe exactly these certificates of Centers, by fingerprint; default: the system's authorities",
      fingerprint,
    )
    .option("--center <name>", "only this Center; needed for --from and --close where the estate has several")
    .option(
      "--from <file...>",
      "exports of the Center's database instead of the Center itself: SuspiciousActivity.json, as mongoexport wrote it",
    )
    .addOption(
      new Option(
        "--close <id...>",
        "once recorded, close these suspicious activities in ATA; deletes nothing",
      )
        .argParser(alertId)
        .conflicts(["closeAll", "from"]),
    )
    .addOption(
      new Option(
        "--close-all",
        "the same with every open one but those the estate's `alerts` keep open",
      ).conflicts("from"),
    )
    .option("--by <person>", "who closes them: a name or an account a colleague can ask", said)
    .option("--reason <text>", "why they are closed; kept beside the record", said)
    .option("--yes", "do not ask before anything is closed")
    .addHelpText(
      "after",
      "\nExit codes: 0 all recorded, and closed where asked; 1 something could not be read or closed (it is told), 2 used wrongly.",
    )
    .action((file: string, options: AlertsOptions) =>
      runVerb(`ata2mdi alerts ${file}`, () => alerts(file, options)),
    );
}

async function alerts(file: string, options: AlertsOptions): Promise<number> {
  const loaded = loadEstate(file, { checks });
  if (!loaded.ok) {
    process.stderr.write(`${formatEstateProblems(loaded.problems)}\n`);
    return PROBLEM;
  }
  const command = typedAgain(file, options);
  const centers = chosen(loaded.estate.centers, options, command);
  const kept = centers.flatMap(({ alerts }) => alerts.map(({ id }) => id));
  const wish = wishOf(options, kept);
  if (wish === null) return USAGE;
  if (options.from) {
    const from = inputFiles(options.from);
    const sources = centers.map(({ name }) => ({
      center: name,
      from,
      alerts: exportedAlerts(from, command),
    }));
    return recordAll(sources, options.out, command);
  }
  const fingerprints = options.certificate ?? [];
  const live = await liveSources(loaded.estate, centers, { file, command, fingerprints });
  const [only] = live;
  if (wish && only) return recordAndClose(only, wish);
  const sources = live.map((source) => ({
    center: source.center.name,
    from: [source.center.console],
    alerts: readAlerts(source),
  }));
  return recordAll(sources, options.out, command);
}

/** Each Center by itself: one that cannot be read does not keep the next from being recorded. */
async function recordAll(sources: readonly Source[], out: string, command: string): Promise<number> {
  let code = FINE;
  for (const source of sources) {
    try {
      process.stdout.write(`${recordedText(await record(source, out, command))}\n${openOnes}\n`);
    } catch (error) {
      printProblem(problemOf(error, command));
      code = PROBLEM;
    }
  }
  return code;
}

/** The Centers that are asked for: all, or the one that is named; exports are of one, and one's alerts are closed. */
function chosen(centers: readonly CenterEntry[], options: AlertsOptions, command: string): CenterEntry[] {
  const { center, from, close, closeAll } = options;
  const one = from !== undefined || close !== undefined || closeAll === true;
  const named = centers.filter(({ name }) => center === undefined || name === center);
  if (named.length === 1 || (center === undefined && !one)) return named;
  throw new ProblemError({
    id: "CENTER-NAME",
    cause:
      center === undefined
        ? from
          ? "an export does not say which Center it is of"
          : "alerts are closed in one Center at a time"
        : `the estate has no Center ${JSON.stringify(center)}`,
    measured: `Centers: ${centers.map(({ name }) => name).join(", ") || "none"}`,
    cure: "Name one of them: --center <name>.",
    command,
  });
}

async function liveSources(
  estate: Estate,
  centers: readonly CenterEntry[],
  given: { file: string; command: string; fingerprints: readonly string[] },
): Promise<AlertSource[]> {
  const { file, ...common } = given;
  const passwords = centers.flatMap(({ consoleAccount }) => consoleAccount?.password ?? []);
  const secret = await secretsOf(passwords, file);
  const workspace = workspaceRef(estate);
  return centers.map(({ name, console, consoleAccount }) => ({
    center: { name, console, account: consoleAccount ?? null },
    workspace,
    secret,
    ...common,
  }));
}

/** What is to be closed, where anything is; a wish that lacks something is told, and null. */
function wishOf(options: AlertsOptions, kept: readonly string[]): ClosingWish | undefined | null {
  const { close, closeAll, by, reason, out } = options;
  if (close === undefined && !closeAll) return undefined;
  if (by === undefined || reason === undefined) {
    process.stderr.write("error: who closes alerts says so: --by <person> and --reason <text>\n");
    return null;
  }
  const asked = close === undefined ? ({ all: true, kept } as const) : { ids: close };
  return { asked, by, reason, yes: options.yes === true, out };
}

/** The command that was typed, to be typed again. */
function typedAgain(file: string, options: AlertsOptions): string {
  const words = ["ata2mdi", "alerts", file, "--out", options.out];
  const add = (name: string, value: string | readonly string[] | undefined) => {
    if (value !== undefined) words.push(name, ...[value].flat());
  };
  add("--center", options.center);
  add("--certificate", options.certificate);
  add("--from", options.from);
  add("--close", options.close);
  if (options.closeAll) words.push("--close-all");
  add("--by", options.by);
  add("--reason", options.reason);
  if (options.yes) words.push("--yes");
  return words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`)).join(" ");
}

function alertId(value: string, before: string[] = []): string[] {
  if (!/^[0-9a-f]{24}$/i.test(value)) {
    throw new InvalidArgumentError(
      "an alert's id has 24 hex digits; the files of `ata2mdi alerts` have them",
    );
  }
  return [...before, value];
}

function said(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("it may not be empty");
  return value.trim();
}

function fingerprint(value: string, before: string[] = []): string[] {
  if (!/^[0-9a-f]{64}$/i.test(value.replaceAll(":", ""))) {
    throw new InvalidArgumentError("a SHA-256 has 64 hex digits, such as 3A:1F:…");
  }
  return [...before, value];
}
