import type { Estate } from "../../estate/schema.ts";
import { isExpired } from "../../plan/checks/index.ts";
import type { Survey } from "../../plan/survey.ts";
import { assess } from "./assess.ts";

/**
 * Waivers that do not do what they were written for: those that have run out, and, where a survey was taken, those that
 * are not used by what it measured.
 *
 * @param today ISO 8601 date
 */
export function waiverNotes(estate: Estate, survey: Survey | undefined, today: string): string[] {
  const measured = Object.entries(survey?.hosts ?? {}).map(([host, facts]) => ({ host, facts }));
  const findings = measured.length > 0 ? assess(estate, measured, today).waivers : [];
  const expired = estate.policy.waivers
    .filter((waiver) => isExpired(waiver, today))
    .filter(({ check }) => !findings.some((finding) => finding.check === check))
    .map(
      ({ check, by, expires, hosts }) =>
        `The waiver of ${check} by ${by} for ${hosts.join(", ")} ran out on ${expires}: it lets nothing through. Decide anew, or take it out.`,
    );
  return [...expired, ...findings.map(({ message }) => message)];
}
