import type { Algorithms, ServerHostKeyAlgorithm } from "ssh2";
import { OperationError } from "./failure.ts";

/** Signature algorithms that belong to a key type; an RSA key signs with several. */
const algorithmsOf: Record<string, ServerHostKeyAlgorithm[]> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
};

export interface HostKeyPin {
  algorithms?: Algorithms;
  /** True where the server's key is the expected one. */
  verify(key: Buffer): boolean;
}

/** The pin of an authorized_keys line. Without one any key is accepted, as the official provider does. */
export function hostKeyPin(line: string | undefined): HostKeyPin {
  if (line === undefined) return { verify: () => true };
  const [type = "", encoded = ""] = line.trim().split(/\s+/);
  const serverHostKey = algorithmsOf[type];
  if (!serverHostKey || encoded === "") {
    throw new OperationError("ssh: hostKey is not a public key line such as `ssh-ed25519 AAAA…`");
  }
  const expected = Buffer.from(encoded, "base64");
  return { algorithms: { serverHostKey }, verify: (key) => key.equals(expected) };
}
