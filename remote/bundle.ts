import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

/** One file of the bundle of scripts; `path` is relative to the bundle, with forward slashes. */
export interface BundleFile {
  path: string;
  bytes: Buffer;
}

const folder = resolve(import.meta.dirname, "powershell");
let cached: { files: BundleFile[]; hash: string } | undefined;

/**
 * Folder of the scripts that run on hosts, relative to the working directory where it lies below it (so that state is
 * the same on every machine), with forward slashes.
 */
export function bundleFolderPath(): string {
  const fromHere = relative(process.cwd(), folder);
  return (fromHere.startsWith("..") ? folder : fromHere).split(sep).join("/");
}

/** Every file of the bundle, ordered by path. */
export function bundleFiles(): readonly BundleFile[] {
  return load().files;
}

/**
 * SHA-256, hex, of the bundle: of the lines `<path> <SHA-256 of the file>\n`, ordered by path. `Invoke-Step.ps1` works
 * it out again on the host and refuses to run a bundle that is damaged or was tampered with.
 */
export function bundleHash(): string {
  return load().hash;
}

/** The hash of any set of files, as bundleHash() and the host work it out. */
export function hashFiles(files: readonly BundleFile[]): string {
  const lines = files.map((file) => `${file.path} ${sha256(file.bytes)}\n`).sort();
  return sha256(Buffer.from(lines.join(""), "utf8"));
}

/** Every file below a folder. */
export function readFolder(root: string): BundleFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).split(sep).join("/"), bytes: readFileSync(file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function load(): { files: BundleFile[]; hash: string } {
  if (!cached) {
    const files = readFolder(folder);
    cached = { files, hash: hashFiles(files) };
  }
  return cached;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
