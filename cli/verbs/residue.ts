import { existsSync } from "node:fs";
import type { Command } from "commander";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { checks } from "../../plan/checks/index.ts";
import { type HostResidue, type ResidueRow, residueCounts, residueOf } from "../../plan/residue/residue.ts";
import type { Survey } from "../../plan/survey.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { readSurveyFile, surveyPath } from "../survey/surveyFile.ts";

export interface ResidueOptions {
  host?: string[];
  json?: true;
}

/** `ata2mdi residue <estate>`: what ATA leaves behind, host by host. Reads the last survey; asks no host, clears nothing. */
export function registerResidue(program: Command): void {
  program
    .command("residue")
    .description("List what ATA leaves behind, host by host: where it is, who owns it, how it is cleared")
    .argument("<estate>", "estate file, such as estates/prod.yaml; the last survey beside it is read")
    .option("--host <name...>", "only these hosts or forests")
    .option("--json", "print the list as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 the list is printed, 1 it cannot be made (it is told), 2 used wrongly.",
    )
    .action((file: string, options: ResidueOptions) =>
      runVerb(`ata2mdi residue ${file}`, () => residue(file, options)),
    );
}

function residue(file: string, { host: only, json }: ResidueOptions): number {
  const loaded = loadEstate(file, { checks });
  if (!loaded.ok) {
    process.stderr.write(`${formatEstateProblems(loaded.problems)}\n`);
    return PROBLEM;
  }
  const all = residueOf(loaded.estate, lastSurvey(file));
  const strangers = (only ?? []).filter((name) => !all.some(({ host }) => host === name));
  if (strangers.length > 0) {
    process.stderr.write(
      `nothing of ATA is expected on: ${strangers.join(", ")} (not in ${file}, or without a gateway)\n`,
    );
    return PROBLEM;
  }
  const shown = only ? all.filter(({ host }) => only.includes(host)) : all;
  process.stdout.write(json ? `${JSON.stringify(shown)}\n` : describe(shown, file));
  return FINE;
}

/** A file that is no survey is told and left aside: what it might have said counts as unread. */
function lastSurvey(file: string): Survey | undefined {
  const path = surveyPath(file);
  const survey = readSurveyFile(path);
  if (!survey && existsSync(path)) {
    process.stderr.write(`${path} is no survey, so nothing of it is used. Next: ata2mdi survey ${file}\n`);
  }
  return survey;
}

const words: Record<ResidueRow["state"], string> = {
  there: "THERE ",
  gone: "gone  ",
  unread: "UNREAD",
  look: "look  ",
};

function describe(hosts: readonly HostResidue[], file: string): string {
  const { there, gone, unread, look } = residueCounts(hosts);
  return [
    ...hosts.map(describeHost),
    `${there} there, ${gone} gone, ${unread} unread, ${look} to look at.` +
      ` THERE, gone and UNREAD are of the last survey: ata2mdi survey ${file}\n`,
  ].join("\n");
}

function describeHost({ host, measuredAt, rows }: HostResidue): string {
  return [
    `${host}${measuredAt ? `, measured ${measuredAt}` : ""}`,
    ...rows.map(
      ({ state, id, what, where, owner, clear, setting, measured, source }) =>
        `  ${words[state]}  ${id}: ${what}${measured ? ` (${measured})` : ""}\n` +
        (state === "gone"
          ? ""
          : `          where: ${where}\n          ${owner}${source === "inferred" ? "; not named by Microsoft, likely" : ""}: ${clear}\n${setting ? `          a step clears it, by ${setting} in the estate file\n` : ""}`),
    ),
  ].join("\n");
}
