// @ts-check
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJson, readText } from "./files.mjs";

const POLL_MS = 250;
/** A lock file without readable content is one that is being written, or one whose writer died at that moment. */
const UNREADABLE_GRACE_MS = 5000;

/** @typedef {{ pid: number, born: string | undefined }} Holder */

/**
 * Runs the work while no other process holds the lock. A holder that has died is told by its process id (on Linux with
 * its time of birth, since ids come again), so a crash leaves nothing to clean up.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(holder: Holder) => void} [onWait] called once, when another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    const holder = readHolder(path);
    if (isGone(holder, path)) {
      breakLock(path, holder);
      continue;
    }
    if (holder && !told) onWait?.(holder);
    told ||= holder !== undefined;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    release(path);
  }
}

/** Gives the lock back, if it is this process's. @param {string} path */
export function release(path) {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** @param {string} path */
function take(path) {
  try {
    const file = openSync(path, "wx");
    writeSync(file, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }));
    closeSync(file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  const content = readJson(path);
  return typeof content?.pid === "number" ? content : undefined;
}

/** @param {Holder | undefined} holder @param {string} path */
function isGone(holder, path) {
  return holder ? !isAlive(holder) : ageMs(path) > UNREADABLE_GRACE_MS;
}

/** True while that very process lives, not another one with its id. @param {Holder} holder */
export function isAlive({ pid, born }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
  return born === birthOf(pid);
}

/**
 * Removes a dead holder's lock. Several may see the same dead holder: one of them gets the second lock, looks again and
 * removes; without it, a slow one could remove the lock that a quick one has taken since.
 * @param {string} path
 * @param {Holder | undefined} dead
 */
function breakLock(path, dead) {
  const breaking = `${path}.breaking`;
  if (!take(breaking)) {
    if (ageMs(breaking) > UNREADABLE_GRACE_MS) rmSync(breaking, { force: true });
    return;
  }
  const now = readHolder(path);
  if (now?.pid === dead?.pid && now?.born === dead?.born) rmSync(path, { force: true });
  rmSync(breaking, { force: true });
}

/** Milliseconds since the file was written; 0 where it is gone. @param {string} path */
function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** When the process started, in the kernel's ticks; undefined where that cannot be read. @param {number} pid */
export function birthOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the 20th field after it is the start time.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
