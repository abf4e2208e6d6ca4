import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { faults } from "./faults/catalogue.ts";

/**
 * Writes the table of faults in docs/lab.md. `node lab/docs.ts` writes, `--check` exits with 1 where it is not current.
 */

const BEGIN = "<!-- Made from lab/faults by `node lab/docs.ts`; do not edit below. -->";
const END = "<!-- End of what is made from lab/faults. -->";

/** The page as it should be. */
export function withFaults(page: string): string {
  const rows = faults.map(({ name, argument, scope, about, once }) => {
    const kind = argument?.replace("?", "");
    const shown = kind === undefined ? name : `${name}:<${kind}>`;
    return `| \`${shown}\` | ${scope === "host" ? "host" : "Graph"} | ${about}${once ? " (once)" : ""} |`;
  });
  const table = ["| fault | of | what it does |", "|---|---|---|", ...rows].join("\n");
  return `${page.split(BEGIN)[0]}${BEGIN}\n\n${table}\n\n${END}${page.split(END)[1] ?? "\n"}`;
}

function main(): void {
  const file = join(resolve(import.meta.dirname, ".."), "docs", "lab.md");
  const page = readFileSync(file, "utf8");
  const wanted = withFaults(page);
  if (wanted === page) return;
  if (process.argv.includes("--check")) {
    process.stderr.write("docs/lab.md is not current: run `node lab/docs.ts`\n");
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    process.stdout.write("wrote docs/lab.md\n");
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
