import { type AlertKind, type AlertRecord, alertRecord } from "../../plan/alerts/record.ts";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { type CenterAddress, trustOf } from "../../provider/center/client.ts";
import { arrayMembers } from "../../provider/center/jsonArray.ts";
import { decoded, SUSPICIOUS_ACTIVITIES } from "../../provider/center/openAlerts.ts";
import { httpsSender, type Send } from "../../provider/http.ts";

const lists: readonly { path: string; kind: AlertKind }[] = [
  { path: SUSPICIOUS_ACTIVITIES, kind: "suspicious activity" },
  { path: "/api/management/monitoringAlerts", kind: "monitoring alert" },
];

export interface AlertSource {
  center: CenterAddress;
  workspace: WorkspaceRef;
  /** SHA-256 of the Center's certificate; none: authorities decide. */
  fingerprints: readonly string[];
  /** The command that asked, for what to type next. */
  command: string;
}

/**
 * Every suspicious activity and monitoring alert of a Center, one by one as they arrive. Only reads.
 *
 * @throws ProblemError where the Center cannot be read to the end; what was given before is then not all there is
 */
export async function* readAlerts(
  source: AlertSource,
): AsyncGenerator<{ record: AlertRecord; raw: unknown }> {
  const { center, workspace, fingerprints } = source;
  const send = httpsSender(trustOf(center, workspace, fingerprints));
  for (const { path, kind } of lists) {
    const url = new URL(path, center.console);
    for await (const raw of members(send, url, source)) {
      const record = alertRecord(kind, raw);
      if (!record)
        throw new ProblemError(strange(source, url, "a member is no alert: it has no Id or no Type"));
      yield { record, raw };
    }
  }
}

async function* members(send: Send, url: URL, source: AlertSource): AsyncGenerator<unknown> {
  try {
    const response = await send(url.href, { headers: { accept: "application/json" } });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ProblemError(refused(source, url, response.status));
    }
    if (!response.body) throw new SyntaxError("nothing was sent");
    yield* arrayMembers(decoded(response.body));
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (error instanceof SyntaxError) throw new ProblemError(strange(source, url, error.message));
    throw new ProblemError(silent(source, url, error));
  }
}

function silent({ center, command }: AlertSource, url: URL, error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const certificate = /certificate|CERT_|self.signed|altname/i.test(reason);
  return {
    id: certificate ? "CENTER-CERTIFICATE" : "CENTER-UNREACHABLE",
    host: center.name,
    cause: certificate
      ? "the Center's console shows a certificate this machine does not trust"
      : "the Center's console cannot be reached from this machine, or stopped in the middle",
    measured: `GET ${url.href}: ${reason.slice(0, 300)}`,
    cure: certificate
      ? "Compare its SHA-256 fingerprint on the Center itself, then name it."
      : "Open TCP 443 from this machine to the Center, or start the Center's service.",
    command: certificate ? `${command} --certificate <sha256>` : command,
  };
}

function refused({ center, command }: AlertSource, url: URL, status: number): Problem {
  return {
    id: "CENTER-REFUSED",
    host: center.name,
    cause:
      status === 401
        ? "the Center's console wants Windows integrated authentication, which cannot be done from here"
        : "the Center's console refuses to list its alerts",
    measured: `GET ${url.href}: HTTP ${status}`,
    cure: "Export them on the Center: mongoexport -d ATA -c SuspiciousActivity, then attest row ata-alerts.",
    command,
  };
}

function strange({ center, command }: AlertSource, url: URL, what: string): Problem {
  return {
    id: "CENTER-ANSWER",
    host: center.name,
    cause: "what the Center's console answers is not a whole list of alerts, so nothing was recorded",
    measured: `GET ${url.href}: ${what.slice(0, 300)}`,
    cure: "Run it again; if it stays, look into the Center's console by hand.",
    command,
  };
}
