// @ts-check
import { join } from "node:path";
import { executableMark, hashFiles, readJson, readText, writeJson } from "./files.mjs";
import { platform } from "./layout.mjs";

/**
 * A stamp says of which sources a thing was made. It is written last, after the thing itself is in its place, so a
 * set-up that was cut off leaves no stamp and does the work again.
 * @typedef {import("./layout.mjs").Layout} Layout
 */

/** @param {Layout} at @param {string} name */
function stampPath(at, name) {
  return join(at.stamps, `${name}.json`);
}

/**
 * True where the binary was made of exactly these sources and has not changed since.
 * @param {Layout} at
 * @param {string} name
 * @param {readonly string[]} sources
 * @param {string} binary
 */
export function isStamped(at, name, sources, binary) {
  const stamp = readJson(stampPath(at, name));
  const mark = executableMark(binary);
  return mark !== undefined && stamp?.mark === mark && stamp?.key === keyOf(sources);
}

/**
 * @param {Layout} at
 * @param {string} name
 * @param {readonly string[]} sources
 * @param {string} binary
 */
export function stamp(at, name, sources, binary) {
  writeJson(stampPath(at, name), { key: keyOf(sources), mark: executableMark(binary) });
}

/** @param {readonly string[]} sources */
function keyOf(sources) {
  return `${platform} ${hashFiles(sources)}`;
}

/**
 * True where node_modules holds what package-lock.json says. Quick by a stamp; without a fitting one by npm's own record
 * of what it installed, so that a person's `npm install` counts as well.
 * @param {Layout} at
 */
export function packagesAreCurrent(at) {
  const record = join(at.packages, ".package-lock.json");
  const installed = readText(record);
  if (installed === undefined) return false;
  const key = hashFiles([at.packageLock]);
  const path = stampPath(at, "packages");
  if (readJson(path)?.key === key) return true;
  if (!isInstalled(readJson(at.packageLock), readJson(record))) return false;
  writeJson(path, { key });
  return true;
}

/** @param {Layout} at */
export function stampPackages(at) {
  writeJson(stampPath(at, "packages"), { key: hashFiles([at.packageLock]) });
}

/** @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */

/**
 * True where npm's record of node_modules has every package of the lock file, of the same content. Optional packages
 * may be missing: most are for other platforms.
 * @param {Lock | undefined} lock
 * @param {Lock | undefined} installed
 */
export function isInstalled(lock, installed) {
  if (!lock?.packages || !installed?.packages) return false;
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === "") continue;
    const found = installed.packages[path];
    if (!found) {
      if (wanted.optional) continue;
      return false;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return false;
  }
  return true;
}
