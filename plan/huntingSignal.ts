import type { Subject } from "./sensorState.ts";

/**
 * Counts events of the Defender for Identity sensors by domain controller. The domain controller that saw an event is
 * its destination device. Source: Microsoft Learn, advanced hunting schema (IdentityLogonEvents,
 * IdentityDirectoryEvents, IdentityQueryEvents).
 */
export const HUNTING_QUERY = [
  "union IdentityLogonEvents, IdentityDirectoryEvents, IdentityQueryEvents",
  "| where isnotempty(DestinationDeviceName)",
  "| summarize Events = count() by Device = tolower(DestinationDeviceName)",
].join(" ");

/** Events of each domain controller, by name; 0 where none was seen. Rows that are not what was asked for count for nothing. */
export function eventsByHost(
  rows: readonly Record<string, unknown>[],
  subjects: readonly Subject[],
): Record<string, number> {
  const seen = new Map<string, number>();
  for (const { Device: device, Events: events } of rows) {
    // A 64-bit number may come as text.
    const count = typeof events === "string" ? Number(events) : events;
    if (typeof device !== "string" || typeof count !== "number" || Number.isNaN(count)) continue;
    const name = device.toLowerCase();
    seen.set(name, (seen.get(name) ?? 0) + count);
  }
  return Object.fromEntries(
    subjects.map(({ name, domain }) => {
      const short = name.toLowerCase();
      return [name, (seen.get(`${short}.${domain.toLowerCase()}`) ?? 0) + (seen.get(short) ?? 0)];
    }),
  );
}
