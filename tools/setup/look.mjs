// @ts-check
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { executableMark, executableName, findPrograms, foldersOf, readJson, writeJson } from "./files.mjs";
import { commandPluginFolder, pluginCache } from "./layout.mjs";
import { isStamped, packagesAreCurrent } from "./stamps.mjs";
import { parseVersion } from "./versions.mjs";

/**
 * @typedef {import("./layout.mjs").Layout} Layout
 * @typedef {Record<string, string | undefined>} Env
 * @typedef {{ path: string, version: string }} Program
 *
 * What the machine and the clone have. Nothing is judged here.
 * @typedef {object} Facts
 * @property {Program[]} nodes Nodes of the machine, the one that runs this first, then PATH's.
 * @property {Program & { languageHost: boolean } | undefined} pulumi The first engine on PATH.
 * @property {string | undefined} commandProvider Path of the official command provider, on PATH or in the plugin cache.
 * @property {boolean} downloadFailed An engine like this one has tried to download the command provider, in vain.
 * @property {boolean} ownNode Set-up's Node is there, of the wanted version.
 * @property {boolean} ownPulumi Set-up's engine is there, of the wanted sources.
 * @property {boolean} ownLanguageHost The same for the language host.
 * @property {boolean} packages node_modules is as package-lock.json says.
 */

/**
 * Looks around; takes some milliseconds. Programs are asked for their version once, then remembered by size and time.
 * @param {Layout} at
 * @param {Env} env
 * @returns {Facts}
 */
export function lookAround(at, env) {
  const versions = new Versions(at.probes);
  const path = pathWithout(env.PATH, at.root);
  const pulumi = pulumiOn(path, versions);
  const facts = {
    nodes: nodesOn(path, versions),
    pulumi,
    commandProvider: commandProviderOn(path, env),
    downloadFailed: pulumi !== undefined && readJson(downloadMark(at))?.pulumi === pulumiMark(pulumi),
    ownNode: ownNode(at, versions),
    ownPulumi: isStamped(at, "pulumi", engineSources(at, "cli"), at.pulumi),
    ownLanguageHost: isStamped(at, "language-host", engineSources(at, "language-host"), at.languageHost),
    packages: packagesAreCurrent(at),
  };
  versions.save();
  return facts;
}

/** @param {Layout} at @param {"cli" | "language-host"} part */
export function engineSources(at, part) {
  return ["go.mod", "go.sum"].map((file) => join(at.engineSource, part, file));
}

/** Where a failed download of the command provider is remembered. @param {Layout} at */
export function downloadMark(at) {
  return join(at.stamps, "command-provider-download.json");
}

/** @param {Program} pulumi */
export function pulumiMark(pulumi) {
  return `${pulumi.path} ${pulumi.version}`;
}

/**
 * PATH without the folders of this clone, so that what set-up made is not taken for the machine's.
 * @param {string | undefined} path
 * @param {string} root
 */
export function pathWithout(path, root) {
  const inside = join(root, "/");
  return foldersOf(path).filter((folder) => !join(folder, "/").startsWith(inside));
}

/** @param {string[]} folders @param {Versions} versions @returns {Program[]} */
function nodesOn(folders, versions) {
  /** @type {Program[]} */
  const nodes = [{ path: process.execPath, version: process.versions.node }];
  for (const path of findIn("node", folders)) {
    if (path === process.execPath) continue;
    const version = versions.of(path, ["--version"]);
    if (version) nodes.push({ path, version });
  }
  return nodes;
}

/** @param {string[]} folders @param {Versions} versions @returns {Facts["pulumi"]} */
function pulumiOn(folders, versions) {
  const [path] = findIn("pulumi", folders);
  const version = path && versions.of(path, ["version"]);
  if (!path || !version) return undefined;
  // A package manager may put only a link on PATH; the language host is beside the real one.
  const beside = executableMark(join(dirname(realpathSync(path)), executableName("pulumi-language-nodejs")));
  const languageHost = beside !== undefined || findIn("pulumi-language-nodejs", folders).length > 0;
  return { path, version, languageHost };
}

/** @param {string[]} folders @param {Env} env */
function commandProviderOn(folders, env) {
  const [onPath] = findIn("pulumi-resource-command", folders);
  if (onPath) return onPath;
  const cached = join(pluginCache(env), commandPluginFolder, executableName("pulumi-resource-command"));
  return executableMark(cached) === undefined ? undefined : cached;
}

/** @param {Layout} at @param {Versions} versions */
function ownNode(at, versions) {
  const wanted =
    at.nodePackage && readJson(join(at.nodeSource, "package.json"))?.optionalDependencies[at.nodePackage];
  return wanted !== undefined && versions.of(join(at.nodeFolder, at.nodeBinary), ["--version"]) === wanted;
}

/** @param {string} name @param {string[]} folders */
function findIn(name, folders) {
  return findPrograms(name, folders.join(process.platform === "win32" ? ";" : ":"));
}

/** Versions of programs, remembered in a file. */
class Versions {
  #path;
  /** @type {Record<string, { mark: string, version: string }>} */
  #known;
  #changed = false;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    this.#known = readJson(path) ?? {};
  }

  /**
   * The version a program tells; undefined where it is not there, fails, or tells none.
   * @param {string} path
   * @param {string[]} args
   */
  of(path, args) {
    const mark = executableMark(path);
    if (mark === undefined) return undefined;
    const known = this.#known[path];
    if (known?.mark === mark) return known.version || undefined;
    const { stdout } = spawnSync(path, args, {
      encoding: "utf8",
      timeout: 20_000,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const version = parseVersion(stdout ?? "")?.join(".") ?? "";
    this.#known[path] = { mark, version };
    this.#changed = true;
    return version || undefined;
  }

  save() {
    if (this.#changed) writeJson(this.#path, this.#known);
  }
}
