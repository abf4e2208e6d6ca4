import type { SecretReference } from "../../estate/schema.ts";
import { type AlertKind, type AlertRecord, alertRecord } from "../../plan/alerts/record.ts";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { type CenterAddress, centerAccess } from "../../provider/center/client.ts";
import { arrayMembers } from "../../provider/center/jsonArray.ts";
import { SUSPICIOUS_ACTIVITIES } from "../../provider/center/openAlerts.ts";
import { confirmCenter } from "../../provider/center/rightCenter.ts";
import type { CenterAccess, CenterAdvice } from "../../remote/center/access.ts";
import { fetchText } from "../../remote/center/curl.ts";

const lists: readonly { path: string; kind: AlertKind }[] = [
  { path: SUSPICIOUS_ACTIVITIES, kind: "suspicious activity" },
  { path: "/api/management/monitoringAlerts", kind: "monitoring alert" },
];

export interface AlertSource {
  center: CenterAddress;
  workspace: WorkspaceRef;
  /** SHA-256 of the Center's certificate; none: authorities decide. */
  fingerprints: readonly string[];
  /** Gives the value of a reference to a secret. */
  secret: (reference: SecretReference) => string;
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
  const access = await accessOf(source);
  for (const { path, kind } of lists) {
    const url = new URL(path, source.center.console);
    for await (const raw of members(access, url, source)) {
      const record = alertRecord(kind, raw);
      if (!record)
        throw new ProblemError(strange(source, url, "a member is no alert: it has no Id or no Type"));
      yield { record, raw };
    }
  }
}

/** How the Center is asked, once it has said that it is the one that is meant. */
export async function accessOf(source: AlertSource): Promise<CenterAccess> {
  const { center, workspace, fingerprints, secret } = source;
  const access = await centerAccess(center, workspace, { fingerprints, secret }, adviceFor(source));
  await confirmCenter(access);
  return access;
}

async function* members(access: CenterAccess, url: URL, source: AlertSource): AsyncGenerator<unknown> {
  try {
    yield* arrayMembers(fetchText(access, { paths: [url.pathname], missing: "refused" }));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ProblemError(strange(source, url, error.message));
    throw error;
  }
}

function adviceFor({ center, command }: AlertSource): CenterAdvice {
  return {
    center: center.name,
    command,
    account:
      "Name an ATA administrator under centers: `consoleAccount`, or run it as one. Or export them on the Center (mongoexport -d ATA -c SuspiciousActivity -o SuspiciousActivity.json), and give the file: --from.",
    certificate: {
      cure: "Compare its SHA-256 fingerprint on the Center itself, then name it; one that has expired is believed so as well.",
      command: `${command} --certificate <sha256>`,
    },
    unreachable:
      "Open TCP 443 from this machine to the Center, or start the Center's service. Or give exports of its database: --from.",
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
