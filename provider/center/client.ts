import { X509Certificate } from "node:crypto";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { SecretReference } from "../../estate/schema.ts";
import type { OpenAlert } from "../../plan/centerLock/measured.ts";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { type CenterAccess, type CenterAdvice, pinByFingerprint } from "../../remote/center/access.ts";
import { fetchText } from "../../remote/center/curl.ts";
import { readAuthority } from "../http.ts";
import { readOpenAlerts, SUSPICIOUS_ACTIVITIES } from "./openAlerts.ts";
import { confirmCenter } from "./rightCenter.ts";

/** A gateway as an ATA Center lists it. */
export interface CenterGateway {
  id: string;
  /** NetBIOS name of the computer it runs on. */
  name: string;
  /** `Running`, `Stopped` …, as the Center last heard; "" where it does not say. */
  serviceStatus: string;
}

/** A Center's name in the estate, the https address of its console, and who signs in there. */
export interface CenterAddress {
  name: string;
  console: string;
  /** None: whoever runs this, by a Kerberos ticket or a Windows session. */
  account?: { user: string; password: SecretReference } | null;
}

/** What a Center is asked with: whom to believe, and where secrets are. */
export interface CenterTrust {
  /** SHA-256 of the Centers' certificates; none: the system's authorities decide. */
  fingerprints: readonly string[];
  secret: (reference: SecretReference) => string;
}

/** The REST interface of an ATA Center, as far as it is read here. */
export interface CenterConsole {
  /** Every gateway the Center knows. Throws ProblemError where that cannot be read. */
  gateways(center: CenterAddress, workspace: WorkspaceRef, signal: AbortSignal): Promise<CenterGateway[]>;
  /** Every suspicious activity that is open. Throws ProblemError where they cannot be read. */
  openAlerts(center: CenterAddress, workspace: WorkspaceRef, signal: AbortSignal): Promise<OpenAlert[]>;
}

const GATEWAYS = "/api/management/systemProfiles/gateways";

const profile = z.looseObject({
  Id: z.string(),
  NetbiosName: z.string().min(1),
  ServiceStatus: z.string().nullish(),
});

/**
 * Reads over HTTPS, signed in as Windows does it (Negotiate or NTLM). A Center's certificate is usually one it signed
 * itself, and often over, so it may be named by its fingerprint. A lab's Center is known by the certificate beside the
 * lab's authority.
 */
export function centerConsole(trust: CenterTrust): CenterConsole {
  /** Asks for one list and has its answer read. */
  const list = async <T>(
    [center, workspace, signal]: Parameters<CenterConsole["gateways"]>,
    { path, what, read }: List<T>,
  ): Promise<T> => {
    const url = URL.canParse(center.console) ? new URL(path, center.console) : undefined;
    if (url?.protocol !== "https:") throw new ProblemError(notHttps(center.console));
    const access = await centerAccess(center, workspace, trust, adviceFor(center), signal);
    await confirmCenter(access, signal);
    try {
      return await read(fetchText(access, { paths: [path], missing: "refused" }, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SyntaxError ? new ProblemError(strange(url, what)) : error;
    }
  };
  return {
    gateways: (...place) => list(place, { path: GATEWAYS, what: "gateways", read: readGateways }),
    openAlerts: (...place) =>
      list(place, { path: SUSPICIOUS_ACTIVITIES, what: "alerts", read: readOpenAlerts }),
  };
}

interface List<T> {
  path: string;
  /** What it lists, as a person calls it. */
  what: string;
  /** Throws SyntaxError where the answer is no such list. */
  read(text: AsyncIterable<string>): Promise<T>;
}

async function readGateways(text: AsyncIterable<string>): Promise<CenterGateway[]> {
  let whole = "";
  for await (const part of text) whole += part;
  const read = z.array(profile).safeParse(parse(whole));
  if (!read.success) throw new SyntaxError("not a list of gateways");
  return read.data.map((gateway) => ({
    id: gateway.Id,
    name: gateway.NetbiosName,
    serviceStatus: gateway.ServiceStatus ?? "",
  }));
}

/** How a Center of the estate is asked. Throws ProblemError for a secret or a certificate that is not as it should be. */
export async function centerAccess(
  center: CenterAddress,
  workspace: WorkspaceRef,
  { fingerprints, secret }: CenterTrust,
  advice: CenterAdvice,
  signal?: AbortSignal,
): Promise<CenterAccess> {
  const account = center.account
    ? { user: center.account.user, password: secret(center.account.password).replace(/\r?\n$/, "") }
    : null;
  const expected = expectedFingerprints(center, workspace, fingerprints);
  const pins = expected.length > 0 ? [await pinByFingerprint(center.console, expected, advice, signal)] : [];
  return { console: center.console, account, pins, advice };
}

/** Fingerprints that were named, or a lab's own certificate; none: the system's authorities decide. */
function expectedFingerprints(
  center: CenterAddress,
  workspace: WorkspaceRef,
  fingerprints: readonly string[],
): readonly string[] {
  if (fingerprints.length > 0 || !workspace.lab) return fingerprints;
  const file = join(dirname(workspace.lab.ca), `center-${center.name}.pem`);
  return [new X509Certificate(readAuthority(file)).fingerprint256];
}

function adviceFor(center: CenterAddress): CenterAdvice {
  return {
    center: center.name,
    command: "pulumi up",
    account: center.account
      ? `See that ${center.account.user} is an ATA administrator and its password is right. Or ${LOOK}`
      : `Name an ATA administrator under centers: \`consoleAccount: { user: DOMAIN\\name, password: { env: … } }\`, or run this as one (kinit, or a Windows session). Or ${LOOK}`,
    certificate: {
      cure: "Compare its SHA-256 fingerprint on the Center itself, then name it in the stack; one that has expired is believed so as well.",
      command: "pulumi config set centerCertificates <sha256>",
    },
    unreachable:
      "Open TCP 443 from this machine to the Center, or start the Center's service: `whileKept: running` in the estate file does.",
  };
}

const LOOK =
  "look into its console by hand: no gateway that still runs, no suspicious activity that is open.";

function strange(url: URL, what: string): Problem {
  return {
    id: "CENTER-ANSWER",
    host: url.hostname,
    cause: `what the Center's console answers is not a list of ${what}`,
    measured: `GET ${url.pathname}: not the expected JSON`,
    cure: `Give the right address, or ${LOOK}`,
    command: "pulumi up",
  };
}

function notHttps(address: string): Problem {
  return {
    id: "CENTER-ANSWER",
    cause: "the Center's console is read over HTTPS alone",
    measured: `console: ${address}`,
    cure: "Write its https address in the estate file.",
    command: "ata2mdi check",
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
