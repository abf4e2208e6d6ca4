import { backupSignature, backupStatement } from "../plan/centerBackup.ts";
import { ProblemError } from "../plan/problem.ts";
import { signingKeyFrom } from "./signingKey.ts";

export interface SignedBackup {
  estate: string;
  /** Name of the backup. */
  name: string;
  manifestSha256: string;
}

/**
 * Text of `manifest.sig` for a backup. The same backup and key give the same text.
 *
 * @param key the value of the secret with the private key; never part of an error
 * @throws ProblemError `EVIDENCE-KEY`
 */
export function signBackup(backup: SignedBackup, key: string): string {
  const signing = signingKeyFrom(Buffer.from(key));
  if (!signing) {
    throw new ProblemError({
      id: "EVIDENCE-KEY",
      cause: "the key cannot sign the archive of a Center's backup",
      measured: "archive.signingKey: it is no unencrypted Ed25519 private key",
      cure: "Name an Ed25519 private key without a passphrase.",
      command: "ssh-keygen -t ed25519 -N '' -f evidence_key",
    });
  }
  const statement = backupStatement(backup.estate, backup.name, backup.manifestSha256);
  const signed = backupSignature.parse({
    algorithm: "Ed25519",
    publicKey: signing.publicKey,
    statement,
    signature: signing.sign(Buffer.from(statement)),
  });
  return `${JSON.stringify(signed, null, 2)}\n`;
}
