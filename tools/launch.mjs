// @ts-check
import { toolEnvironment, toolsInUse } from "./environment.mjs";
import { thisClone } from "./setup/layout.mjs";
import { reportProblems } from "./setup/problem.mjs";
import { runScript } from "./setup/runScript.mjs";
import { setUp } from "./setup/setUp.mjs";

/**
 * `node tools/launch.mjs <script.ts> [arguments]`: sets up what is missing, then runs the script with the right Node and
 * environment. Signals and the exit code pass through. Plain JavaScript, for Node 20 without packages.
 */
await reportProblems(async () => {
  const [script, ...args] = process.argv.slice(2);
  if (!script) {
    process.stderr.write("usage: node tools/launch.mjs <script.ts> [arguments]\n");
    process.exitCode = 2;
    return;
  }
  await setUp(thisClone);
  await runScript(toolsInUse().node, [script, ...args], toolEnvironment());
});
