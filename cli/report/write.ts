import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { StackView } from "../stack.ts";
import { renderReport } from "./render.ts";

/** Writes the report of a stack, whole or not at all, for its owner alone. Returns the file's path. */
export function writeReport(view: StackView, file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  const html = renderReport({ ...view, writtenAt: new Date().toISOString() });
  writeFileSync(`${file}.part`, html, { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return file;
}
