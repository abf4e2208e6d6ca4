import { longestOverrideDays } from "../../estate/schema.ts";
import type { CenterLockInputs } from "../declared.ts";

const DAY_MS = 86_400_000;

/** The rules an emergency override waives now; none where it has not begun, is over, or would last too long. */
export function waivedRules(override: CenterLockInputs["override"], now: Date): readonly string[] {
  if (override === null) return [];
  const from = Date.parse(override.at);
  const last = /^\d{4}-\d{2}-\d{2}$/.test(override.until) ? Date.parse(override.until) : Number.NaN;
  const counts =
    from <= now.getTime() && now.getTime() < last + DAY_MS && last <= from + longestOverrideDays * DAY_MS;
  return counts ? override.waives : [];
}
