import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ProblemError } from "../../plan/problem.ts";
import { type SigningKey, signingKeyFrom } from "../../remote/signingKey.ts";

/** Reads an unencrypted Ed25519 private key: as OpenSSH writes it, or PKCS #8 in PEM. Throws EVIDENCE-KEY. */
export function readSigningKey(file: string): SigningKey {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unfit(file, error instanceof Error ? error.message : String(error));
  }
  const key = signingKeyFrom(bytes);
  if (!key) throw unfit(file, "it is no unencrypted Ed25519 private key");
  return key;
}

/** As `ssh-keygen -lf` shows it: `SHA256:…`; the text itself where it is no key. */
export function fingerprintOf(publicKey: string): string {
  const wire = publicKey.trim().split(/\s+/)[1];
  if (!wire) return publicKey;
  const hash = createHash("sha256").update(Buffer.from(wire, "base64")).digest("base64");
  return `SHA256:${hash.replace(/=+$/, "")}`;
}

function unfit(file: string, measured: string): ProblemError {
  return new ProblemError({
    id: "EVIDENCE-KEY",
    cause: "the key cannot sign the evidence",
    measured: `${file}: ${measured}`,
    cure: "Name an Ed25519 private key without a passphrase; keep it from the machine that runs the move if you can.",
    command: "ssh-keygen -t ed25519 -N '' -f evidence_key",
  });
}
