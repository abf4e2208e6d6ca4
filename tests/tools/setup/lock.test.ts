import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { birthOf, release, withLock } from "../../../tools/setup/lock.mjs";

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-lock-"));
  lock = join(folder, "setup.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("is held during the work and given back after it, also after an error", async () => {
  const seen = await withLock(lock, async () => existsSync(lock));
  expect(seen).toBe(true);
  expect(existsSync(lock)).toBe(false);
  const failed = withLock(lock, async () => {
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(existsSync(lock)).toBe(false);
});

test("lets one work at a time, of many", async () => {
  let inside = 0;
  let most = 0;
  const one = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside--;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(lock, one)));
  expect(most).toBe(1);
});

test("waits for a process that lives, and says for which", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeFileSync(lock, JSON.stringify({ pid: other.pid, born: birthOf(other.pid ?? 0) }));
  const told: number[] = [];
  const done = withLock(
    lock,
    async () => "mine",
    (holder) => {
      told.push(holder.pid);
      other.kill("SIGKILL");
    },
  );
  await once(other, "exit");
  expect(await done).toBe("mine");
  expect(told).toEqual([other.pid]);
});

test("is taken from a process that has died", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(lock, JSON.stringify({ pid }));
  expect(await withLock(lock, async () => "mine")).toBe("mine");
});

test("is taken where the process id belongs to another process by now", async () => {
  writeFileSync(lock, JSON.stringify({ pid: process.ppid, born: "1" }));
  expect(await withLock(lock, async () => "mine")).toBe("mine");
});

test("is taken from a writer that died before it had written", async () => {
  writeFileSync(lock, "");
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withLock(lock, async () => "mine")).toBe("mine");
});

test("of another process is never released", () => {
  writeFileSync(lock, JSON.stringify({ pid: process.ppid }));
  release(lock);
  expect(existsSync(lock)).toBe(true);
});
