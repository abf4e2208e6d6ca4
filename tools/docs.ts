import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { withGenerated } from "./generated.ts";
import { generators } from "./generators.ts";

/**
 * `npm run docs`: writes every generated text into its file. With `--check` nothing is written: a file that differs is
 * named, and the exit code is 1.
 */
const check = process.argv.includes("--check");
for (const generator of generators) {
  const { file } = generator;
  try {
    const current = existsSync(file) ? readFileSync(file, "utf8") : "";
    const wanted = withGenerated(current, generator, await generator.text());
    if (wanted === current) continue;
    if (check) {
      process.stdout.write(`${file} is not as its source says; npm run docs writes it anew.\n`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, wanted);
      process.stdout.write(`${file} written\n`);
    }
  } catch (error) {
    process.stdout.write(
      `${file} could not be generated: ${error instanceof Error ? error.message : error}\n`,
    );
    process.exitCode = 1;
  }
}
process.stdout.write(`${generators.length} generated texts looked at\n`);
