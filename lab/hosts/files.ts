import type { BlobStore } from "./blobs.ts";

/** A file or folder of a host; `modified` in Unix seconds. Kept by its path in lower case, shown as it was made. */
export type Entry =
  | { path: string; modified: number; folder: true }
  | { path: string; modified: number; folder: false; sha256: string; size: number };

export type FileIndex = Record<string, Entry>;

/**
 * The file system of a host: one drive, `C:`, paths with either slash, case kept but not told apart. Everything is an
 * absolute path of the form `C:/ProgramData/x`; SFTP's `/C:/x` and paths relative to the home folder are understood.
 */
export class HostFiles {
  readonly #index: FileIndex;
  readonly #blobs: BlobStore;
  readonly #home: string;
  readonly #changed: () => void;

  constructor(index: FileIndex, blobs: BlobStore, home: string, changed: () => void) {
    this.#index = index;
    this.#blobs = blobs;
    this.#home = home;
    this.#changed = changed;
    if (!this.#index["c:"]) this.#index["c:"] = { path: "C:", modified: unixSeconds(), folder: true };
    for (const folder of ["C:/Windows/Temp", "C:/Program Files", "C:/ProgramData", home])
      this.makeFolders(folder);
  }

  /** `C:/Users/x` from anything a client may send; drives other than C: stay as they are and exist nowhere. */
  normal(path: string): string {
    let text = path.replaceAll("\\", "/").replace(/\/+/g, "/");
    // A client puts its working folder before `C:/x`, which it takes for relative; the last drive counts.
    const drive = text.toLowerCase().lastIndexOf("c:");
    if (drive > 0 && text[drive - 1] === "/") text = text.slice(drive);
    if (text === "/") return "C:";
    if (text.startsWith("/")) text = `C:${text}`;
    if (!/^[a-z]:/i.test(text)) text = `${this.#home}/${text}`;
    const parts: string[] = [];
    for (const part of text.split("/")) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        if (parts.length > 1) parts.pop();
      } else parts.push(part);
    }
    parts[0] = (parts[0] ?? "C:").toUpperCase();
    return parts.join("/");
  }

  find(path: string): Entry | undefined {
    return this.#index[key(this.normal(path))];
  }

  exists(path: string): boolean {
    return this.find(path) !== undefined;
  }

  read(path: string): Buffer | undefined {
    const entry = this.find(path);
    return entry && !entry.folder ? this.#blobs.get(entry.sha256) : undefined;
  }

  /** Writes a whole file. False where its folder is missing or a folder has its name. */
  write(path: string, bytes: Buffer | string): boolean {
    const full = this.normal(path);
    if (!this.find(parent(full))?.folder || this.find(full)?.folder) return false;
    const content = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
    const sha256 = this.#blobs.put(content);
    this.#index[key(full)] = {
      path: this.find(full)?.path ?? full,
      modified: unixSeconds(),
      folder: false,
      sha256,
      size: content.length,
    };
    this.#changed();
    return true;
  }

  /** Writes a whole file and makes the folders it needs. */
  place(path: string, bytes: Buffer | string): void {
    this.makeFolders(parent(this.normal(path)));
    this.write(path, bytes);
  }

  append(path: string, text: string): void {
    this.place(path, Buffer.concat([this.read(path) ?? Buffer.alloc(0), Buffer.from(text, "utf8")]));
  }

  /** One folder, whose parent must be there. */
  makeFolder(path: string): boolean {
    const full = this.normal(path);
    if (this.exists(full) || !this.find(parent(full))?.folder) return false;
    this.#index[key(full)] = { path: full, modified: unixSeconds(), folder: true };
    this.#changed();
    return true;
  }

  makeFolders(path: string): void {
    const full = this.normal(path);
    if (full !== parent(full)) this.makeFolders(parent(full));
    this.makeFolder(full);
  }

  removeFile(path: string): boolean {
    const full = key(this.normal(path));
    if (!this.#index[full] || this.#index[full].folder) return false;
    delete this.#index[full];
    this.#changed();
    return true;
  }

  /** An empty folder only. */
  removeFolder(path: string): boolean {
    const full = key(this.normal(path));
    if (!this.#index[full]?.folder || full === "c:" || this.list(path).length > 0) return false;
    delete this.#index[full];
    this.#changed();
    return true;
  }

  /** A file, or a folder with all that is in it; silent where there is nothing. */
  removeTree(path: string): void {
    const full = key(this.normal(path));
    for (const name of Object.keys(this.#index)) {
      if (name === full || name.startsWith(`${full}/`)) delete this.#index[name];
    }
    this.#changed();
  }

  rename(from: string, to: string): boolean {
    const source = this.normal(from);
    const destination = this.normal(to);
    if (!this.exists(source) || this.exists(destination) || !this.find(parent(destination))?.folder)
      return false;
    const old = key(source);
    for (const [name, entry] of Object.entries(this.#index)) {
      if (name !== old && !name.startsWith(`${old}/`)) continue;
      const path = destination + entry.path.slice(source.length);
      delete this.#index[name];
      this.#index[key(path)] = { ...entry, path };
    }
    this.#changed();
    return true;
  }

  /** What is in a folder, without what is below. */
  list(path: string): Entry[] {
    const folder = `${key(this.normal(path))}/`;
    return Object.entries(this.#index)
      .filter(([name]) => name.startsWith(folder) && !name.slice(folder.length).includes("/"))
      .map(([, entry]) => entry);
  }
}

function key(path: string): string {
  return path.toLowerCase();
}

export function parent(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? path : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
