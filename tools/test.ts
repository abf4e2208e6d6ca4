import { commandGate, describe, jestGate, runGates } from "./gates.ts";

/**
 * `npm test [-- gate…]`: every gate, or those named. Ends with one line, `N passed, N failed, N skipped`, and with exit
 * code 1 where anything failed.
 */
const gates = [
  commandGate("lint", "one formatter, one linter, no warning", "node_modules/@biomejs/biome/bin/biome", [
    "check",
    "--error-on-warnings",
  ]),
  commandGate("types", "TypeScript in strict mode", "node_modules/typescript/bin/tsc", ["-p", "."]),
  commandGate("docs", "generated docs are as their sources say", "tools/docs.ts", ["--check"]),
  jestGate("unit", "the parts, without an engine"),
  jestGate("e2e", "the whole program with the real engine"),
];

const names = gates.map(({ name }) => name);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no gate ${unknown.join(", ")}. Gates are ${names.join(", ")}.\n`);
  process.exit(2);
}

const chosen = wanted.length === 0 ? gates : gates.filter(({ name }) => wanted.includes(name));
const sum = await runGates(chosen, console.log);
console.log(`\n${describe(sum)}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
