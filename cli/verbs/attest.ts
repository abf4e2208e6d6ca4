import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { loadInventory } from "../../estate/ata/carryOverFile.ts";
import { appendEntries } from "../../estate/ata/yamlText.ts";
import { type EstateProblem, formatEstateProblems, parseEstate } from "../../estate/load.ts";
import { type Attestation, type AttestedRow, attestedRows } from "../../estate/schema.ts";
import type { CarryOverRow } from "../../plan/carryOver/carryOver.ts";
import { compileCarryOver } from "../../plan/carryOver/compile.ts";
import { rowDefinitions } from "../../plan/carryOver/definitions.ts";
import { objectionTo } from "../../plan/carryOver/rows.ts";
import { valueHash } from "../../plan/carryOver/valueHash.ts";
import { checks } from "../../plan/checks/index.ts";
import { ProblemError } from "../../plan/problem.ts";
import { withInputProblems } from "../carryOver/inputs.ts";
import { writePrivateFiles } from "../carryOver/privateFiles.ts";
import { signAttestation } from "../carryOver/sign.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";

export interface AttestOptions {
  estate: string;
  by: string;
  evidence: string;
  notApplicable?: true;
  expires?: string;
  center?: string;
  sign?: string;
  at?: string;
}

/** `ata2mdi attest <row>`: a person's word that a row is done, or does not apply, written into the estate file. */
export function registerAttest(program: Command): void {
  program
    .command("attest")
    .description("Write into the estate file that a row of the checklist is done, or does not apply")
    .argument("<row>", `one of: ${attestedRows.join(", ")}`)
    .requiredOption("--estate <file>", "estate file, such as estates/prod.yaml")
    .requiredOption("--by <person>", "who says so: a name or an account a colleague can ask")
    .requiredOption(
      "--evidence <text>",
      "what shows it: a ticket, a screenshot's place; or why it does not apply",
    )
    .option("--not-applicable", "the row does not apply to this estate")
    .option("--expires <date>", "last day on which it counts, such as 2027-06-30")
    .option(
      "--center <name>",
      "the Center it is about; needed for ata-alerts and ata-database-backup where there are several",
    )
    .option(
      "--sign <key>",
      "private SSH key (ssh-ed25519) of that person, where the estate's policy names signers",
    )
    .addOption(new Option("--at <moment>", "when it was so; default: now").hideHelp())
    .addHelpText(
      "after",
      "\nExit codes: 0 written, 1 problems (they are printed, nothing is written), 2 used wrongly.",
    )
    .action((row: string, options: AttestOptions) =>
      runVerb(`ata2mdi attest ${row} --estate ${options.estate}`, () => attest(row, options)),
    );
}

function attest(row: string, options: AttestOptions): number {
  const { estate: file } = options;
  const command = `ata2mdi attest ${row} --estate ${file}`;
  if (!isRow(row)) {
    throw new ProblemError({
      id: "ATTEST-ROW",
      cause: `there is no row ${JSON.stringify(row)}`,
      measured: row,
      cure: `Name one of: ${attestedRows.join(", ")}.`,
      command: "ata2mdi attest --help",
    });
  }
  const before = readEstate(file, command);
  const found = foundOf(row, file, command);
  const entry: Attestation = {
    row,
    ...(options.center !== undefined && { center: options.center }),
    state: options.notApplicable ? "notApplicable" : "done",
    by: options.by,
    at: options.at ?? new Date().toISOString(),
    evidence: options.evidence,
    ...(options.expires !== undefined && { expires: options.expires }),
    ...(found !== undefined && { valueHash: valueHash(found.items) }),
  };
  const present = parseEstate(before, file, { checks });
  if (!present.ok) return refused(present.problems);
  const signature =
    options.sign === undefined
      ? {}
      : { signature: signAttestation(present.estate.name, entry, options.sign, command) };
  const attestation: Attestation = { ...entry, ...signature };
  const after = added(before, { ...attestation }, file, command);
  const parsed = parseEstate(after, file, { checks });
  if (!parsed.ok) return refused(parsed.problems);
  writePrivateFiles([{ path: file, text: after }], command);
  const objection = objectionTo(attestation, parsed.estate, found, new Date().toISOString());
  const about = found === undefined ? "" : " It is void once ATA holds something else for the row.";
  process.stdout.write(
    `${rowDefinitions[row].title}: ${entry.state}, attested by ${options.by} in ${file}.${
      objection === null ? about : ` It does not count: ${objection}.`
    }\n`,
  );
  return FINE;
}

function refused(problems: readonly EstateProblem[]): number {
  process.stderr.write(`${formatEstateProblems(problems)}\nNothing was written.\n`);
  return PROBLEM;
}

function isRow(row: string): row is AttestedRow {
  return (attestedRows as readonly string[]).includes(row);
}

/** What ATA holds for the row; undefined where nothing was imported. */
function foundOf(row: AttestedRow, file: string, command: string): CarryOverRow | undefined {
  const inventory = withInputProblems(command, () => loadInventory(file));
  return inventory === null ? undefined : compileCarryOver(inventory).rows.find((one) => one.row === row);
}

function readEstate(file: string, command: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ProblemError({
      id: "ATTEST-ESTATE",
      cause: "the estate file cannot be read",
      measured: error instanceof Error ? error.message : String(error),
      cure: "Name the estate file after --estate.",
      command,
    });
  }
}

function added(
  before: string,
  entry: Readonly<Record<string, unknown>>,
  file: string,
  command: string,
): string {
  try {
    return appendEntries(before, "attestations", [{ entry }]);
  } catch (error) {
    throw new ProblemError({
      id: "ATTEST-ESTATE",
      cause: "the attestation cannot be added to the file without changing the rest of it",
      measured: `${file}: ${error instanceof Error ? error.message : String(error)}`,
      cure: `Put the file right (ata2mdi check ${file}), or add the entry by hand: ${JSON.stringify(entry)}`,
      command,
    });
  }
}
