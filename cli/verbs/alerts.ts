import { type Command, InvalidArgumentError } from "commander";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { workspaceRef } from "../../estate/reach.ts";
import { checks } from "../../plan/checks/index.ts";
import { ProblemError, problemOf } from "../../plan/problem.ts";
import { type AlertSource, readAlerts } from "../alerts/readAlerts.ts";
import { AlertRecording } from "../alerts/recording.ts";
import { FINE, PROBLEM, printProblem, runVerb } from "../exit.ts";
import { secretsOf } from "../survey/secrets.ts";

export interface AlertsOptions {
  out: string;
  certificate?: string[];
}

interface Recorded {
  center: string;
  files: readonly string[];
  /** Kind → how many there are, and how many of them are open. */
  counts: Record<string, { all: number; open: number }>;
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
    .addHelpText(
      "after",
      "\nExit codes: 0 all recorded, 1 a Center could not be read (it is told), 2 used wrongly.",
    )
    .action((file: string, options: AlertsOptions) =>
      runVerb(`ata2mdi alerts ${file}`, () => alerts(file, options)),
    );
}

async function alerts(file: string, { out, certificate }: AlertsOptions): Promise<number> {
  const loaded = loadEstate(file, { checks });
  if (!loaded.ok) {
    process.stderr.write(`${formatEstateProblems(loaded.problems)}\n`);
    return PROBLEM;
  }
  const { estate } = loaded;
  const command = `ata2mdi alerts ${file} --out ${out}`;
  let code = FINE;
  const passwords = estate.centers.flatMap(({ consoleAccount }) => consoleAccount?.password ?? []);
  const secret = await secretsOf(passwords, file);
  for (const { name, console, consoleAccount } of estate.centers) {
    const source = {
      center: { name, console, account: consoleAccount ?? null },
      workspace: workspaceRef(estate),
      fingerprints: certificate ?? [],
      secret,
      command,
    };
    try {
      process.stdout.write(describe(await record(source, out)));
    } catch (error) {
      printProblem(problemOf(error, command));
      code = PROBLEM;
    }
  }
  return code;
}

/** All of a Center's alerts or none: what could not be read to the end is not kept. */
async function record(source: AlertSource, folder: string): Promise<Recorded> {
  const recording = started(source, folder);
  const counts: Recorded["counts"] = {};
  try {
    for await (const { record: alert, raw } of readAlerts(source)) {
      recording.add(alert, raw);
      const count = counts[alert.kind] ?? { all: 0, open: 0 };
      counts[alert.kind] = { all: count.all + 1, open: count.open + (alert.status === "Open" ? 1 : 0) };
    }
    recording.keep();
  } catch (error) {
    recording.discard();
    throw error instanceof ProblemError ? error : notWritten(error, source.command);
  }
  return { center: source.center.name, files: recording.paths, counts };
}

function started({ center, command }: AlertSource, folder: string): AlertRecording {
  try {
    return new AlertRecording(folder, center.name, new Date().toISOString());
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

function describe({ center, files, counts }: Recorded): string {
  const told = (["suspicious activity", "monitoring alert"] as const).map((kind) => {
    const { all, open } = counts[kind] ?? { all: 0, open: 0 };
    return `${all} ${kind === "monitoring alert" ? "monitoring alerts" : "suspicious activities"}, ${open} open`;
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
