import { z } from "zod";
import { day, dnsName, formed, reason, siteName } from "./words.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const timeZone = z
  .string()
  .min(1)
  .describe("Time zone by its IANA name, such as Europe/Berlin; daylight saving is followed.");
const scope = {
  sites: z.array(siteName).min(1).optional().describe("Only for domain controllers of these sites."),
  domains: z.array(dnsName).min(1).optional().describe("Only for domain controllers of these domains."),
};

/** When domain controllers may move. What the hours mean on a given date is worked out in estate/calendar.ts. */
export const maintenanceWindow = z.strictObject({
  days: z.array(z.enum(weekdays)).min(1).describe("Days on which the window opens."),
  from: formed(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day from 00:00 to 23:59, in quotes").describe(
    'When it opens, local time, in quotes: "20:00".',
  ),
  to: formed(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "a time of day from 00:00 to 24:00, in quotes").describe(
    'When it closes, local time; earlier than `from` means on the next day: "04:00".',
  ),
  timeZone,
  ...scope,
});

/** Days on which nothing moves, whatever the windows say. */
export const changeFreeze = z.strictObject({
  from: day.describe("First frozen day."),
  to: day.describe("Last frozen day."),
  timeZone: timeZone.default("UTC").describe("Time zone in which those days begin and end (IANA name)."),
  reason,
  ...scope,
});
