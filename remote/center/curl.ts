import { spawn } from "node:child_process";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { type CenterAccess, unreachable, untrusted } from "./access.ts";

/** What is asked for: paths of the interface, and whether one that is not there may be passed over. */
export interface Asked {
  paths: readonly string[];
  missing: "refused" | "passedOver";
}

/** What is sent by POST, as a form; and where to. */
export interface Sent {
  path: string;
  form: Readonly<Record<string, string>>;
}

/** Answer to what was sent, whatever its status. */
export interface Answered {
  status: number;
  /** The end of what it says, for a person. */
  text: string;
}

/** curl's exit codes: an option or a feature it lacks, a status of 400 or more, what is wrong with the certificate. */
const lacking = [2, 4];
const httpError = 22;
const certificate = [35, 51, 58, 60, 77, 90];
/** Seconds without a connection, and for a whole answer. */
const connectSeconds = 15;
const answerSeconds = 600;
const changeSeconds = 60;
/** Characters of an answer to a change that are kept. */
const KEPT = 500;

/**
 * Asks a Center for paths by GET, one after the other over one connection, and gives the answers' text as it comes. curl
 * does the talking: it is the client on Windows and elsewhere that signs in with Negotiate and NTLM and is kept up to
 * date. What is secret goes to it on standard input. Throws ProblemError `CENTER-UNREACHABLE`, `CENTER-CERTIFICATE` or
 * `CENTER-REFUSED`.
 */
export async function* fetchText(
  access: CenterAccess,
  { paths, missing }: Asked,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const lines = ["fail", ...urls(access, paths)];
  const { code, said } = yield* talk(access, { seconds: answerSeconds, lines }, signal);
  const passedOver = missing === "passedOver" && code === httpError && said.includes("404");
  if (code !== 0 && !passedOver) throw new ProblemError(failure(access, code, said));
}

/**
 * Sends one change to a Center. An answer with an error status is an answer. Throws ProblemError `CENTER-UNREACHABLE` or
 * `CENTER-CERTIFICATE`; then it may have been done all the same.
 */
export async function sendForm(access: CenterAccess, { path, form }: Sent): Promise<Answered> {
  const body = new URLSearchParams(form).toString();
  const lines = [`data = ${quoted(body)}`, `write-out = "\\n%{http_code}"`, ...urls(access, [path])];
  const talking = talk(access, { seconds: changeSeconds, lines });
  let text = "";
  for (;;) {
    const { value, done } = await talking.next();
    if (!done) {
      text = (text + value).slice(-KEPT);
      continue;
    }
    const status = Number(/\n(\d{3})$/.exec(text)?.[1] ?? 0);
    if (value.code !== 0 || status === 0) throw new ProblemError(failure(access, value.code, value.said));
    return { status, text: text.slice(0, -4).trim() };
  }
}

/** One run of curl: what it prints as it comes, and at the end its exit code and what it said of errors. */
async function* talk(
  access: CenterAccess,
  { seconds, lines }: { seconds: number; lines: readonly string[] },
  signal?: AbortSignal,
): AsyncGenerator<string, { code: number | null; said: string }, undefined> {
  signal?.throwIfAborted();
  // Without the person's own configuration file: it may add what is not meant for a Center.
  const child = spawn("curl", ["--disable", "--config", "-"], {
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const end = () => child.kill();
  signal?.addEventListener("abort", end, { once: true });
  const ended = new Promise<{ code: number | null; error?: Error }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, error }));
    child.once("close", (code) => resolve({ code }));
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000);
  });
  child.stdin.on("error", () => undefined);
  const config = configOf(access, seconds, lines);
  child.stdin.end(config, encodingOf(config));
  child.stdout.setEncoding("utf8");
  try {
    for await (const text of child.stdout) yield String(text);
    const { code, error } = await ended;
    signal?.throwIfAborted();
    if (error !== undefined) throw new ProblemError(noCurl(error.message, access));
    return { code, said };
  } finally {
    signal?.removeEventListener("abort", end);
    child.kill();
  }
}

/** curl's config file: every value quoted as it wants it. */
function configOf({ account, pins }: CenterAccess, seconds: number, request: readonly string[]): string {
  const lines = [
    "silent",
    "show-error",
    "compressed",
    `proto = "=https"`,
    `connect-timeout = ${connectSeconds}`,
    `max-time = ${seconds}`,
    `header = "Accept: application/json"`,
    ...(account === null
      ? ["negotiate", `user = ":"`]
      : [waysToSignIn(), `user = ${quoted(`${account.user}:${account.password}`)}`]),
    ...(pins.length === 0 ? [] : ["insecure", `noproxy = "*"`, `pinnedpubkey = ${quoted(pins.join(";"))}`]),
    ...request,
  ];
  return `${lines.join("\n")}\n`;
}

function urls({ console: address }: CenterAccess, paths: readonly string[]): string[] {
  return paths.map((path) => `url = ${quoted(new URL(path, address).href)}`);
}

/**
 * Windows itself signs a named account in, by Kerberos or NTLM. Elsewhere Negotiate takes a ticket only, and curl does
 * not go on to NTLM where there is none.
 */
function waysToSignIn(): string {
  return process.platform === "win32" ? "anyauth" : "ntlm";
}

/** Off Windows curl makes of each byte of a password the character of that number: Latin-1, as far as it goes. */
function encodingOf(config: string): "latin1" | "utf8" {
  return process.platform !== "win32" && /^[\0-\xff]*$/.test(config) ? "latin1" : "utf8";
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
}

function noCurl(measured: string, { advice }: CenterAccess): Problem {
  return {
    id: "CENTER-UNREACHABLE",
    host: advice.center,
    cause: "curl, which signs in to the Center, cannot be used",
    measured,
    cure: "Install curl with NTLM and Negotiate (`curl --version` names its features; Windows Server 2019 and later have it).",
    command: advice.command,
  };
}

function failure(access: CenterAccess, code: number | null, said: string): Problem {
  const { advice } = access;
  const measured = `curl ended with ${code}: ${reasonIn(said)}`;
  if (code === httpError) {
    return {
      id: "CENTER-REFUSED",
      host: advice.center,
      cause: /40[13]/.test(said)
        ? "the Center does not let this account in"
        : "the Center answers with an error",
      measured,
      cure: advice.account,
      command: advice.command,
    };
  }
  if (code !== null && lacking.includes(code)) return noCurl(measured, access);
  if (code !== null && certificate.includes(code)) return untrusted(measured, advice);
  return unreachable(measured, advice);
}

/** curl's own line about what went wrong: advice may follow it. */
function reasonIn(said: string): string {
  const lines = said.trim().split("\n");
  return lines.findLast((line) => /^curl: \(\d+\)/.test(line)) ?? lines.at(-1) ?? "";
}
