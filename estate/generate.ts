import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { estateSchemaNode } from "./reading/schemaView.ts";
import { estate } from "./schema.ts";
import { schemaTables } from "./schemaTables.ts";

/**
 * Writes what is made from the estate's schema: `estates/estate.schema.json` for editors and the tables of
 * `docs/estate.md`. `node estate/generate.ts` writes, `--check` exits with 1 and names what is not current.
 */

const BEGIN = "<!-- Made from estate/schema.ts by `node estate/generate.ts`; do not edit below. -->";
const END = "<!-- End of what is made from estate/schema.ts. -->";

export interface Generated {
  /** From the project's folder. */
  file: string;
  text: string;
}

/** The files as they should be. `current` is the text of docs/estate.md as it is: only its tables are replaced. */
export function generate(current: string): Generated[] {
  return [
    { file: "estates/estate.schema.json", text: editorSchema() },
    { file: "docs/estate.md", text: withTables(current) },
  ];
}

/** Draft 7, which every editor's YAML support understands. */
function editorSchema(): string {
  const schema = z.toJSONSchema(estate, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "Estate of ata2mdi", ...schema }, undefined, 2)}\n`;
}

function withTables(text: string): string {
  const before = text.split(BEGIN)[0] ?? "";
  const after = text.split(END)[1] ?? "\n";
  return `${before}${BEGIN}\n\n${schemaTables(estateSchemaNode())}\n\n${END}${after}`;
}

function main(): void {
  const project = resolve(import.meta.dirname, "..");
  const read = (file: string) =>
    existsSync(resolve(project, file)) ? readFileSync(resolve(project, file), "utf8") : "";
  const stale = generate(read("docs/estate.md")).filter(({ file, text }) => read(file) !== text);
  for (const { file, text } of stale) {
    if (process.argv.includes("--check")) {
      process.stderr.write(`${file} is not current: run \`node estate/generate.ts\`\n`);
      process.exitCode = 1;
    } else {
      writeFileSync(resolve(project, file), text);
      process.stdout.write(`wrote ${file}\n`);
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
