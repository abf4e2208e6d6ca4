// @ts-check
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { choose } from "./setup/choose.mjs";
import { findPrograms } from "./setup/files.mjs";
import { layout, pluginCache, thisClone } from "./setup/layout.mjs";
import { lookAround, pathWithout } from "./setup/look.mjs";
import { SETUP_COMMAND, SetupError } from "./setup/problem.mjs";

/**
 * @typedef {Record<string, string | undefined>} Env
 * @typedef {object} EnvironmentOptions
 * @property {string} [root] The clone; this one by default.
 * @property {Env} [base] The environment to start from; the process's own by default.
 * @property {boolean} [lab] Add backend, home and passphrase of the lab's stack, all inside the clone.
 *
 * What will be used, in words for people.
 * @typedef {object} Tools
 * @property {string} node Path of the Node that runs the program.
 * @property {string} pulumi Path of the engine.
 * @property {"installed" | "built by set-up"} engine
 * @property {"official" | "stand-in"} commandProvider
 */

/**
 * What is used on this machine. Throws a SetupError that names what is missing when set-up has not been run.
 * @param {EnvironmentOptions} [options]
 * @returns {Tools}
 */
export function toolsInUse(options = {}) {
  return resolve(options).tools;
}

/**
 * The whole environment for a child process: the base with the right `node`, `pulumi` and plugins on PATH, and quiet.
 * Throws a SetupError that names what is missing when set-up has not been run.
 * @param {EnvironmentOptions} [options]
 * @returns {Record<string, string>}
 */
export function toolEnvironment(options = {}) {
  const { base = process.env } = options;
  /** @type {Record<string, string>} */
  const environment = {};
  for (const [name, value] of Object.entries({ ...base, ...toolVariables(options) })) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * Only the variables that differ from the base.
 * @param {EnvironmentOptions} [options]
 * @returns {Record<string, string>}
 */
export function toolVariables(options = {}) {
  const { root = thisClone, base = process.env, lab = false } = options;
  const at = layout(root);
  const { choice, tools } = resolve(options);
  const own = choice.pulumi === "own";
  const official = choice.commandProvider !== "stand-in";

  const rest = pathWithout(base.PATH, root);
  /** @type {string[]} */
  const front = [];
  if (own) front.push(at.bin);
  if (!official) front.push(at.standIn);
  if (findPrograms("node", rest.join(delimiter))[0] !== tools.node) front.push(dirname(tools.node));
  // The lab has an engine home of its own, without the plugins of the person's.
  const back =
    lab && official && isCached(choice.commandProvider, base) ? [dirname(choice.commandProvider)] : [];

  /** @type {Record<string, string>} */
  const variables = {
    PATH: [...front, ...rest.filter((folder) => !front.includes(folder)), ...back].join(delimiter),
    NODE_OPTIONS: withOption(base.NODE_OPTIONS, "--disable-warning=DEP0180"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Compiled code is kept: the program and its providers start in a fraction of the time.
    NODE_COMPILE_CACHE: base.NODE_COMPILE_CACHE ?? join(at.lab, "compile-cache"),
  };
  if (own) variables.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";
  if (lab) {
    variables.PULUMI_BACKEND_URL = pathToFileURL(join(at.lab, "state")).href;
    variables.PULUMI_HOME = join(at.lab, "pulumi-home");
    variables.PULUMI_CONFIG_PASSPHRASE = "lab";
    // The same names stand all over the state: compressed it takes a quarter of the room.
    variables.PULUMI_DIY_BACKEND_GZIP = "true";
  }
  return variables;
}

/** @param {EnvironmentOptions} options */
function resolve({ root = thisClone, base = process.env }) {
  const at = layout(root);
  const choice = choose(lookAround(at, base));
  // A download is the engine's own affair: it may still happen when `pulumi` runs.
  const missing = choice.work.filter((work) => work !== "download-command-provider");
  if (missing.length > 0) {
    throw new SetupError({
      id: "SETUP-INCOMPLETE",
      cause: "this clone is not set up yet",
      measured: `missing: ${missing.join(", ")}`,
      cure: "Set it up once; it says beforehand what it does and how long that takes.",
      command: SETUP_COMMAND,
    });
  }
  /** @type {Tools} */
  const tools = {
    node: choice.node === "own" ? join(at.nodeFolder, at.nodeBinary) : choice.node.path,
    pulumi: choice.pulumi === "own" ? at.pulumi : choice.pulumi.path,
    engine: choice.pulumi === "own" ? "built by set-up" : "installed",
    commandProvider: choice.commandProvider === "stand-in" ? "stand-in" : "official",
  };
  return { choice, tools };
}

/** @param {string} path @param {Env} env */
function isCached(path, env) {
  return path.startsWith(pluginCache(env));
}

/**
 * NODE_OPTIONS with one more option, once.
 * @param {string | undefined} options
 * @param {string} option
 */
export function withOption(options, option) {
  const all = (options ?? "").split(" ").filter((one) => one !== "");
  return all.includes(option) ? all.join(" ") : [...all, option].join(" ");
}

/**
 * `export` lines for a POSIX shell.
 * @param {Record<string, string>} variables
 */
export function exportLines(variables) {
  return Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
}
