import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { ProblemError } from "../plan/problem.ts";

/** A certificate as the step takes it: DER in base64, and its SHA-1 thumbprint. */
export interface RootCertificateInput {
  certificate: string;
  thumbprint: string;
}

/**
 * The root certificate of a thumbprint: from the file the estate names, else from those Node.js brings along.
 *
 * @param thumbprint SHA-1, upper-case hex
 * @throws ProblemError where it is in neither
 */
export function rootCertificateInput(thumbprint: string, file: string | undefined): RootCertificateInput {
  const found = [...(file === undefined ? [] : [fromFile(file)]), ...rootCertificates.map(parsed)].find(
    (one) => one?.fingerprint.replaceAll(":", "") === thumbprint,
  );
  if (found) return { certificate: found.raw.toString("base64"), thumbprint };
  throw new ProblemError({
    id: "PREPARATION-CERTIFICATE",
    cause: "the root certificate that hosts are to trust is not known here",
    measured: `no certificate with thumbprint ${thumbprint} ${file === undefined ? "comes with Node.js" : `in ${file}, nor with Node.js`}`,
    cure: "Download it from its authority, compare its thumbprint, and name the file in `preparation.rootCertificate`.",
    command: "pulumi preview",
  });
}

function fromFile(file: string): X509Certificate | undefined {
  try {
    return parsed(readFileSync(file));
  } catch {
    return undefined;
  }
}

function parsed(bytes: string | Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}
