import { X509Certificate } from "node:crypto";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { OpenAlert } from "../../plan/centerLock/measured.ts";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { wordsOf } from "../errors.ts";
import { type HttpResponse, httpsSender, readAuthority, type Send, type Trust } from "../http.ts";
import { readOpenAlerts, SUSPICIOUS_ACTIVITIES } from "./openAlerts.ts";

/** A gateway as an ATA Center lists it. */
export interface CenterGateway {
  id: string;
  /** NetBIOS name of the computer it runs on. */
  name: string;
  /** `Running`, `Stopped` …, as the Center last heard; "" where it does not say. */
  serviceStatus: string;
}

/** A Center's name in the estate, and the https address of its console. */
export interface CenterAddress {
  name: string;
  console: string;
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
 * Reads over HTTPS. A Center's certificate is usually one it signed itself, so it may be named by fingerprint; without
 * one the system's authorities must know it. A lab's Center is known by the certificate beside the lab's authority.
 *
 * @param fingerprints SHA-256 of the Centers' certificates; none: authorities decide
 */
export function centerConsole(fingerprints: readonly string[]): CenterConsole {
  const senders = new Map<string, Send>();
  /** Asks for one list and has its answer read. */
  const list = async <T>(
    [center, workspace, signal]: Parameters<CenterConsole["gateways"]>,
    { path, what, read }: List<T>,
  ): Promise<T> => {
    const url = URL.canParse(center.console) ? new URL(path, center.console) : undefined;
    if (url?.protocol !== "https:") throw new ProblemError(notHttps(center.console));
    const send = senders.get(center.name) ?? httpsSender(trustOf(center, workspace, fingerprints));
    senders.set(center.name, send);
    try {
      const response = await send(url.href, { headers: { accept: "application/json" }, signal });
      if (response.status === 200) return await read(response);
      await response.body?.cancel();
      throw new ProblemError(refused(url, response.status, what));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProblemError) throw error;
      throw new ProblemError(error instanceof SyntaxError ? strange(url, what) : silent(url, error));
    }
  };
  return {
    gateways: (...place) => list(place, { path: GATEWAYS, what: "gateways", read: readGateways }),
    openAlerts: (...place) => list(place, { path: SUSPICIOUS_ACTIVITIES, what: "alerts", read: readAlerts }),
  };
}

interface List<T> {
  path: string;
  /** What it lists, as a person calls it. */
  what: string;
  /** Throws SyntaxError where the answer is no such list. */
  read(response: HttpResponse): Promise<T>;
}

async function readGateways(response: HttpResponse): Promise<CenterGateway[]> {
  const read = z.array(profile).safeParse(parse(await response.text()));
  if (!read.success) throw new SyntaxError("not a list of gateways");
  return read.data.map((gateway) => ({
    id: gateway.Id,
    name: gateway.NetbiosName,
    serviceStatus: gateway.ServiceStatus ?? "",
  }));
}

async function readAlerts({ body }: HttpResponse): Promise<OpenAlert[]> {
  if (!body) throw new SyntaxError("nothing was sent");
  return readOpenAlerts(body);
}

/** Whom to believe when a Center's console is read: named fingerprints, a lab's own certificate, or the system. */
export function trustOf(
  center: CenterAddress,
  workspace: WorkspaceRef,
  fingerprints: readonly string[],
): Trust {
  if (fingerprints.length > 0) return { kind: "certificates", fingerprints };
  if (!workspace.lab) return { kind: "system" };
  const file = join(dirname(workspace.lab.ca), `center-${center.name}.pem`);
  const { fingerprint256 } = new X509Certificate(readAuthority(file));
  return { kind: "certificates", fingerprints: [fingerprint256] };
}

const CONSOLE_CURE =
  "Look into the Center's console by hand: no gateway that still runs, no suspicious activity that is open.";

function silent(url: URL, error: unknown): Problem {
  const reason = wordsOf(error);
  const certificate = /certificate|CERT_|self.signed|altname/i.test(reason);
  return {
    id: certificate ? "CENTER-CERTIFICATE" : "CENTER-UNREACHABLE",
    host: url.hostname,
    cause: certificate
      ? "the Center's console shows a certificate this machine does not trust"
      : "the Center's console cannot be reached from this machine",
    measured: `GET ${url.pathname}: ${reason.slice(0, 300)}`,
    cure: certificate
      ? "Compare its SHA-256 fingerprint on the Center itself, then name it in the stack."
      : "Open TCP 443 from this machine to the Center, or start the Center's service.",
    command: certificate ? "pulumi config set centerCertificates <sha256>" : "pulumi up",
  };
}

function refused(url: URL, status: number, what: string): Problem {
  return {
    id: "CENTER-REFUSED",
    host: url.hostname,
    cause:
      status === 401
        ? "the Center's console wants Windows integrated authentication, which cannot be done from here"
        : `the Center's console refuses to list its ${what}`,
    measured: `GET ${url.pathname}: HTTP ${status}`,
    cure: CONSOLE_CURE,
    command: "pulumi up",
  };
}

function strange(url: URL, what: string): Problem {
  return {
    id: "CENTER-ANSWER",
    host: url.hostname,
    cause: `what the Center's console answers is not a list of ${what}`,
    measured: `GET ${url.pathname}: not the expected JSON`,
    cure: CONSOLE_CURE,
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
