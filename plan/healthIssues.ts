import type { Subject } from "./sensorState.ts";

/** A health issue as far as a gate weighs it. */
export interface HealthIssue {
  id: string;
  displayName: string;
  severity: string;
  domainNames: readonly string[];
  sensorDNSNames: readonly string[];
  /** ISO 8601; "" where it is not known. */
  createdDateTime: string;
}

export interface Weighed<T extends HealthIssue> {
  /** These hold the next wave. */
  blocking: T[];
  /** Found by checks that run once a day: they may be about a state that is long cured. Told, not waited for. */
  slow: T[];
  /** There before the wave began. Told, not waited for. */
  earlier: T[];
}

const HARMLESS = ["low"];

/**
 * Titles of issues that come from checks of once a day, loosely, since they are worded differently from release to
 * release. Source: Microsoft Learn, Defender for Identity health issues (auditing).
 */
const SLOW = [
  /\bNTLM audit/i,
  /\badvanced audit/i,
  /\bobject audit/i,
  /\baudit(ing)?\b.*\b(configuration container|AD ?FS|AD ?CS|certificate)/i,
  /\bauditing (is|are) not (enabled|configured)/i,
];

/**
 * Weighs the open issues of medium and high severity (and of one nobody knows) that concern these domain controllers:
 * those that name one of them, those of their domains that name no sensor, and those that name nobody.
 *
 * @param since when the wave began, ISO 8601; null: every issue counts
 */
export function weighIssues<T extends HealthIssue>(
  issues: readonly T[],
  subjects: readonly Subject[],
  since: string | null,
): Weighed<T> {
  const weighed: Weighed<T> = { blocking: [], slow: [], earlier: [] };
  for (const issue of issues) {
    if (HARMLESS.includes(issue.severity.toLowerCase()) || !concerns(issue, subjects)) continue;
    if (isEarlier(issue, since)) weighed.earlier.push(issue);
    else if (SLOW.some((title) => title.test(issue.displayName))) weighed.slow.push(issue);
    else weighed.blocking.push(issue);
  }
  return weighed;
}

/** Whether an issue is about one of these domain controllers. */
export function concerns(issue: HealthIssue, subjects: readonly Subject[]): boolean {
  const hosts = issue.sensorDNSNames.map((name) => name.toLowerCase());
  // A name without a domain may be anybody's of that name: it holds up rather than passes unseen.
  if (hosts.length > 0) {
    return subjects.some(
      (subject) => hosts.includes(fullName(subject)) || hosts.includes(subject.name.toLowerCase()),
    );
  }
  const domains = issue.domainNames.map((name) => name.toLowerCase());
  return domains.length === 0 || subjects.some((subject) => domains.includes(subject.domain.toLowerCase()));
}

function isEarlier(issue: HealthIssue, since: string | null): boolean {
  if (since === null) return false;
  // A moment that cannot be read compares as neither: the issue then counts.
  return Date.parse(issue.createdDateTime) < Date.parse(since);
}

function fullName(subject: Subject): string {
  return `${subject.name}.${subject.domain}`.toLowerCase();
}
