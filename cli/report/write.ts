import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ProblemError } from "../../plan/problem.ts";
import type { StackStatus } from "../status/collect.ts";
import { collectReport } from "./collect.ts";
import { renderReport } from "./render.ts";

/** Writes the report of a stack as one HTML file for its owner alone, whole or not at all. Returns the file's path. */
export function writeReport(status: StackStatus, cwd: string, file: string): string {
  return writeWhole(file, renderReport(collectReport(status, cwd)));
}

/** Where a stack's report goes unless a person says otherwise. */
export function reportFile(stack: string): string {
  return `.ata2mdi/report-${stack.replace(/[^\w.-]/g, "_")}.html`;
}

/** Writes a file for its owner alone, whole or not at all. Throws FILE-NOT-WRITTEN with the command to type then. */
export function writeWhole(file: string, text: string, command = "npx ata2mdi report --out <file>"): string {
  const part = `${file}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, text, { mode: 0o600 });
    renameSync(part, file);
    return file;
  } catch (error) {
    rmSync(part, { force: true });
    throw new ProblemError({
      id: "FILE-NOT-WRITTEN",
      cause: "a file could not be written, so nothing was changed",
      measured: error instanceof Error ? error.message : String(error),
      cure: "See to the folder's permissions and the disk's space, or name another file.",
      command,
    });
  }
}
