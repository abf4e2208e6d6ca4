// @ts-check
import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a Node script in place of this process: same streams, same signals, same exit code.
 * @param {string} node
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<void>}
 */
export function runScript(node, args, env) {
  const child = spawn(node, args, { stdio: "inherit", env });
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal has sent Ctrl-C to the child as well; a second one would mean `at once` to the engine.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGTERM"];
      resolve();
    });
  });
}
