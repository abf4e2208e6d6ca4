import { createPrivateKey, sign } from "node:crypto";
import ssh2 from "ssh2";

/** A private key that can sign: its public half, and the signature of bytes. */
export interface SigningKey {
  /** `ssh-ed25519 AAAA…` */
  publicKey: string;
  /** Base64. */
  sign(data: Uint8Array): string;
}

/** An unencrypted Ed25519 private key, as OpenSSH writes it or PKCS #8 in PEM; undefined where it is none. */
export function signingKeyFrom(bytes: Buffer): SigningKey | undefined {
  return openSshKey(bytes) ?? pemKey(bytes);
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
