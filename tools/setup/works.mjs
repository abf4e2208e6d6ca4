// @ts-check
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { findPrograms, writeJson } from "./files.mjs";
import { platform } from "./layout.mjs";
import { downloadMark, engineSources, pulumiMark } from "./look.mjs";
import { SETUP_COMMAND, SetupError } from "./problem.mjs";
import { run, say } from "./run.mjs";
import { stamp, stampPackages } from "./stamps.mjs";
import {
  atLeast,
  COMMAND_PROVIDER_VERSION,
  ENGINE_VERSION,
  GO_WANTED,
  LANGUAGE_HOST_VERSION,
  NODE_WANTED,
} from "./versions.mjs";

/**
 * @typedef {import("./layout.mjs").Layout} Layout
 * @typedef {import("./choose.mjs").Work} Work
 * @typedef {import("./choose.mjs").Choice} Choice
 *
 * How one piece of work is told beforehand, prepared and done.
 * @typedef {object} Doing
 * @property {string} title
 * @property {string} plan One line: what, from where, how big, how long.
 * @property {number} megabytes Room it needs in the clone.
 * @property {"npm" | "go" | "none"} needs
 * @property {(at: Layout, choice: Choice) => Promise<void>} work
 */

const GO_CACHE_MEGABYTES = 3500;
const DOWNLOAD_LIMIT_MS = 120_000;

/** @type {Record<Work, Doing>} */
export const doings = {
  node: {
    title: "Node 24",
    plan: "Node 24 from npm, into .tools/node (about 120 MB; less than a minute)",
    megabytes: 150,
    needs: "npm",
    work: installNode,
  },
  packages: {
    title: "packages",
    plan: "the packages of package-lock.json from npm, into node_modules (about 520 MB; one to two minutes)",
    megabytes: 600,
    needs: "npm",
    work: installPackages,
  },
  pulumi: {
    title: `Pulumi ${ENGINE_VERSION}`,
    plan: `Pulumi ${ENGINE_VERSION}, built from its Go modules into .tools/bin (115 MB, and up to 3.5 GB in Go's own caches; three to eight minutes the first time)`,
    megabytes: 150,
    needs: "go",
    work: (at) =>
      buildEngine(at, "cli", at.pulumi, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", ENGINE_VERSION),
  },
  "language-host": {
    title: `language host ${LANGUAGE_HOST_VERSION}`,
    plan: `Pulumi's language host for Node.js ${LANGUAGE_HOST_VERSION}, built in the same way (18 MB; half a minute)`,
    megabytes: 30,
    needs: "go",
    work: (at) =>
      buildEngine(
        at,
        "language-host",
        at.languageHost,
        "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        LANGUAGE_HOST_VERSION,
      ),
  },
  "download-command-provider": {
    title: `command provider ${COMMAND_PROVIDER_VERSION}`,
    plan: `the command provider ${COMMAND_PROVIDER_VERSION}, downloaded by your pulumi into its plugin cache (40 MB; at most two minutes)`,
    megabytes: 0,
    needs: "none",
    work: downloadCommandProvider,
  },
};

/**
 * Throws a SetupError where a program or room is missing that the works will need: said before anything is begun.
 * @param {Layout} at
 * @param {Work[]} works
 */
export function checkPrerequisites(at, works) {
  const needs = new Set(works.map((work) => doings[work].needs));
  if (needs.has("npm")) checkNpm();
  if (needs.has("go")) checkGo(at);
  if (works.includes("node") && at.nodePackage === undefined) {
    throw new SetupError({
      id: "SETUP-NODE-MISSING",
      cause: `this program needs Node ${NODE_WANTED} or newer, and npm has none for ${platform}`,
      measured: `node ${process.versions.node}`,
      cure: `Install Node ${NODE_WANTED} or newer and put it on PATH.`,
      command: SETUP_COMMAND,
    });
  }
  checkRoom(
    at.root,
    works.reduce((sum, work) => sum + doings[work].megabytes, 0),
  );
  if (needs.has("go")) checkRoom(homedir(), GO_CACHE_MEGABYTES);
}

function checkNpm() {
  if (findPrograms("npm", process.env.PATH).length > 0) return;
  throw new SetupError({
    id: "SETUP-NPM-MISSING",
    cause: "npm is needed to install this program's packages, and is not on PATH",
    measured: `no npm in ${process.env.PATH}`,
    cure: "Install Node.js with npm, version 20 or newer.",
    command: SETUP_COMMAND,
  });
}

/** @param {Layout} at */
function checkGo(at) {
  const version = spawnSync("go", ["version"], { cwd: at.root, encoding: "utf8" }).stdout ?? "";
  // From 1.21 on, go fetches the toolchain that a module asks for, unless it is told not to.
  const canFetch = atLeast(version, "1.21") && process.env.GOTOOLCHAIN !== "local";
  if (atLeast(version, GO_WANTED) || canFetch) return;
  throw new SetupError({
    id: version === "" ? "SETUP-GO-MISSING" : "SETUP-GO-OLD",
    cause: "no usable pulumi is on PATH, and to build it Go is needed",
    measured: version === "" ? "no go on PATH" : version.trim(),
    cure: `Install pulumi (then nothing needs to be built), or Go ${GO_WANTED} or newer.`,
    command: SETUP_COMMAND,
  });
}

/** @param {string} folder @param {number} megabytes */
function checkRoom(folder, megabytes) {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= megabytes) return;
  throw new SetupError({
    id: "SETUP-DISK",
    cause: `there is too little room on the disk of ${folder}`,
    measured: `${free} MB free, ${megabytes} MB needed`,
    cure: "Make room, then go on.",
    command: SETUP_COMMAND,
  });
}

