import { readdirSync } from "node:fs";
import type { Bench, Figure } from "./bench.ts";

/** `npm run bench` runs all, `npm run bench -- <name> [--json]` one. Exit code 0 only where every figure holds. */
const NOT_A_BENCH = new Set(["bench.ts", "main.ts"]);

type Result = { name: string; figures: Figure[] } | { name: string; skipped: string };

const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const json = process.argv.includes("--json");

const available = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !NOT_A_BENCH.has(file))
  .map((file) => file.replace(/\.ts$/, ""));
const unknown = names.filter((name) => !available.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no bench ${unknown.join(", ")}; there are: ${available.join(", ")}\n`);
  process.exit(2);
}

const results: Result[] = [];
for (const name of names.length > 0 ? names : available) {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  if (!json) process.stdout.write(`${name}\n`);
  const result: Result = { name, ...(await bench.run()) };
  results.push(result);
  if (!json) process.stdout.write(lines(result));
}
process.stdout.write(json ? `${JSON.stringify(results, null, 2)}\n` : summary());
process.exitCode = results.every(holds) ? 0 : 1;

function holds(result: Result): boolean {
  return "skipped" in result || result.figures.every((figure) => figure.value <= figure.limit);
}

/** What was not measured is counted as well: a bench that is skipped proves nothing. */
function summary(): string {
  const figures = results.flatMap((result) => ("skipped" in result ? [] : result.figures));
  const broken = figures.filter(({ value, limit }) => value > limit).length;
  const skipped = results.filter((result) => "skipped" in result).map(({ name }) => name);
  const left = skipped.length > 0 ? ` (${skipped.join(", ")})` : "";
  return `${figures.length - broken} figures hold, ${broken} broken, ${skipped.length} benches skipped${left}\n`;
}

function lines(result: Result): string {
  if ("skipped" in result) return `  skipped: ${result.skipped}\n`;
  return result.figures
    .map(({ name, value, unit, limit, note }) => {
      const verdict = value <= limit ? "holds " : "BROKEN";
      return `  ${verdict} ${name}: ${round(value)} ${unit} (limit ${round(limit)})${note ? `; ${note}` : ""}\n`;
    })
    .join("");
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
