import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { readAta } from "../../../estate/ata/read.ts";
import type { AtaReading } from "../../../estate/ata/reading.ts";

let folder: string | undefined;
let count = 0;

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** A file of its own in a folder that goes after the tests. */
export function fileWith(content: string | Uint8Array, name = "export.json"): string {
  folder ??= mkdtempSync(join(tmpdir(), "ata2mdi-test-"));
  count += 1;
  const path = join(folder, `${count}-${name}`);
  writeFileSync(path, content);
  return path;
}

/** Reads texts, each as a file; fails where there is a problem. */
export async function reading(...texts: readonly string[]): Promise<AtaReading> {
  const result = await readAta(texts.map((text) => fileWith(text)));
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.reading;
}

/** The problems of reading texts, each as a file. */
export async function problemsOf(...texts: readonly (string | Uint8Array)[]) {
  const result = await readAta(texts.map((text) => fileWith(text)));
  return result.ok ? [] : result.problems;
}

/** Value of the first setting of that id in the first Center. */
export function settingOf({ inventory }: AtaReading, id: string) {
  return inventory.centers[0]?.settings.find(({ setting }) => setting === id)?.value;
}
