import type { DocumentText } from "./documentText.ts";
import { longestDocument } from "./limits.ts";
import type { Json } from "./parseDocument.ts";

/**
 * Reads documents that stand one a line, as mongoexport writes them: finding a line's end costs nothing beside parsing
 * it. At the first line that is not one whole document it stops, and leaves the rest to who can read it.
 */
export class LineReader {
  /** Documents found. */
  count = 0;
  /** Where in the file's text the present line begins. */
  offset = 0;
  /** Text from the first line on that is not one document; undefined: none so far. */
  leftOver: string | undefined;
  /** What was read of the present line. */
  #begun = "";

  *push(chunk: string): Generator<DocumentText> {
    let from = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", from)) {
      const line = this.#begun + chunk.slice(from, end + 1);
      this.#begun = "";
      from = end + 1;
      const document = this.#read(line);
      if (document === undefined) {
        this.leftOver = line + chunk.slice(from);
        return;
      }
      if (document !== "blank") yield document;
    }
    const rest = chunk.slice(from);
    const mayBeLine = this.#begun !== "" || /^[{\s]|^$/.test(rest);
    this.#begun += rest;
    if (!mayBeLine || this.#begun.length > longestDocument) this.leftOver = this.#begun;
  }

  /** The last line, which needs no line break. */
  *end(): Generator<DocumentText> {
    const document = this.#read(this.#begun);
    if (document === undefined) this.leftOver = this.#begun;
    else if (document !== "blank") yield document;
  }

  #read(line: string): DocumentText | "blank" | undefined {
    const offset = this.offset;
    if (!line.startsWith("{")) {
      if (line.trim() !== "") return undefined;
      this.offset += line.length;
      return "blank";
    }
    try {
      const value = JSON.parse(line) as Json;
      this.offset += line.length;
      this.count += 1;
      return { text: line, value, index: this.count, offset };
    } catch {
      return undefined;
    }
  }
}
