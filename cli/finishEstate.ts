import { parseDocument } from "yaml";

/** What differs between the acts of `npm run lab:finish`. */
export interface Act {
  /** First day on which the Center may go, `2027-03-28`. */
  retainUntil: string;
  /** When the removal was approved, ISO 8601. */
  approvedAt: string;
  /** Whether the approval repeats the day: the lab is as old as the run, so the day has come before anybody looked. */
  approval: "once" | "repeated";
  /** Rows of the checklist nobody has attested yet. */
  open: readonly string[];
}

/** The estate of one act: the sample with its Center's dates, and without the words of people that are still missing. */
export function estateOfAct(sample: string, { retainUntil, approvedAt, approval, open }: Act): string {
  const estate = parseDocument(sample);
  estate.commentBefore = " Written by `npm run lab:finish` from estates/finish.yaml.";
  estate.setIn(["centers", 0, "retainUntil"], retainUntil);
  estate.setIn(["centers", 0, "approval"], {
    by: "a.person@contoso.test",
    at: approvedAt,
    ...(approval === "repeated" ? { retainUntil } : {}),
  });
  const attestations = estate.toJS().attestations as { row: string }[];
  estate.setIn(
    ["attestations"],
    attestations.filter(({ row }) => !open.includes(row)),
  );
  return estate.toString({ lineWidth: 0 });
}

/** A day of UTC, so many days from a moment. */
export function dayAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
