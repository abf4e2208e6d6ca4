import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ProblemError } from "../../plan/problem.ts";

export interface PrivateFile {
  path: string;
  text: string;
}

const ownerAlone = 0o600;

/**
 * Writes files for the owner alone, all or none: each stands whole beside its place before the first is put there.
 * A file that is there already keeps its permissions.
 */
export function writePrivateFiles(files: readonly PrivateFile[], command: string): void {
  const written: { temporary: string; path: string }[] = [];
  try {
    for (const { path, text } of files) {
      const temporary = `${path}.${process.pid}.part`;
      mkdirSync(dirname(path), { recursive: true });
      written.push({ temporary, path });
      writeWhole(temporary, text, modeOf(path));
    }
    for (const { temporary, path } of written) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw new ProblemError({
      id: "FILE-NOT-WRITTEN",
      cause: "a file could not be written, so nothing was changed",
      measured: error instanceof Error ? error.message : String(error),
      cure: "See to the folder's permissions and the disk's space.",
      command,
    });
  }
}

function writeWhole(path: string, text: string, mode: number): void {
  const file = openSync(path, "wx", mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    return ownerAlone;
  }
}
