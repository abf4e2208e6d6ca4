import { readFileSync } from "node:fs";
import ssh2 from "ssh2";
import type { Attestation } from "../../estate/schema.ts";
import { signedBytes } from "../../plan/carryOver/signature.ts";
import { ProblemError } from "../../plan/problem.ts";

/**
 * Signature over an attestation of an estate by a person's private SSH key, base64.
 * @param keyFile unencrypted ssh-ed25519 private key in OpenSSH's form
 */
export function signAttestation(
  estate: string,
  entry: Attestation,
  keyFile: string,
  command: string,
): string {
  const key = ssh2.utils.parseKey(readKey(keyFile, command));
  const one = Array.isArray(key) ? key[0] : key;
  if (one === undefined || one instanceof Error || one.type !== "ssh-ed25519" || !one.isPrivateKey()) {
    throw refused("the key cannot sign an attestation", keyFile, command);
  }
  const signature: Buffer | Error = one.sign(signedBytes(estate, entry));
  if (signature instanceof Error) throw refused(signature.message, keyFile, command);
  return signature.toString("base64");
}

function readKey(keyFile: string, command: string): Buffer {
  try {
    return readFileSync(keyFile);
  } catch (error) {
    throw refused("the key cannot be read", error instanceof Error ? error.message : keyFile, command);
  }
}

function refused(cause: string, measured: string, command: string): ProblemError {
  return new ProblemError({
    id: "ATTEST-KEY",
    cause,
    measured,
    cure: "Give an unencrypted ssh-ed25519 private key, made by `ssh-keygen -t ed25519`.",
    command,
  });
}
