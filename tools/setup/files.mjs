// @ts-check
import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/**
 * A file's text; undefined where it is not there.
 * @param {string} path
 */
export function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * What a JSON file holds; undefined where it is not there or not JSON, such as half of one after a crash.
 * @param {string} path
 * @returns {any}
 */
export function readJson(path) {
  try {
    return JSON.parse(readText(path) ?? "");
  } catch {
    return undefined;
  }
}

/**
 * Writes a JSON file so that a reader sees the old text or the new one, never a half.
 * @param {string} path
 * @param {unknown} value
 */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, path);
}

/**
 * Hash of several files, by their text; a missing file counts as empty.
 * @param {readonly string[]} paths
 */
export function hashFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(readText(path) ?? "").update("\0");
  return hash.digest("hex");
}

/**
 * Size and time of a file, as one word that changes when the file does; undefined where there is none to run.
 * @param {string} path
 */
export function executableMark(path) {
  try {
    accessSync(path, constants.X_OK);
    const stats = statSync(path);
    return stats.isFile() ? `${stats.size}:${stats.mtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

const windows = process.platform === "win32";

/** `pulumi` is `pulumi.exe` on Windows. @param {string} name */
export function executableName(name) {
  return windows ? `${name}.exe` : name;
}

/**
 * Folders of a PATH variable.
 * @param {string | undefined} path
 */
export function foldersOf(path) {
  return (path ?? "").split(delimiter).filter((folder) => folder !== "");
}

/**
 * All programs of that name on PATH, in its order.
 * @param {string} name
 * @param {string | undefined} path
 */
export function findPrograms(name, path) {
  const names = windows ? [`${name}.exe`, `${name}.cmd`, `${name}.bat`] : [name];
  const candidates = foldersOf(path).flatMap((folder) => names.map((file) => join(folder, file)));
  return candidates.filter((candidate) => executableMark(candidate) !== undefined);
}
