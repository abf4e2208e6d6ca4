import { textChunks } from "./textChunks.ts";

/** Something documents are read from. */
export interface Source {
  /** What problems call it: a path, an address. */
  name: string;
  /** Its text from the beginning, in pieces; may be asked for more than once. */
  text(): AsyncIterable<string>;
}

/** A file as a source; its path is its name. */
export function fileSource(path: string): Source {
  return { name: path, text: () => textChunks(path) };
}

/** Line and column, counted from 1, of a character's offset in a source's text. Reads it again: for errors only. */
export async function positionOf(source: Source, offset: number): Promise<{ line: number; column: number }> {
  let before = 0;
  let line = 1;
  let lineStart = 0;
  for await (const text of source.text()) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      if (before + at >= offset) return { line, column: offset - lineStart + 1 };
      line += 1;
      lineStart = before + at + 1;
    }
    before += text.length;
  }
  return { line, column: Math.max(1, Math.min(offset, before) - lineStart + 1) };
}
