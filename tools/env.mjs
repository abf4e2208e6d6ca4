// @ts-check
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { exportLines, toolVariables } from "./environment.mjs";
import { layout, thisClone } from "./setup/layout.mjs";
import { reportProblems } from "./setup/problem.mjs";

/**
 * Prints `export` lines for a POSIX shell, so that a person can use the same engine and plugins by hand:
 *
 *     eval "$(node tools/env.mjs)"          the right node, pulumi and plugins
 *     eval "$(node tools/env.mjs --lab)"    and the lab's own state, so that `pulumi preview -s dev` finds it
 */
await reportProblems(() => {
  const lab = process.argv.includes("--lab");
  // A file backend does not make its folder; `npm start` has, where it came first.
  if (lab) mkdirSync(join(layout(thisClone).lab, "state"), { recursive: true });
  process.stdout.write(`${exportLines(toolVariables({ lab })).join("\n")}\n`);
});
