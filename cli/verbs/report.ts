import type { Command } from "commander";
import { runVerb } from "../exit.ts";
import { placeOf } from "../place.ts";
import { writeReport } from "../report/write.ts";
import { viewStack } from "../stack.ts";

/** `ata2mdi report`: one HTML file that tells what happened to each domain controller; needs no network to be read. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .description("write the report of a stack as one HTML file")
    .option("--stack <name>", "the stack; default: the selected one")
    .option("--out <file>", "where to write it; default: .ata2mdi/report-<stack>.html")
    .action((options: { stack?: string; out?: string }) =>
      runVerb("ata2mdi report", async () => {
        const { stack, cwd, env } = await placeOf(options.stack);
        const view = await viewStack(stack, cwd, env);
        const file = writeReport(view, options.out ?? `.ata2mdi/report-${stack}.html`);
        process.stdout.write(`${file}\n`);
        return 0;
      }),
    );
}
