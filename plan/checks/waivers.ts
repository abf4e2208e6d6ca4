import type { Check, Verdict } from "../verdict.ts";

/** A waiver as the estate writes it, or as a resource carries it for one host (then without `hosts`). */
export interface WaiverLike {
  check: string;
  hosts?: readonly string[];
  reason: string;
  by: string;
  /** Last day on which it counts, ISO 8601 date. */
  expires: string;
}

/** Something a person should know of a waiver that does not do what it was written for. */
export interface WaiverFinding {
  kind: "expired" | "unused" | "advisory" | "never";
  check: string;
  /** The host it was looked at for; null: it names nobody that was measured. */
  host: string | null;
  message: string;
}

/** The waiver that lets a blocking verdict through; undefined where there is none, or none is needed. */
export function waiverFor(
  verdict: Verdict,
  check: Check,
  host: string,
  waivers: readonly WaiverLike[],
  today: string,
): WaiverLike | undefined {
  if (!verdict.blocking || verdict.outcome === "pass" || !check.waivable) return undefined;
  return waivers.find(
    (waiver) => waiver.check === check.id && isFor(waiver, host) && !isExpired(waiver, today),
  );
}

/**
 * What is wrong with the waivers, given what the checks found: expired where it would be needed, unused, for an
 * advisory check (which lets everything through anyway), or for a check that is never waived.
 *
 * @param verdictsByHost the verdicts of every host measured, by its name in the estate.
 */
export function findingsOfWaivers(
  waivers: readonly WaiverLike[],
  verdictsByHost: Readonly<Record<string, readonly Verdict[]>>,
  today: string,
  all: readonly Pick<Check, "id" | "waivable">[],
): WaiverFinding[] {
  const findings: WaiverFinding[] = [];
  for (const waiver of waivers) {
    const hosts = Object.keys(verdictsByHost).filter((host) => isFor(waiver, host));
    const before = findings.length;
    let used = false;
    for (const host of hosts) {
      const verdict = verdictsByHost[host]?.find((candidate) => candidate.check === waiver.check);
      if (!verdict || verdict.outcome === "pass") continue;
      used = true;
      const finding = unhelpful(waiver, verdict, today, all);
      if (finding) findings.push({ ...finding, check: waiver.check, host });
    }
    if (!used && findings.length === before) findings.push(unused(waiver, hosts, all));
  }
  return findings;
}

function unhelpful(
  waiver: WaiverLike,
  verdict: Verdict,
  today: string,
  all: readonly Pick<Check, "id" | "waivable">[],
): Pick<WaiverFinding, "kind" | "message"> | undefined {
  if (!verdict.blocking) {
    return {
      kind: "advisory",
      message: `The waiver of ${waiver.check} does nothing: this check only advises. Take it out.`,
    };
  }
  if (all.find((check) => check.id === waiver.check)?.waivable === false) {
    return {
      kind: "never",
      message: `${waiver.check} is never waived: ${verdict.measured} ${verdict.cure}`,
    };
  }
  if (isExpired(waiver, today)) {
    return {
      kind: "expired",
      message: `The waiver of ${waiver.check} by ${waiver.by} ran out on ${waiver.expires}. Cure what it is about, or decide anew.`,
    };
  }
  return undefined;
}

function unused(
  waiver: WaiverLike,
  hosts: readonly string[],
  all: readonly Pick<Check, "id">[],
): WaiverFinding {
  const known = all.some((check) => check.id === waiver.check);
  const why = known
    ? hosts.length > 0
      ? `${waiver.check} passes, or does not apply, on ${hosts.join(", ")}`
      : `none of its hosts was measured`
    : `there is no check ${waiver.check}; their ids are in docs/checks.md`;
  return {
    kind: "unused",
    check: waiver.check,
    host: null,
    message: `The waiver of ${waiver.check} by ${waiver.by} is not used: ${why}.`,
  };
}

function isFor(waiver: WaiverLike, host: string): boolean {
  return waiver.hosts === undefined || waiver.hosts.some((name) => name.toLowerCase() === host.toLowerCase());
}

/** Whether a waiver has run out. Dates of ISO 8601 compare as text; one that is none has run out: doubt opens no gate. */
export function isExpired(waiver: Pick<WaiverLike, "expires">, today: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}/;
  return !date.test(today) || !date.test(waiver.expires) || waiver.expires.slice(0, 10) < today.slice(0, 10);
}
