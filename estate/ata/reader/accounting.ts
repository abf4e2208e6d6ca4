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

/** Different paths kept of one sort; more are counted under one line that says so. */
export const mostPaths = 2_000;
const overflow = "(further paths)";

/** Keeps account of every field that was met: what was read, left out, dropped or not understood. */
export class Accounting {
  /** Fields read, as a setting or as what a document says of itself. */
  read = 0;
  readonly #irrelevant = new Map<string, Irrelevant>();
  readonly #unrecognised = new Map<string, Unrecognised>();
  readonly #secrets = new Map<string, DroppedSecret>();

  addIrrelevant(document: string, path: string, reason: string, fields: number): void {
    const entry = entryOf(this.#irrelevant, document, path, (at) => ({
      document,
      path: at,
      reason,
      fields: 0,
    }));
    entry.fields += fields;
  }

  addUnrecognised(document: string, path: string, found: string): void {
    const entry = entryOf(this.#unrecognised, document, path, (at) => ({
      document,
      path: at,
      found,
      fields: 0,
    }));
    entry.fields += 1;
  }

  addSecret(document: string, path: string): void {
    entryOf(this.#secrets, document, path, (at) => ({ document, path: at, fields: 0 })).fields += 1;
  }

  get irrelevant(): Irrelevant[] {
    return [...this.#irrelevant.values()];
  }
  get unrecognised(): Unrecognised[] {
    return [...this.#unrecognised.values()];
  }
  get secrets(): DroppedSecret[] {
    return [...this.#secrets.values()];
  }
}

function entryOf<T>(entries: Map<string, T>, document: string, path: string, make: (path: string) => T): T {
  const key = `${document} ${path}`;
  const known = entries.get(key);
  if (known) return known;
  const full = entries.size >= mostPaths;
  const at = full ? overflow : path;
  const overflowKey = `${document} ${overflow}`;
  const there = full ? entries.get(overflowKey) : undefined;
  if (there) return there;
  const made = make(at);
  entries.set(full ? overflowKey : key, made);
  return made;
}
