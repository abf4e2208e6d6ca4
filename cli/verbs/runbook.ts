import { join } from "node:path";
import type { Command } from "commander";
import { loadInventory } from "../../estate/ata/carryOverFile.ts";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { compileCarryOver } from "../../plan/carryOver/compile.ts";
import { rowCsv } from "../../plan/carryOver/csv.ts";
import { listRows, type Runbook, runbookPages } from "../../plan/carryOver/runbookPages.ts";
import { checks } from "../../plan/checks/index.ts";
import { withInputProblems } from "../carryOver/inputs.ts";
import { type PrivateFile, writePrivateFiles } from "../carryOver/privateFiles.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { renderHtml, renderMarkdown } from "../runbook/render.ts";

export interface RunbookOptions {
  out?: string;
  json?: true;
}

/** `ata2mdi runbook <estate>`: the rows that only a person can do, as pages to work through. */
export function registerRunbook(program: Command): void {
  program
    .command("runbook")
    .description(
      "Write the runbook: one page a row of the checklist, in the order to do them, with the values to type",
    )
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--out <folder>", "where to write it; default: .ata2mdi/runbook-<estate>")
    .option("--json", "print the pages as one JSON document, and write nothing")
    .addHelpText("after", "\nExit codes: 0 written, 1 problems (they are printed), 2 used wrongly.")
    .action((file: string, options: RunbookOptions) =>
      runVerb(`ata2mdi runbook ${file}`, () => runbook(file, options)),
    );
}

function runbook(file: string, options: RunbookOptions): number {
  const loaded = loadEstate(file, { checks });
  if (!loaded.ok) {
    process.stderr.write(`${formatEstateProblems(loaded.problems)}\n`);
    return PROBLEM;
  }
  const command = `ata2mdi runbook ${file}`;
  const inventory = withInputProblems(command, () => loadInventory(file));
  const writtenAt = new Date().toISOString();
  const imported = inventory === null ? null : { ...inventory, carryOver: compileCarryOver(inventory) };
  const pages = runbookPages(loaded.estate, imported, writtenAt);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(pages)}\n`);
    return FINE;
  }
  const folder = options.out ?? join(".ata2mdi", `runbook-${nameOf(file)}`);
  const text = { file, writtenAt };
  const files: PrivateFile[] = [
    { path: join(folder, "runbook.md"), text: renderMarkdown(pages, text) },
    { path: join(folder, "runbook.html"), text: renderHtml(pages, text) },
    ...csvFiles(pages, folder),
  ];
  writePrivateFiles(files, command);
  process.stdout.write(
    `${pages.toDo.length} rows to do, ${pages.settled.length} need nothing${pages.imported ? "" : "; nothing was imported from ATA yet (ata2mdi import)"}.\n${files.map(({ path }) => `Written, for you alone: ${path}`).join("\n")}\n`,
  );
  return FINE;
}

function csvFiles(pages: Runbook, folder: string): PrivateFile[] {
  return pages.toDo
    .filter(({ state }) => listRows.includes(state.row))
    .map((page) => ({ path: join(folder, `${page.state.key}.csv`), text: rowCsv(page) }))
    .filter(({ text }) => text !== "");
}

function nameOf(file: string): string {
  return (file.split(/[\\/]/).pop() ?? file).replace(/\.ya?ml$/i, "");
}
