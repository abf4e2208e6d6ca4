import { attestedRows } from "../../estate/schema.ts";
import type { CenterLockInputs, LockReason } from "../declared.ts";
import type { LockMeasurement, OpenHealthIssue } from "./measured.ts";
import { fails, unread } from "./reason.ts";

const UP = "pulumi up";
const HARMLESS = ["low"];

/** Time enough has passed since the first sensor ran for its data to be judged. */
export function initialSyncRule(inputs: CenterLockInputs, now: Date): LockReason[] {
  const verified = inputs.domainControllers
    .flatMap((dc) => (dc.verifiedAt ? [Date.parse(dc.verifiedAt)] : []))
    .filter((moment) => !Number.isNaN(moment));
  if (verified.length === 0) return [];
  const over = Math.min(...verified) + inputs.initialSyncSeconds * 1000;
  if (over <= now.getTime()) return [];
  return [
    fails("initial-sync", null, {
      measured: `the initial synchronisation is not over before ${new Date(over).toISOString()}`,
      cure: "Wait until then.",
      command: UP,
    }),
  ];
}

/** Since the last sensor was verified it has had time to show what it does to its domain controller. */
export function soakRule(inputs: CenterLockInputs, now: Date): LockReason[] {
  const verified = inputs.domainControllers
    .map((dc) => ({ name: dc.name, at: Date.parse(dc.verifiedAt ?? "") }))
    .filter(({ at }) => !Number.isNaN(at))
    .toSorted((one, other) => other.at - one.at);
  const [last] = verified;
  const over = last && last.at + inputs.soakSeconds * 1000;
  if (over === undefined || over <= now.getTime()) return [];
  return [
    fails("soak", last?.name ?? null, {
      measured: `the last sensor, on ${last?.name}, has not run long enough before ${new Date(over).toISOString()}`,
      cure: "Wait until then.",
      command: UP,
    }),
  ];
}

/** Farther apart than this, two clocks do not mean the same day. */
const CLOCK_LIMIT_SECONDS = 3600;

/** This machine's clock is right by those of the hosts: every date of the lock, and its permit, rest on it. */
export function clockRule({ clocks }: LockMeasurement): LockReason[] {
  const apart = Object.entries(clocks).filter(([, seconds]) => !(Math.abs(seconds) <= CLOCK_LIMIT_SECONDS));
  return apart.map(([host, seconds]) =>
    fails("clock", host, {
      measured: Number.isNaN(seconds)
        ? `the clock of ${host} could not be understood`
        : `the clocks of ${host} and of this machine are ${Math.round(Math.abs(seconds) / 60)} minutes apart`,
      cure: "Set the one that is wrong: dates and permits mean nothing while they differ.",
      command: UP,
    }),
  );
}

/** No open health issue of medium or high severity, or of one nobody knows, about the forest's own. */
export function healthRules(inputs: CenterLockInputs, { healthIssues }: LockMeasurement): LockReason[] {
  if (!("value" in healthIssues)) {
    return [
      unread("health-issues", null, {
        measured: healthIssues.unread,
        cure: "Make Microsoft Graph answer; without it no health issue is known to be closed.",
        command: UP,
      }),
    ];
  }
  return healthIssues.value
    .filter((issue) => !HARMLESS.includes(issue.severity.toLowerCase()) && concerns(inputs, issue))
    .map((issue) =>
      fails("health-issues", issue.sensorDNSNames[0] ?? null, {
        measured: `open health issue (${issue.severity}): ${issue.displayName}`,
        cure: "Settle it; the service closes it by itself then. See Settings > Identities > Health issues.",
        command: UP,
      }),
    );
}

/** About one of the forest's domains or domain controllers; an issue that names nobody is about everybody. */
function concerns(inputs: CenterLockInputs, issue: OpenHealthIssue): boolean {
  if (issue.domainNames.length === 0 && issue.sensorDNSNames.length === 0) return true;
  const domains = new Set(inputs.domainControllers.map((dc) => dc.domain.toLowerCase()));
  const hosts = new Set(inputs.domainControllers.map((dc) => `${dc.name}.${dc.domain}`.toLowerCase()));
  return (
    issue.domainNames.some((domain) => domains.has(domain.toLowerCase())) ||
    issue.sensorDNSNames.some((host) => hosts.has(host.toLowerCase()))
  );
}

/** Rows the lock does not ask for: alerts are measured, the backup too, unless it is a cold copy. */
const NOT_ASKED: readonly string[] = ["ata-alerts", "ata-database-backup"];

/** Every row a person has to see to is done or does not apply; a row that is missing is open. */
export function checklistRules(inputs: CenterLockInputs): LockReason[] {
  const rows = new Set([...attestedRows, ...Object.keys(inputs.checklist)]);
  return [...rows]
    .filter((row) => !NOT_ASKED.includes(row) && (inputs.checklist[row] ?? "open") === "open")
    .map((row) =>
      fails("checklist", null, {
        measured: `row ${row} is open`,
        cure: "Do it, then say so with what shows it.",
        command: `ata2mdi attest ${row} --estate <file>`,
      }),
    );
}

/** The day from which it may go has come, and not before anybody looked. Dates are days of UTC. */
export function retentionRules(inputs: CenterLockInputs, measured: LockMeasurement, now: Date): LockReason[] {
  const { retainUntil, approval, center } = inputs;
  const today = now.toISOString().slice(0, 10);
  if (retainUntil === null || !/^\d{4}-\d{2}-\d{2}$/.test(retainUntil) || retainUntil > today) {
    return [
      fails("retention", center.name, {
        measured: retainUntil === null ? "no retainUntil is set" : `it is kept until ${retainUntil}`,
        cure: "Set `retainUntil` to a day in the past, or wait for it: past alerts are in the Center alone.",
        command: "ata2mdi check",
      }),
    ];
  }
  // Where that moment cannot be read, it is as if nobody had looked before today.
  const seen = Number.isNaN(Date.parse(measured.firstSeenAt)) ? today : measured.firstSeenAt.slice(0, 10);
  if (retainUntil > seen || approval?.retainUntil === retainUntil) return [];
  return [
    fails("retention", center.name, {
      measured: `${retainUntil} had come already when this Center was first looked at: it was never kept at all`,
      cure: `If that is meant, repeat it: \`approval: { by, at, retainUntil: ${retainUntil} }\`; else write a later day.`,
      command: "ata2mdi check",
    }),
  ];
}

/** Somebody approved the removal, and not for a time to come. */
export function approvalRule(inputs: CenterLockInputs, now: Date): LockReason[] {
  const { approval } = inputs;
  const at = approval ? Date.parse(approval.at) : Number.NaN;
  if (at <= now.getTime()) return [];
  return [
    fails("approval", inputs.center.name, {
      measured: approval ? `${approval.by} approved for ${approval.at}` : "nobody approved the removal",
      cure: "Write `approval: { by, at }` with the Center in the estate file.",
      command: "ata2mdi check",
    }),
  ];
}
