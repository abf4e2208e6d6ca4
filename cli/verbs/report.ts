import { type Command, Option } from "commander";
import { FINE, runVerb } from "../exit.ts";
import { placeOf } from "../place.ts";
import { collectReport } from "../report/collect.ts";
import { renderCsv } from "../report/csv.ts";
import { renderReport } from "../report/render.ts";
import { reportFile, writeWhole } from "../report/write.ts";
import { collectStatus } from "../status/collect.ts";

interface ReportOptions {
  stack?: string;
  out?: string;
  json?: true;
  csv?: true;
}

/** `ata2mdi report`: one HTML file that tells what happened to each domain controller; needs no network to be read. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .description("write the report of a stack: one HTML file, or its data as JSON or CSV")
    .option("--stack <name>", "the stack; default: the selected one")
    .option(
      "--out <file>",
      "where to write it; default: .ata2mdi/report-<stack>.html, JSON and CSV to the output",
    )
    .addOption(new Option("--json", "the data as one JSON document").conflicts("csv"))
    .addOption(new Option("--csv", "one line a domain controller, for a spreadsheet"))
    .action((options: ReportOptions) => runVerb("ata2mdi report", () => report(options)));
}

async function report(options: ReportOptions): Promise<number> {
  const { stack, ...place } = await placeOf(options.stack);
  const model = collectReport(await collectStatus(stack, place), place.cwd);
  const text = options.json
    ? `${JSON.stringify(model, null, 2)}\n`
    : options.csv
      ? renderCsv(model)
      : renderReport(model);
  const file = options.out ?? (options.json || options.csv ? undefined : reportFile(stack));
  process.stdout.write(file ? `${writeWhole(file, text)}\n` : text);
  return FINE;
}
