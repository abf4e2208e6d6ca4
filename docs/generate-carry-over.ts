import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeMapping } from "../plan/carryOver/describe.ts";
import { keepGenerated } from "../tools/generated.ts";

/** Makes docs/carry-over.md: what is said by hand above, the tables of the compiler below. `… [--check]` */
const begin =
  "<!-- From here on made by `node docs/generate-carry-over.ts` from plan/carryOver and estate/ata/rules: change them, not this. -->";
const path = join(import.meta.dirname, "carry-over.md");
const [byHand = ""] = readFileSync(path, "utf8").split(begin);
keepGenerated("docs/generate-carry-over.ts", {
  [path]: `${byHand.trimEnd()}\n\n${begin}\n\n${describeMapping()}`,
});
