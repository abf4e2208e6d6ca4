/** A field or a group of fields that was not kept, with how often it was met. No value stands in it. */
export interface Irrelevant {
  document: string;
  path: string;
  reason: string;
  /** Fields below the path, over all documents. */
  fields: number;
}
export interface Unrecognised {
  document: string;
  path: string;
  /** What it is: `text of 12 characters`; of the first one met. */
  found: string;
  fields: number;
}
export interface DroppedSecret {
  document: string;
  path: string;
  /** How many documents have a value there; those without are not counted. */
  fields: number;
}

/** Different paths kept of one kind of document; more are counted under one line that says so. */
export const mostPaths = 2_000;
const overflow = "(further paths)";

/** Keeps account of every field that was met: what was read, left out, dropped or not understood. */
export class Accounting {
  /** Fields read, as a setting or as what a document says of itself. */
  read = 0;
  readonly #irrelevant = new PathCounts<Irrelevant>();
  readonly #unrecognised = new PathCounts<Unrecognised>();
  readonly #secrets = new PathCounts<DroppedSecret>();

  addIrrelevant(document: string, path: string, reason: string, fields: number): void {
    const entry = this.#irrelevant.at(document, path, (at) => ({ document, path: at, reason, fields: 0 }));
    entry.fields += fields;
  }

  addUnrecognised(document: string, path: string, found: string): void {
    this.#unrecognised.at(document, path, (at) => ({ document, path: at, found, fields: 0 })).fields += 1;
  }

  addSecret(document: string, path: string): void {
    this.#secrets.at(document, path, (at) => ({ document, path: at, fields: 0 })).fields += 1;
  }

  get irrelevant(): Irrelevant[] {
    return this.#irrelevant.all;
  }
  get unrecognised(): Unrecognised[] {
    return this.#unrecognised.all;
  }
  get secrets(): DroppedSecret[] {
    return this.#secrets.all;
  }
}

/** One entry for each path of each kind of document. */
class PathCounts<T> {
  readonly #byDocument = new Map<string, Map<string, T>>();

  at(document: string, path: string, make: (path: string) => T): T {
    let entries = this.#byDocument.get(document);
    if (entries === undefined) {
      entries = new Map();
      this.#byDocument.set(document, entries);
    }
    const known = entries.get(path);
    if (known !== undefined) return known;
    const at = entries.size < mostPaths ? path : overflow;
    const entry = entries.get(at) ?? make(at);
    entries.set(at, entry);
    return entry;
  }

  get all(): T[] {
    return [...this.#byDocument.values()].flatMap((entries) => [...entries.values()]);
  }
}
