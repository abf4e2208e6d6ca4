import { DateTime } from "luxon";
import type { Estate } from "../../estate/schema.ts";

/** Dates are told in the time zone of the first window; without one, in UTC. */
export function zoneOf(estate: Estate): string {
  return estate.policy.windows[0]?.timeZone ?? "UTC";
}

/** A moment of a rehearsal as a person reads it: `Sat 5 Dec 2026 21:28 GMT+1`; what never comes stays `never`. */
export function dateText(iso: string, zone: string): string {
  if (iso === "never") return iso;
  return DateTime.fromISO(iso, { zone }).toFormat("ccc d LLL yyyy HH:mm ZZZZ", { locale: "en" });
}
