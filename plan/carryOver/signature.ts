import { createPublicKey, verify } from "node:crypto";
import type { Attestation } from "../../estate/schema.ts";
import { canonicalJson } from "../planner/canonical.ts";

/** What is signed: everything the attestation says, and of which estate. The same attestation gives the same bytes. */
export function signedBytes(estate: string, attestation: Omit<Attestation, "signature">): Buffer {
  const { row, center, state, by, at, evidence, expires, valueHash } = attestation;
  return Buffer.from(canonicalJson({ estate, row, center, state, by, at, evidence, expires, valueHash }));
}

/**
 * Whether a signature was made over an attestation by the private half of a key.
 * @param publicKey line of an OpenSSH public key, `ssh-ed25519 AAAA… comment`
 * @param signature 64 bytes, base64
 */
export function isSignedBy(publicKey: string, data: Uint8Array, signature: string): boolean {
  const raw = ed25519Bytes(publicKey);
  const bytes = Buffer.from(signature, "base64");
  if (raw === undefined || bytes.length !== 64) return false;
  const key = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
  return verify(null, data, key, bytes);
}

const keyType = "ssh-ed25519";

/** The 32 bytes of the key; undefined where the line is none of that type. In the wire form each part has its length before it. */
function ed25519Bytes(line: string): Buffer | undefined {
  const [type, encoded = ""] = line.trim().split(/\s+/);
  const wire = Buffer.from(encoded, "base64");
  const header = Buffer.concat([lengthOf(keyType.length), Buffer.from(keyType), lengthOf(32)]);
  const matches =
    type === keyType && wire.length === header.length + 32 && wire.subarray(0, header.length).equals(header);
  return matches ? wire.subarray(header.length) : undefined;
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}
