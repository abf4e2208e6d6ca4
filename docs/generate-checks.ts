import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeChecks } from "../plan/checks/describe.ts";
import { describeCauses } from "../plan/outcomes/describe.ts";

/**
 * Writes docs/checks.md and docs/causes.md from the tables of plan/. `node docs/generate-checks.ts`; with `--check` it
 * writes nothing and ends with 1 where a page is not what the tables say.
 */
const pages = { "checks.md": describeChecks(), "causes.md": describeCauses() };
const onlyCheck = process.argv.slice(2).includes("--check");

for (const [name, text] of Object.entries(pages)) {
  const path = join(import.meta.dirname, name);
  if (!onlyCheck) {
    writeFileSync(path, text);
  } else if (textOf(path) !== text) {
    process.stderr.write(`docs/${name} is not up to date: run \`node docs/generate-checks.ts\`.\n`);
    process.exitCode = 1;
  }
}

/** Undefined where the page is not there yet. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
