#!/usr/bin/env node
// @ts-check
import { fileURLToPath } from "node:url";
import { toolEnvironment, toolsInUse } from "../tools/environment.mjs";
import { reportProblems } from "../tools/setup/problem.mjs";
import { runScript } from "../tools/setup/runScript.mjs";

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
  await runScript(node, [main, ...process.argv.slice(2)], toolEnvironment());
});
