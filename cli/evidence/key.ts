import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import ssh2 from "ssh2";
import { ProblemError } from "../../plan/problem.ts";

/** A private key that can sign: its public half, and the signature of bytes. */
export interface SigningKey {
  /** `ssh-ed25519 AAAA…` */
  publicKey: string;
  /** Base64. */
  sign(data: Uint8Array): string;
}

/** Reads an unencrypted Ed25519 private key: as OpenSSH writes it, or PKCS #8 in PEM. Throws EVIDENCE-KEY. */
export function readSigningKey(file: string): SigningKey {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unfit(file, error instanceof Error ? error.message : String(error));
  }
  const key = openSshKey(bytes) ?? pemKey(bytes);
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

function openSshKey(bytes: Buffer): SigningKey | undefined {
  const parsed = ssh2.utils.parseKey(bytes);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key || key instanceof Error || key.type !== "ssh-ed25519" || !key.isPrivateKey()) return undefined;
  return {
    publicKey: `ssh-ed25519 ${key.getPublicSSH().toString("base64")}`,
    sign(data) {
      const made: Buffer | Error = key.sign(Buffer.from(data));
      if (made instanceof Error) throw made;
      return made.toString("base64");
    },
  };
}

function pemKey(bytes: Buffer): SigningKey | undefined {
  try {
    const key = createPrivateKey(bytes);
    const { crv, x } = key.export({ format: "jwk" });
    if (crv !== "Ed25519" || !x) return undefined;
    return {
      publicKey: `ssh-ed25519 ${wireOf(Buffer.from(x, "base64url")).toString("base64")}`,
      sign: (data) => sign(null, data, key).toString("base64"),
    };
  } catch {
    return undefined;
  }
}

/** A public key as SSH sends it: each part behind its length. */
function wireOf(raw: Buffer): Buffer {
  return Buffer.concat([Buffer.from("ssh-ed25519"), raw].flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(part.length);
  return bytes;
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
