import { spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Problem, ProblemError } from "../../plan/problem.ts";

/** How a Center's REST interface is asked. */
export interface CenterAccess {
  /** https address of its console. */
  console: string;
  /** `DOMAIN\\account`; null: the account that runs this, by its Kerberos ticket or Windows session. */
  user: string | null;
  /** Password of that account; null: none is needed. */
  password: string | null;
  /** File with the Center's own certificate (PEM or DER), where no authority that this machine knows signed it. */
  certificate: string | null;
}

/** curl's exit code for a status of 400 or more. */
const httpError = 22;
/** Seconds without a connection, and for a whole answer. */
const connectSeconds = 15;
const answerSeconds = 600;

/** What is asked for: paths of the interface, and whether one that is not there may be passed over. */
export interface Asked {
  paths: readonly string[];
  missing: "refused" | "passedOver";
}

/**
 * Asks a Center for paths, one after the other over one connection, and gives the answers' text as it comes. curl does
 * the talking: it is the client on Windows and elsewhere that signs in with Negotiate and NTLM and is kept up to date.
 * What is secret goes to it on standard input.
 */
export async function* fetchText(
  access: CenterAccess,
  { paths, missing }: Asked,
  command: string,
): AsyncGenerator<string> {
  const config = configOf(access, paths, command);
  const child = spawn("curl", ["--config", "-"], { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const ended = new Promise<{ code: number | null; error?: Error }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, error }));
    child.once("close", (code) => resolve({ code }));
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(config);
  child.stdout.setEncoding("utf8");
  try {
    for await (const text of child.stdout) yield text as string;
    const { code, error } = await ended;
    if (error !== undefined) throw new ProblemError(noCurl(error, command));
    const passedOver = missing === "passedOver" && code === httpError && said.includes("404");
    if (code !== 0 && !passedOver) throw new ProblemError(failure(access, code, said, command));
  } finally {
    child.kill();
  }
}

/** curl's config file: every value quoted as it wants it. */
function configOf(access: CenterAccess, paths: readonly string[], command: string): string {
  const { user, password, certificate } = access;
  const lines = [
    "silent",
    "show-error",
    "fail",
    "compressed",
    `proto = "=https"`,
    `connect-timeout = ${connectSeconds}`,
    `max-time = ${answerSeconds}`,
    `header = "Accept: application/json"`,
    ...(user === null
      ? ["negotiate", `user = ":"`]
      : ["anyauth", `user = ${quoted(`${user}:${password ?? ""}`)}`]),
    ...(certificate === null
      ? []
      : ["insecure", `pinnedpubkey = ${quoted(publicKeyPin(certificate, command))}`]),
    ...paths.map((path) => `url = ${quoted(new URL(path, access.console).href)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
}

/** Nobody signed the certificate, so its key itself is compared. */
function publicKeyPin(file: string, command: string): string {
  try {
    const key = new X509Certificate(readFileSync(file)).publicKey.export({ type: "spki", format: "der" });
    return `sha256//${createHash("sha256").update(key).digest("base64")}`;
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

function noCurl(error: Error, command: string): Problem {
  return {
    id: "CENTER-UNREACHABLE",
    cause: "curl, which signs in to the Center, cannot be started",
    measured: error.message,
    cure: "Install curl (Windows Server 2019 and later have it), or give exports in files.",
    command,
  };
}

/** curl's exit codes besides: 6, 7 and 28 no connection, 35, 60 and 90 the certificate. */
function failure(
  { console: address }: CenterAccess,
  code: number | null,
  said: string,
  command: string,
): Problem {
  const measured = `curl ended with ${code}: ${said.trim().split("\n").at(-1) ?? ""}`;
  const host = new URL(address).hostname;
  if (code === httpError) {
    return {
      id: "CENTER-REFUSED",
      host,
      cause: /40[13]/.test(said)
        ? "the Center does not let this account in"
        : "the Center answers with an error",
      measured,
      cure: "Run it as an ATA administrator (kinit, or a Windows session), or name one: --center-user, with the password in ATA2MDI_CENTER_PASSWORD.",
      command,
    };
  }
  if (code === 35 || code === 60 || code === 90) {
    return {
      id: "CENTER-CERTIFICATE",
      host,
      cause: "the Center shows a certificate that this machine does not trust",
      measured,
      cure: "Export the Center's certificate on its server and name the file: --certificate center.cer",
      command,
    };
  }
  return {
    id: "CENTER-UNREACHABLE",
    host,
    cause: "the Center's console cannot be reached from here",
    measured,
    cure: "Open TCP 443 to it, start its service, or give exports in files.",
    command,
  };
}
