import { readAta } from "../../estate/ata/read.ts";
import { compileCarryOver } from "../../plan/carryOver/compile.ts";

/** Reads and compiles the files it is given, as a process of its own; prints the most memory it held, in MB. */
const result = await readAta(process.argv.slice(2));
if (!result.ok) throw new Error(result.problems[0]?.cause);
compileCarryOver(result.reading.inventory);
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
