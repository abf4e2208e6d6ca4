import { z } from "zod";
import { fact } from "./facts.ts";

/** What a Center's host tells of a backup on it; numbers and names only. What they mean is decided by the lock. */
export const centerBackup = z.strictObject({
  folder: z.string(),
  /** dump: mongodump's files, which can be read back; cold: the database's own files, copied while it stood still. */
  method: z.enum(["dump", "cold"]),
  /** ISO 8601, by the host's clock. */
  takenAt: z.string(),
  files: z.int().min(0),
  bytes: z.number().min(0),
  /** SHA-256 of the manifest, lower-case hex; every file of the backup is in it with its own. */
  manifestSha256: z.string(),
  /** Thumbprint of the certificate that was exported with its private key; null: the Center has none. */
  certificate: fact(z.string().nullable()),
  /** Parts that could not be taken, each with why: a backup without them is not whole. */
  missingParts: z.array(z.string()).max(20),
  /** Files that are missing or not as the manifest and the reading back have them: how many, and up to 20 names. */
  damagedFiles: z.int().min(0),
  damaged: z.array(z.string()).max(20),
  /** Bytes hashed again now; of files beyond them only size and time were compared. */
  hashedBytes: z.number().min(0),
  /** What reading it back came to; null: that was not done since. */
  readBack: z
    .strictObject({
      at: z.string(),
      /** The manifest it was read back against. */
      manifestSha256: z.string(),
      damagedFiles: z.int().min(0),
      collections: z.int().min(0),
      documents: z.number().min(0),
      /** Documents that were read to their last value. */
      sampled: z.int().min(0),
      /** Collections of which the dump and the live database had different numbers; null: not there, not counted. */
      differentCollections: z.int().min(0),
      different: z
        .array(z.strictObject({ name: z.string(), dump: z.number().nullable(), live: z.number().nullable() }))
        .max(20),
    })
    .nullable(),
});
export type CenterBackup = z.output<typeof centerBackup>;

/** Null: there is no whole backup of that name. */
export const centerBackupFacts = z.strictObject({ backup: fact(centerBackup.nullable()) });

/** Facts of Test-AtaCenterBackup. */
export const readBackFacts = z.looseObject({ manifestSha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** Facts of Copy-AtaCenterBackup: what its proven copy holds. */
export const archiveFacts = z.looseObject({ manifestSha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** A signature beside an archived backup's manifest, readable in years and by anybody. */
export const backupSignature = z.strictObject({
  algorithm: z.literal("Ed25519"),
  /** Line of an OpenSSH public key. */
  publicKey: z.string(),
  /** What was signed: `backupStatement()`. */
  statement: z.string(),
  /** Base64. */
  signature: z.string(),
});

/** What a person signs of a backup: whose it is, and the hash of its list of files. */
export function backupStatement(estate: string, backup: string, manifestSha256: string): string {
  return `ata2mdi: backup ${backup} of an ATA Center of estate ${estate}, manifest.json with SHA-256 ${manifestSha256}\n`;
}

/** A signature that writes into evidence should not outlive the work by much. */
const LONGEST_SIGNATURE_DAYS = 7;

/** When a shared access signature ends, where that is too far away; null: it is near, or the signature does not say. */
export function tooLongLived(sas: string, now: Date): string | null {
  const ends = new URLSearchParams(sas.trim().replace(/^\?/, "")).get("se");
  const days = (Date.parse(ends ?? "") - now.getTime()) / 86_400_000;
  return days > LONGEST_SIGNATURE_DAYS ? ends : null;
}

/** Name of a backup and of the folder it is in. */
export function backupName(center: string, take: number): string {
  return `${center}-${take}`;
}
