import { InputError } from "../inputProblem.ts";
import type { DocumentText } from "./documentText.ts";
import { deepestDocument, longestDocument, tooDeep } from "./limits.ts";
import { positionOf, type Source } from "./source.ts";

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const backslash = 0x5c;
const comma = 0x2c;
/** What means something inside a document, outside its strings. */
const marks = /["'{}[\]]/g;

/** Where the next of them stands, or the text's end. */
function nextMark(text: string, from: number): number {
  marks.lastIndex = from;
  return marks.test(text) ? marks.lastIndex - 1 : text.length;
}

/** Stands between documents where files were put together with `copy a+b`. */
const byteOrderMark = 0xfeff;

/** Finds where documents begin and end; knows strings, nesting and the arrays around them, nothing else. */
export class Splitter {
  readonly #source: Source;
  /** Nesting inside the present document; 0: between documents. */
  #depth = 0;
  /** Quote that closes the present string; 0: outside strings. */
  #quote = 0;
  #escaped = false;
  /** Arrays that are open around the documents. */
  #arrays = 0;
  /** True once there was one: of an empty list nothing is missing. */
  #listed = false;
  #parts: string[] = [];
  #length = 0;
  #start = 0;
  #read = 0;
  #count = 0;

  /** @param count documents that were found before @param offset where in the text it begins */
  constructor(source: Source, count: number, offset: number) {
    this.#source = source;
    this.#count = count;
    this.#read = offset;
  }

  async *push(chunk: string): AsyncGenerator<DocumentText> {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#quote !== 0) {
        at = this.#skipString(chunk, at);
        continue;
      }
      const code = chunk.charCodeAt(at);
      if (this.#depth === 0) {
        if (code === openBrace) {
          this.#depth = 1;
          this.#start = this.#read + at;
          from = at;
        } else if (code > 0x20 && code !== comma && code !== byteOrderMark) {
          await this.#between(code, this.#read + at);
        }
      } else if (code === doubleQuote || code === singleQuote) {
        this.#quote = code;
      } else if (code === openBrace || code === openBracket) {
        this.#depth += 1;
        if (this.#depth > deepestDocument) await this.#refuseDepth(this.#read + at);
      } else if (code === closeBrace || code === closeBracket) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          yield this.#finish(chunk.slice(from, at + 1));
          from = at + 1;
        }
      }
      const isInside = this.#depth > 0 && this.#quote === 0;
      at = isInside ? nextMark(chunk, at + 1) : at + 1;
    }
    if (this.#depth > 0) await this.#keep(from === 0 ? chunk : chunk.slice(from));
    this.#read += chunk.length;
  }

  async end(): Promise<void> {
    if (this.#depth > 0 || this.#arrays > 0) {
      const cut = this.#depth > 0 ? `document ${this.#count + 1}` : "the array of documents";
      const place = await positionOf(this.#source, this.#depth > 0 ? this.#start : this.#read);
      throw new InputError({
        id: "ATA-CUT-FILE",
        place: { file: this.#source.name, ...(this.#depth > 0 && { document: this.#count + 1 }), ...place },
        cause: `the file ends in the middle of ${cut}, which begins here`,
        fix: "Copy or export the file again; it is not whole.",
      });
    }
    if (this.#count === 0 && !this.#listed) {
      throw new InputError({
        id: "ATA-EMPTY",
        place: { file: this.#source.name },
        cause: "the file holds no document",
        fix: "Export again; a backup of the Center holds one Center and its gateways. The file of a collection that is really empty, leave out.",
      });
    }
  }

  /** Position after the string's end, or the chunk's end. */
  #skipString(chunk: string, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    const quote = this.#quote === doubleQuote ? '"' : "'";
    for (;;) {
      const close = chunk.indexOf(quote, at);
      const end = close === -1 ? chunk.length : close;
      let slashes = 0;
      while (end - slashes > at && chunk.charCodeAt(end - slashes - 1) === backslash) slashes += 1;
      if (close === -1) {
        this.#escaped = slashes % 2 === 1;
        return chunk.length;
      }
      at = close + 1;
      if (slashes % 2 === 0) {
        this.#quote = 0;
        return at;
      }
    }
  }

  /**
   * What may stand between documents besides white space, commas and marks: the brackets of arrays. Answers of the REST
   * interface that were put together in one file are objects and lists, in any order.
   */
  async #between(code: number, offset: number): Promise<void> {
    if (code === openBracket) {
      this.#arrays += 1;
      this.#listed = true;
      if (this.#arrays > deepestDocument) await this.#refuseDepth(offset);
    } else if (code === closeBracket && this.#arrays > 0) {
      this.#arrays -= 1;
    } else {
      const page = code === 0x3c && this.#count === 0;
      throw new InputError({
        id: "ATA-NOT-JSON",
        place: { file: this.#source.name, ...(await positionOf(this.#source, offset)) },
        cause: page
          ? "this is a web page, not JSON; a sign-in page is saved so"
          : "what stands here is neither a JSON document nor white space",
        fix: page
          ? "Fetch it again as a person the Center knows: Invoke-RestMethod -UseDefaultCredentials."
          : "Give the export as mongoexport or the Center's REST interface wrote it, without other lines.",
      });
    }
  }

  async #keep(text: string): Promise<void> {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > longestDocument) {
      throw new InputError({
        id: "ATA-DOCUMENT-TOO-LONG",
        place: {
          file: this.#source.name,
          document: this.#count + 1,
          ...(await positionOf(this.#source, this.#start)),
        },
        cause: `the document that begins here is longer than ${longestDocument >> 20} MB`,
        fix: "No profile is that long: give an export of one collection, one document a line.",
      });
    }
  }

  #finish(last: string): DocumentText {
    this.#count += 1;
    const text = this.#parts.length === 0 ? last : this.#parts.join("") + last;
    this.#parts = [];
    this.#length = 0;
    return { text, index: this.#count, offset: this.#start };
  }

  async #refuseDepth(offset: number): Promise<void> {
    const place = {
      file: this.#source.name,
      document: this.#count + 1,
      ...(await positionOf(this.#source, offset)),
    };
    throw new InputError(tooDeep(place));
  }
}
