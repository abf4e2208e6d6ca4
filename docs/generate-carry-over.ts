import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMapping } from "../plan/carryOver/describe.ts";

/**
 * Writes docs/carry-over.md: what is said by hand above, the tables of the compiler below. `node
 * docs/generate-carry-over.ts`; with `--check` it writes nothing and ends with 1 where the page is not what it would write.
 */
const begin =
  "<!-- From here on made by `node docs/generate-carry-over.ts` from plan/carryOver and estate/ata/rules: change them, not this. -->";
const path = join(import.meta.dirname, "carry-over.md");
const present = readFileSync(path, "utf8");
const [byHand = ""] = present.split(begin);
const text = `${byHand.trimEnd()}\n\n${begin}\n\n${describeMapping()}`;

if (!process.argv.slice(2).includes("--check")) {
  writeFileSync(path, text);
} else if (present !== text) {
  process.stderr.write("docs/carry-over.md is not up to date: run `node docs/generate-carry-over.ts`.\n");
  process.exitCode = 1;
}
