#!/usr/bin/env node
// @ts-check
import { fileURLToPath } from "node:url";
import { toolEnvironment, toolsInUse } from "../tools/environment.mjs";
import { reportProblems } from "../tools/setup/problem.mjs";
import { runScript } from "../tools/setup/runScript.mjs";

/** While a long export is read, V8 lets a hundred megabytes of garbage lie unless it is told how much is enough. */
const thrifty = "--max-semi-space-size=16";

/**
 * The bin `ata2mdi`. Plain JavaScript, so that any Node from 20 on can start it; the verbs then run under a Node that
 * reads TypeScript, this one where it does.
 */
await reportProblems(async () => {
  const { node } = toolsInUse();
  if (node === process.execPath) {
    Object.assign(process.env, toolEnvironment());
    await import("./main.ts");
    return;
  }
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  await runScript(node, [thrifty, main, ...process.argv.slice(2)], toolEnvironment());
});
