import { type Command, InvalidArgumentError } from "commander";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { workspaceRef } from "../../estate/reach.ts";
import type { CenterEntry, Estate } from "../../estate/schema.ts";
import type { AlertKind, AlertRecord } from "../../plan/alerts/record.ts";
import { checks } from "../../plan/checks/index.ts";
import { ProblemError, problemOf } from "../../plan/problem.ts";
import { exportedAlerts } from "../alerts/exportedAlerts.ts";
import { readAlerts } from "../alerts/readAlerts.ts";
import { AlertRecording } from "../alerts/recording.ts";
import { inputFiles } from "../carryOver/inputs.ts";
import { FINE, PROBLEM, printProblem, runVerb } from "../exit.ts";
import { secretsOf } from "../survey/secrets.ts";

export interface AlertsOptions {
  out: string;
  certificate?: string[];
  center?: string;
  from?: string[];
}

/** Alerts on their way, and what they come from. */
interface Source {
  center: string;
  from: readonly string[];
  alerts: AsyncIterable<{ record: AlertRecord; raw: unknown }>;
}

interface Recorded {
  center: string;
  from: readonly string[];
  files: readonly string[];
  /** How many there are of a kind, and how many of them are open; a kind without any is not in it. */
  counts: Map<AlertKind, { all: number; open: number }>;
}

/** `ata2mdi alerts <estate> --out <folder>`: records every Center's alerts, and changes nothing there. */
export function registerAlerts(program: Command): void {
  program
    .command("alerts")
    .description(
      "Record every suspicious activity and monitoring alert of the ATA Centers; changes nothing there",
    )
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .requiredOption("--out <folder>", "where to write them, as JSON and CSV, for you alone")
    .option(
      "--certificate <sha256...>",
      "believe exactly these certificates of Centers, by fingerprint; default: the system's authorities",
      fingerprint,
    )
    .option("--center <name>", "only this Center; needed for --from where the estate has several")
    .option(
      "--from <file...>",
      "exports of the Center's database instead of the Center itself: SuspiciousActivity.json, as mongoexport wrote it",
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 all recorded, 1 a Center or a file could not be read (it is told), 2 used wrongly.",
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
  const command = `ata2mdi alerts ${file} --out ${options.out}`;
  const centers = chosen(loaded.estate.centers, options, command);
  const sources = options.from
    ? centers.map(({ name }) => exportSource(name, options.from ?? [], command))
    : await liveSources(loaded.estate, centers, { file, command, fingerprints: options.certificate ?? [] });
  let code = FINE;
  for (const source of sources) {
    try {
      process.stdout.write(describe(await record(source, options.out, command)));
    } catch (error) {
      printProblem(problemOf(error, command));
      code = PROBLEM;
    }
  }
  return code;
}

/** The Centers that are asked for: all, or the one that is named; exports are of one. */
function chosen(centers: readonly CenterEntry[], options: AlertsOptions, command: string): CenterEntry[] {
  const { center, from } = options;
  const named = centers.filter(({ name }) => center === undefined || name === center);
  if (named.length === 1 || (center === undefined && !from)) return named;
  throw new ProblemError({
    id: "CENTER-NAME",
    cause:
      center === undefined
        ? "an export does not say which Center it is of"
        : `the estate has no Center ${JSON.stringify(center)}`,
    measured: `Centers: ${centers.map(({ name }) => name).join(", ") || "none"}`,
    cure: "Name one of them: --center <name>.",
    command,
  });
}

function exportSource(center: string, paths: readonly string[], command: string): Source {
  const from = inputFiles(paths);
  return { center, from, alerts: exportedAlerts(from, command) };
}

async function liveSources(
  estate: Estate,
  centers: readonly CenterEntry[],
  given: { file: string; command: string; fingerprints: readonly string[] },
): Promise<Source[]> {
  const { file, ...common } = given;
  const passwords = centers.flatMap(({ consoleAccount }) => consoleAccount?.password ?? []);
  const secret = await secretsOf(passwords, file);
  const workspace = workspaceRef(estate);
  return centers.map(({ name, console, consoleAccount }) => ({
    center: name,
    from: [console],
    alerts: readAlerts({
      center: { name, console, account: consoleAccount ?? null },
      workspace,
      secret,
      ...common,
    }),
  }));
}

/** All of a Center's alerts or none: what could not be read to the end is not kept. */
async function record(
  { center, from, alerts: read }: Source,
  folder: string,
  command: string,
): Promise<Recorded> {
  const recording = started(folder, center, from, command);
  const counts: Recorded["counts"] = new Map();
  try {
    for await (const { record: alert, raw } of read) {
      recording.add(alert, raw);
      const { all, open } = counts.get(alert.kind) ?? { all: 0, open: 0 };
      counts.set(alert.kind, { all: all + 1, open: open + (alert.status === "Open" ? 1 : 0) });
    }
    recording.keep();
  } catch (error) {
    recording.discard();
    throw error instanceof ProblemError ? error : notWritten(error, command);
  }
  return { center, from, files: recording.paths, counts };
}

function started(folder: string, center: string, from: readonly string[], command: string): AlertRecording {
  try {
    return new AlertRecording(folder, center, from, new Date().toISOString());
  } catch (error) {
    throw notWritten(error, command);
  }
}

function notWritten(error: unknown, command: string): ProblemError {
  return new ProblemError({
    id: "FILE-NOT-WRITTEN",
    cause: "a file could not be written, so nothing was changed",
    measured: error instanceof Error ? error.message : String(error),
    cure: "See to the folder's permissions and the disk's space.",
    command,
  });
}

function describe({ center, from, files, counts }: Recorded): string {
  const told = (["suspicious activity", "monitoring alert"] as const).map((kind) => {
    const many = kind === "monitoring alert" ? "monitoring alerts" : "suspicious activities";
    const count = counts.get(kind);
    return count ? `${count.all} ${many}, ${count.open} open` : `no ${many} in ${from.join(", ")}`;
  });
  return [
    `${center}: ${told.join("; ")}.`,
    ...files.map((file) => `Written, for you alone: ${file}`),
    `Look at the open ones, then say so: ata2mdi attest ata-alerts --estate <estate> --center ${center} --by <you> --evidence <what shows it>\n`,
  ].join("\n");
}

function fingerprint(value: string, before: string[] = []): string[] {
  if (!/^[0-9a-f]{64}$/i.test(value.replaceAll(":", ""))) {
    throw new InvalidArgumentError("a SHA-256 has 64 hex digits, such as 3A:1F:…");
  }
  return [...before, value];
}
