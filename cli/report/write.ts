import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
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

export function writeWhole(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, text, { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return file;
}
