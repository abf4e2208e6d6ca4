// @ts-check
import { exportLines, toolVariables } from "./environment.mjs";
import { reportProblems } from "./setup/problem.mjs";

/**
 * Prints `export` lines for a POSIX shell, so that a person can use the same engine and plugins by hand:
 *
 *     eval "$(node tools/env.mjs)"          the right node, pulumi and plugins
 *     eval "$(node tools/env.mjs --lab)"    and the lab's own state, so that `pulumi preview -s dev` finds it
 */
await reportProblems(() => {
  const lab = process.argv.includes("--lab");
  process.stdout.write(`${exportLines(toolVariables({ lab })).join("\n")}\n`);
});
