import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const MANIFEST = "manifest.json";
export const SIGNATURE = "manifest.sig";

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

export const signature = z.strictObject({
  algorithm: z.literal("Ed25519"),
  /** Line of an OpenSSH public key. */
  publicKey: z.string(),
  /** Of the manifest's bytes; base64. */
  signature: z.string(),
});
export type Signature = z.output<typeof signature>;

/** A file as it is now: its size and SHA-256. */
export function entryOf(folder: string, file: string): Manifest["files"][number] {
  const bytes = readFileSync(join(folder, file));
  return { path: file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
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
  return lstatSync(join(folder, file), { throwIfNoEntry: false })?.isFile() ?? false;
}
