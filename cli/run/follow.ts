import { closeSync, openSync, readSync, statSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

const CHUNK_BYTES = 64 * 1024;

/** Whole lines of a file that another process is still writing. */
export class FollowedFile {
  readonly #file: string;
  #offset = 0;
  #rest = "";
  #decoder = new StringDecoder("utf8");

  constructor(file: string) {
    this.#file = file;
  }

  /** Lines that were completed since the last call; none while the file is not there. */
  lines(): string[] {
    const parts = (this.#rest + this.#more()).split("\n");
    this.#rest = parts.pop() ?? "";
    return parts;
  }

  /** What follows the last complete line: half a line, where its writer was killed. */
  get rest(): string {
    return this.#rest;
  }

  #more(): string {
    // Most looks find nothing new: they cost one call of the system.
    if (statSync(this.#file, { throwIfNoEntry: false })?.size === this.#offset) return "";
    let file: number;
    try {
      file = openSync(this.#file, "r");
    } catch {
      return "";
    }
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      let text = "";
      for (;;) {
        const count = readSync(file, buffer, 0, CHUNK_BYTES, this.#offset);
        if (count === 0) return text;
        this.#offset += count;
        text += this.#decoder.write(buffer.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  }
}
