import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const MANIFEST = "manifest.json";
export const SIGNATURE = "manifest.sig";
/** What reading a Center's backup back noted beside it, where the folder is the backup itself. */
export const READ_BACK = "readback.json";

const path = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)*$/)
  .refine((value) => !value.split("/").includes(".."));

export const manifest = z.strictObject({
  schema: z.literal(1),
  program: z.string(),
  stack: z.string(),
  estate: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  planHash: z.string(),
  /** Every file of the folder but this one and its signature, by path with forward slashes. */
  files: z.array(z.strictObject({ path, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type Manifest = z.output<typeof manifest>;

/** What a Center's host wrote of a backup; the files' paths are its own. */
export const backupManifest = z.looseObject({
  about: z.looseObject({ product: z.string(), center: z.string(), takenAt: z.string(), method: z.string() }),
  files: z.array(
    z.strictObject({
      path: z
        .string()
        .regex(/^[^\\/:]+(\/[^\\/:]+)*$/)
        .refine((value) => !value.split("/").includes("..")),
      size: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type BackupManifest = z.output<typeof backupManifest>;

export const signature = z.strictObject({
  algorithm: z.literal("Ed25519"),
  /** Line of an OpenSSH public key. */
  publicKey: z.string(),
  /** Of the manifest's bytes; base64. */
  signature: z.string(),
});
export type Signature = z.output<typeof signature>;

/** Bytes that are read at a time: a dump file may be larger than any memory. */
const PART = 1024 * 1024;

/** A file as it is now: its size and SHA-256. */
export function entryOf(folder: string, file: string): Manifest["files"][number] {
  const hash = createHash("sha256");
  const part = Buffer.alloc(PART);
  const open = openSync(join(folder, file), "r");
  try {
    let bytes = 0;
    for (let count = readSync(open, part); count > 0; count = readSync(open, part)) {
      hash.update(part.subarray(0, count));
      bytes += count;
    }
    return { path: file, bytes, sha256: hash.digest("hex") };
  } finally {
    closeSync(open);
  }
}

/** Every file below a folder, sorted; what is neither file nor folder is there too, with its name. */
export function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(join(folder, prefix))
    .flatMap((name) => {
      const file = prefix ? `${prefix}/${name}` : name;
      return lstatSync(join(folder, file)).isDirectory() ? filesBelow(folder, file) : [file];
    })
    .sort();
}

/** Whether a path of a folder is an ordinary file: a link could point to anything. */
export function isFile(folder: string, file: string): boolean {
  try {
    return lstatSync(join(folder, file)).isFile();
  } catch {
    return false;
  }
}
