// @ts-check
import { spawn } from "node:child_process";
import { appendFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readJson, writeJson } from "./files.mjs";
import { birthOf, isAlive } from "./lock.mjs";
import { SETUP_COMMAND, SetupError } from "./problem.mjs";

const HEARTBEAT_MS = 15_000;
const LINES_SHOWN = 6;

/** Programs that run now, so that an interrupt can end them. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends what runs, with everything it has started itself. */
export function stopAll() {
  for (const { pid } of running) if (pid !== undefined) stopGroup(pid);
}

/** @param {number} pid */
function stopGroup(pid) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGTERM");
  } catch {
    // It has just ended by itself.
  }
}

/** The program that runs now is noted beside the log, for the case that set-up itself is killed. @param {string} log */
function noteOf(log) {
  return join(dirname(log), "setup.child.json");
}

/**
 * Ends the program that a killed set-up has left behind: it would work in the same folders.
 * @param {string} log
 */
export function stopLeftOver(log) {
  const left = readJson(noteOf(log));
  if (left && isAlive(left)) stopGroup(left.pid);
  rmSync(noteOf(log), { force: true });
}

/**
 * @typedef {object} Command
 * @property {string} what What is being done, for the heartbeat and the error: `building the engine`.
 * @property {string} program
 * @property {string[]} args
 * @property {string} cwd
 * @property {string} log File that gets all output.
 * @property {NodeJS.ProcessEnv} env
 * @property {number} [limitMs] It is ended after this time; by default never.
 */

/**
 * Runs a program. Its output goes to the log; every 15 s a line says that it goes on, and with what. Throws a SetupError
 * that tells network, disk and everything else apart.
 * @param {Command} command
 */
export async function run({ what, program, args, cwd, log, env, limitMs }) {
  const started = Date.now();
  const output = new Ends();
  appendFileSync(log, `\n$ ${program} ${args.join(" ")}  (in ${cwd})\n`);
  // In a group of its own, so that an interrupt reaches all of it and once.
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
  running.add(child);
  if (child.pid !== undefined) writeJson(noteOf(log), { pid: child.pid, born: birthOf(child.pid) });
  const beat = setInterval(() => {
    const last = output.last();
    say(`      still ${what}, ${elapsed(started)}${last ? `: ${last.slice(0, 100)}` : ""}`);
  }, HEARTBEAT_MS);
  const limit = limitMs === undefined ? undefined : setTimeout(() => stopAll(), limitMs);
  try {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (/** @type {Buffer} */ data) => {
        appendFileSync(log, data);
        output.add(data.toString("utf8"));
      });
    }
    const failure = await new Promise((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("close", (code, signal) =>
        resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
      );
    });
    if (failure) throw new SetupError(commandProblem(what, `${program} ${failure}`, output.lines(), log));
  } finally {
    running.delete(child);
    rmSync(noteOf(log), { force: true });
    clearInterval(beat);
    clearTimeout(limit);
  }
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Time since then, such as `2m05s`. @param {number} started milliseconds */
export function elapsed(started) {
  const seconds = Math.round((Date.now() - started) / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

/**
 * The problem behind a program that failed, judged by what it printed.
 * @param {string} what
 * @param {string} failure
 * @param {string[]} lines its first and last lines
 * @param {string} log
 * @returns {import("./problem.mjs").Problem}
 */
export function commandProblem(what, failure, lines, log) {
  const text = lines.join("\n");
  const measured = [failure, ...lines].join("\n            ");
  const common = { measured, command: SETUP_COMMAND };
  if (/ENOSPC|no space left on device|disk quota exceeded/i.test(text)) {
    return {
      ...common,
      id: "SETUP-DISK",
      cause: `the disk is full while ${what}`,
      cure: "Make room, then go on.",
    };
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|no such host|dial tcp|i\/o timeout|TLS handshake|proxyconnect|SELF_SIGNED_CERT|UNABLE_TO_(?:GET|VERIFY)|certificate signed by unknown/i.test(
      text,
    )
  ) {
    return {
      ...common,
      id: "SETUP-NETWORK",
      cause: `the registry could not be reached while ${what}`,
      cure: "Check network, proxy (HTTPS_PROXY, npm's and Go's own settings) and the trust in its certificate.",
    };
  }
  return {
    ...common,
    id: "SETUP-FAILED",
    cause: `set-up could not go on while ${what}`,
    cure: `The whole output is in ${log}. What was done stays done.`,
  };
}

/** The first and the last lines of an output: npm tells the reason at the beginning, Go at the end. */
class Ends {
  #first = "";
  #last = "";

  /** @param {string} text */
  add(text) {
    if (this.#first.length < 2000) this.#first += text;
    this.#last = (this.#last + text).slice(-8000);
  }

  lines() {
    const last = linesOf(this.#last);
    if (last.length <= 2 * LINES_SHOWN) return last;
    return [...linesOf(this.#first).slice(0, LINES_SHOWN), "…", ...last.slice(-LINES_SHOWN)];
  }

  last() {
    return linesOf(this.#last).at(-1);
  }
}

/** @param {string} text */
function linesOf(text) {
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
}
