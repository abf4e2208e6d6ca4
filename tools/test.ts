import { commandGate, describe, jestGate, runGates, select } from "./gates.ts";

/**
 * `npm test [-- gate… [pattern…]]`: every gate, or those named; patterns narrow the tests of a gate by path, as in
 * `npm run test:integration -- golden`. Ends with one line, `N passed, N failed, N skipped`, and with exit code 1 where anything
 * failed.
 */
const gates = [
  commandGate("lint", "one formatter, one linter, no warning", "node_modules/@biomejs/biome/bin/biome", [
    "check",
    "--error-on-warnings",
  ]),
  commandGate("types", "TypeScript in strict mode", "node_modules/typescript/bin/tsc", ["-p", "."]),
  commandGate("docs", "generated docs are as their sources say", "tools/docs.ts", ["--check"]),
  jestGate("unit", "the parts by themselves"),
  jestGate("integration", "parts together, over real connections, without an engine"),
  jestGate("powershell", "the scripts for hosts, in PowerShell's own process"),
  jestGate("e2e", "the whole program with the real engine"),
];

const selection = select(gates, process.argv.slice(2));
if ("unknown" in selection) {
  const names = gates.map(({ name }) => name).join(", ");
  process.stderr.write(`There is no gate ${selection.unknown.join(", ")}. Gates are ${names}.\n`);
  process.exit(2);
}

const sum = await runGates(selection, console.log);
console.log(`\n${describe(sum)}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
