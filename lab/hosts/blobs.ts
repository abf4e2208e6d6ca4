import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Contents of the hosts' files, by SHA-256: the bundle that lies on a hundred hosts is kept once. */
export class BlobStore {
  readonly #folder: string;
  readonly #cache = new Map<string, Buffer>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Keeps the bytes and answers their SHA-256, lower-case hex. */
  put(bytes: Buffer): string {
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (this.#cache.has(hash)) return hash;
    const file = join(this.#folder, hash);
    if (!existsSync(file)) {
      writeFileSync(`${file}.new`, bytes, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    this.#cache.set(hash, bytes);
    return hash;
  }

  /** Removes what no file of any host is any more. */
  sweep(used: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#folder)) if (!used.has(name)) rmSync(join(this.#folder, name));
  }

  get(hash: string): Buffer {
    const known = this.#cache.get(hash);
    if (known) return known;
    const bytes = readFileSync(join(this.#folder, hash));
    this.#cache.set(hash, bytes);
    return bytes;
  }
}