/** @param {Layout} at */
async function installNode(at) {
  const folder = join(at.temporary, "node");
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    cpSync(join(at.nodeSource, file), join(folder, file));
  await npmCi(at, folder, "installing Node");
  check(join(folder, at.nodeBinary), ["--version"], at);
  // Moved aside, not removed: a process may run from there.
  rmSync(join(at.temporary, "node-before"), { recursive: true, force: true });
  try {
    renameSync(at.nodeFolder, join(at.temporary, "node-before"));
  } catch {
    // There was none.
  }
  renameSync(folder, at.nodeFolder);
}

/** @param {Layout} at */
async function installPackages(at) {
  await npmCi(at, at.root, "installing packages");
  stampPackages(at);
}

/** @param {Layout} at @param {string} folder @param {string} what */
function npmCi(at, folder, what) {
  // Errors only: npm would warn that packages want a newer Node than the one it runs on itself, which they get.
  const args = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  return run({ what, program: "npm", args, cwd: folder, log: at.log, env: npmEnvironment() });
}

/** Without what an outer `npm run` has set for its own folder. */
function npmEnvironment() {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) {
    if (/^npm_(?:package|lifecycle|config_local_prefix)/.test(name)) delete environment[name];
  }
  return environment;
}

/**
 * @param {Layout} at
 * @param {"cli" | "language-host"} part folder in tools/engine, a Go module that only names what is built
 * @param {string} binary
 * @param {string} mainPackage
 * @param {string} version
 */
async function buildEngine(at, part, binary, mainPackage, version) {
  const built = join(at.temporary, basename(binary));
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await run({
    what: `building ${basename(binary)}`,
    program: "go",
    args: [
      "build",
      "-v",
      "-mod=readonly",
      "-buildvcs=false",
      "-trimpath",
      "-tags=osusergo",
      `-ldflags=${flags}`,
      `-o=${built}`,
      mainPackage,
    ],
    cwd: join(at.engineSource, part),
    log: at.log,
    env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
  });
  if (part === "cli") check(built, ["version"], at);
  mkdirSync(at.bin, { recursive: true });
  renameSync(built, binary);
  stamp(at, part === "cli" ? "pulumi" : part, engineSources(at, part), binary);
}

/** @param {Layout} at @param {Choice} choice */
async function downloadCommandProvider(at, choice) {
  if (choice.pulumi === "own") return;
  const { pulumi } = choice;
  try {
    await run({
      what: "downloading the command provider",
      program: pulumi.path,
      args: ["plugin", "install", "resource", "command", COMMAND_PROVIDER_VERSION],
      cwd: at.temporary,
      log: at.log,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      limitMs: DOWNLOAD_LIMIT_MS,
    });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    // Not the end: there is the stand-in. Remembered, so that only an explicit set-up tries again.
    say("      it could not be downloaded; the stand-in of this project is used instead");
    writeJson(downloadMark(at), { pulumi: pulumiMark(pulumi), measured: error.problem.measured });
  }
}

/** Throws where a binary just made does not run. @param {string} path @param {string[]} args @param {Layout} at */
function check(path, args, at) {
  const { status, error, stderr } = spawnSync(path, args, {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (status === 0) return;
  throw new SetupError({
    id: "SETUP-FAILED",
    cause: `what was just made does not run on this machine: ${basename(path)}`,
    measured: error?.message ?? `exit code ${status}: ${(stderr ?? "").trim().slice(-300)}`,
    cure: `The whole output is in ${at.log}.`,
    command: SETUP_COMMAND,
  });
}
