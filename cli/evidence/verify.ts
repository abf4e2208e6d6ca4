import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSignedBy } from "../../plan/carryOver/signature.ts";
import { backupSignature } from "../../plan/centerBackup.ts";
import { plan as planSchema } from "../../plan/plan.ts";
import { planHash } from "../../plan/planner/canonical.ts";
import { ProblemError } from "../../plan/problem.ts";
import { fingerprintOf } from "./key.ts";
import {
  type BackupManifest,
  backupManifest,
  entryOf,
  filesBelow,
  isFile,
  MANIFEST,
  type Manifest,
  manifest as manifestSchema,
  READ_BACK,
  SIGNATURE,
  signature as signatureSchema,
} from "./manifest.ts";

/** What is wrong with a folder of evidence. */
export interface Finding {
  file: string;
  what: "changed" | "missing" | "not listed" | "not a file";
}

export interface Verified {
  manifest: Manifest | BackupManifest;
  /** Fingerprint of the key that signed it. */
  signer: string;
  /** Empty: every file is as it was signed. */
  findings: Finding[];
}

/**
 * Whether a folder is as it was packed; nothing but the folder is needed. Whose key it is nobody can tell from the
 * folder alone: name the public key you were given, or compare the fingerprint.
 *
 * @param expected line of an OpenSSH public key that must have signed it
 * @throws ProblemError EVIDENCE-INCOMPLETE, EVIDENCE-SIGNATURE where the list of files itself cannot be trusted
 */
export function verifyEvidence(folder: string, expected?: string): Verified {
  const text = readPart(folder, MANIFEST);
  const backup = backupManifest.safeParse(parseJson(text));
  if (backup.success) return verifyBackup(folder, text, backup.data, expected);
  const { publicKey, signature } = parsePart(folder, SIGNATURE, readPart(folder, SIGNATURE), signatureSchema);
  const signer = fingerprintOf(publicKey);
  if (!isSignedBy(publicKey, text, signature)) {
    throw unsigned(folder, `the signature by ${signer} does not fit ${MANIFEST}`);
  }
  requireSigner(folder, signer, expected);
  const manifest = parsePart(folder, MANIFEST, text, manifestSchema);
  return { manifest, signer, findings: findingsOf(folder, manifest) };
}

/** An archived backup of a Center: its statement names the manifest, and the manifest every file. */
function verifyBackup(
  folder: string,
  text: Buffer,
  manifest: BackupManifest,
  expected: string | undefined,
): Verified {
  const signed = parsePart(folder, SIGNATURE, readPart(folder, SIGNATURE), backupSignature);
  const signer = fingerprintOf(signed.publicKey);
  const hash = createHash("sha256").update(text).digest("hex");
  if (!isSignedBy(signed.publicKey, Buffer.from(signed.statement), signed.signature)) {
    throw unsigned(folder, `the signature by ${signer} does not fit its statement`);
  }
  if (!signed.statement.trimEnd().endsWith(`manifest.json with SHA-256 ${hash}`)) {
    throw unsigned(folder, `${signer} signed another ${MANIFEST}`);
  }
  requireSigner(folder, signer, expected);
  const files = manifest.files.map(({ path, size, sha256 }) => ({ path, bytes: size, sha256 }));
  return { manifest, signer, findings: filesOf(folder, files, [MANIFEST, SIGNATURE, READ_BACK]) };
}

function requireSigner(folder: string, signer: string, expected: string | undefined): void {
  if (expected === undefined || fingerprintOf(expected) === signer) return;
  throw unsigned(folder, `it was signed by ${signer}, not by ${fingerprintOf(expected)}`);
}

function findingsOf(folder: string, manifest: Manifest): Finding[] {
  const findings = filesOf(folder, manifest.files, [MANIFEST, SIGNATURE]);
  return [...findings, ...planFindings(folder, manifest, findings)];
}

/** What differs between a list of files and those that are there. */
function filesOf(folder: string, files: Manifest["files"], besides: readonly string[]): Finding[] {
  const listed = new Map(files.map((file) => [file.path, file]));
  const own = new Set(besides);
  const there = filesBelow(folder).filter((file) => !own.has(file));
  const findings: Finding[] = there
    .filter((file) => !listed.has(file))
    .map((file) => ({ file, what: "not listed" }));
  for (const [file, entry] of listed) {
    if (!there.includes(file)) findings.push({ file, what: "missing" });
    else if (!isFile(folder, file)) findings.push({ file, what: "not a file" });
    else if (entryOf(folder, file).sha256 !== entry.sha256) findings.push({ file, what: "changed" });
  }
  return findings;
}

/** The plan carries a hash of its own, which the manifest repeats. */
function planFindings(folder: string, manifest: Manifest, findings: readonly Finding[]): Finding[] {
  const file = "plan.json";
  if (findings.some((finding) => finding.file === file)) return [];
  if (!manifest.files.some((entry) => entry.path === file)) return [{ file, what: "missing" }];
  const parsed = planSchema.safeParse(parseJson(readPart(folder, file)));
  if (!parsed.success) return [{ file, what: "changed" }];
  const { hash, ...plan } = parsed.data;
  return hash === planHash(plan) && hash === manifest.planHash ? [] : [{ file, what: "changed" }];
}

function readPart(folder: string, file: string): Buffer {
  if (isFile(folder, file)) return readFileSync(join(folder, file));
  throw new ProblemError({
    id: "EVIDENCE-INCOMPLETE",
    cause: "the folder is no evidence, or a part of it is lost",
    measured: `there is no file ${file} in ${folder}`,
    cure: "Take the folder as `ata2mdi evidence pack` wrote it, with all its files.",
    command: `npx ata2mdi evidence verify ${folder}`,
  });
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function parsePart<T>(folder: string, file: string, text: Buffer, schema: Schema<T>): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw unsigned(folder, `${file} is not what \`ata2mdi evidence pack\` writes`);
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    return undefined;
  }
}

function unsigned(folder: string, measured: string): ProblemError {
  return new ProblemError({
    id: "EVIDENCE-SIGNATURE",
    cause: "the list of files was not signed so, or was changed afterwards: nothing in the folder is proven",
    measured,
    cure: "Ask for the folder again, or for the public key of the person who signed it.",
    command: `npx ata2mdi evidence verify ${folder}`,
  });
}
