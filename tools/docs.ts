import { runNode } from "./gates.ts";
import { generators } from "./generators.ts";

/** `npm run docs`: runs every generator; with `--check` they only compare, and exit code 1 says that something differs. */
const args = process.argv.slice(2);
for (const script of generators) {
  if ((await runNode(script, args)) !== 0) process.exitCode = 1;
}
if (process.exitCode === 1 && args.includes("--check")) {
  process.stdout.write("npm run docs writes them anew.\n");
}
