import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { type Problem, ProblemError } from "../../plan/problem.ts";

/** How a Center's REST interface is asked. */
export interface CenterAccess {
  /** https address of its console. */
  console: string;
  /** Who signs in, `DOMAIN\\account`; null: whoever runs this, by a Kerberos ticket or a Windows session. */
  account: { user: string; password: string } | null;
  /** Public keys that are believed whoever signed them (`sha256//…`); none: the system's authorities decide. */
  pins: readonly string[];
  advice: CenterAdvice;
}

/** What a person is told to do, which depends on where the Center is asked from. */
export interface CenterAdvice {
  /** What the Center is called. */
  center: string;
  /** The command to type once it is put right. */
  command: string;
  /** Where the Center lets nobody in. */
  account: string;
  /** Where its certificate is not known, and the command that makes it known. */
  certificate: { cure: string; command: string };
  /** Where it cannot be reached at all. */
  unreachable: string;
}

const PROBE_SECONDS = 15;

/** The pin of a certificate in a file (PEM or DER). Throws ProblemError `CENTER-CERTIFICATE`. */
export function pinOfFile(file: string, command: string): string {
  try {
    return pinOf(new X509Certificate(readFileSync(file)));
  } catch (error) {
    throw new ProblemError({
      id: "CENTER-CERTIFICATE",
      cause: "the file with the Center's certificate cannot be read",
      measured: `${file}: ${error instanceof Error ? error.message : "unreadable"}`,
      cure: "Export the Center's certificate, without its key, on its server and name the file.",
      command,
    });
  }
}

/**
 * The pin of the certificate a Center shows now, where its SHA-256 is one of those expected (hex, any case, colons or
 * not). Nothing is sent before, and who signed it or whether it is over does not matter. Throws ProblemError
 * `CENTER-CERTIFICATE` or `CENTER-UNREACHABLE`.
 */
export async function pinByFingerprint(
  address: string,
  fingerprints: readonly string[],
  advice: CenterAdvice,
  signal?: AbortSignal,
): Promise<string> {
  const shown = await certificateOf(new URL(address), advice, signal);
  if (fingerprints.map(plain).includes(plain(shown.fingerprint256))) return pinOf(shown);
  throw new ProblemError(
    untrusted(
      `${address} shows ${shown.fingerprint256}, valid until ${shown.validTo}, none of those expected`,
      advice,
    ),
  );
}

export function untrusted(measured: string, { center, certificate }: CenterAdvice): Problem {
  return {
    id: "CENTER-CERTIFICATE",
    host: center,
    cause: "the Center's console shows a certificate this machine does not trust",
    measured,
    ...certificate,
  };
}

export function unreachable(measured: string, advice: CenterAdvice): Problem {
  return {
    id: "CENTER-UNREACHABLE",
    host: advice.center,
    cause: "the Center's console cannot be reached from this machine",
    measured,
    cure: advice.unreachable,
    command: advice.command,
  };
}

function certificateOf(url: URL, advice: CenterAdvice, signal?: AbortSignal): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const name = isIP(host) ? {} : { servername: host };
    const socket: TLSSocket = connect({
      host,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      ...name,
    });
    const settle = (act: () => void) => {
      signal?.removeEventListener("abort", abort);
      socket.destroy();
      act();
    };
    const abort = () => settle(() => reject(signal?.reason));
    const fail = (reason: string) =>
      settle(() => reject(new ProblemError(unreachable(`${url.host}: ${reason}`, advice))));
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    socket.setTimeout(PROBE_SECONDS * 1000, () => fail(`no answer within ${PROBE_SECONDS} s`));
    socket.once("error", (error) => fail(error.message));
    socket.once("secureConnect", () => {
      const shown = socket.getPeerX509Certificate();
      if (!shown) return fail("it shows no certificate");
      settle(() => resolve(shown));
    });
  });
}

function pinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: "spki", format: "der" });
  return `sha256//${createHash("sha256").update(key).digest("base64")}`;
}

function plain(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, "").toLowerCase();
}
