import { DateTime, IANAZone } from "luxon";
import type { ChangeFreeze, MaintenanceWindow, Policy } from "./schema.ts";
import { weekdays } from "./schema.ts";

/** A stretch of time in milliseconds since 1970, UTC; `to` is no longer part of it. */
export interface Span {
  from: number;
  to: number;
}

/** Where something stands, as windows and freezes ask for it. */
export interface Place {
  site: string;
  domain: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Whether a time zone is known by this name: IANA names, and what the JavaScript engine takes for one. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/**
 * When domain controllers of a place may move, within `from` and `to`: its windows, joined, without its freezes. Where
 * the policy has no windows at all, everything but the freezes. Time zones must be known.
 */
export function openingsFor(policy: Pick<Policy, "windows" | "freezes">, place: Place, within: Span): Span[] {
  const windows = policy.windows.filter((window) => concerns(window, place));
  const open = policy.windows.length === 0 ? [within] : joined(windows.flatMap((w) => openingsOf(w, within)));
  const frozen = policy.freezes.filter((freeze) => concerns(freeze, place)).map(frozenSpan);
  return frozen.reduce(without, open);
}

/** Whether a window or a freeze is about a place; one that names neither sites nor domains is about all. */
export function concerns(of: Pick<MaintenanceWindow, "sites" | "domains">, { site, domain }: Place): boolean {
  const fits = (names: readonly string[] | undefined, name: string) =>
    names === undefined || names.some((one) => one.toLowerCase() === name.toLowerCase());
  return fits(of.sites, site) && fits(of.domains, domain);
}

/** A window in words: `sat, sun 22:00-04:00 Europe/Berlin`. */
export function windowText({ days, from, to, timeZone }: MaintenanceWindow): string {
  return `${days.join(", ")} ${from}-${to} ${timeZone}`;
}

/** A freeze in words: `2026-12-14 to 2027-01-10 (year-end closing)`. */
export function freezeText({ from, to, timeZone, reason }: ChangeFreeze): string {
  return `${from} to ${to} ${timeZone} (${reason})`;
}

/**
 * The times a window is open within a span, one for each of its days. A time of day that daylight saving skips counts
 * as the moment the clocks go forward; one that comes twice, as its first coming.
 */
export function openingsOf(window: MaintenanceWindow, within: Span): Span[] {
  return daysOf(window, within)
    .map((day) => openingOn(window, day))
    .map(({ from, to }) => ({ from: Math.max(from, within.from), to: Math.min(to, within.to) }))
    .filter(({ from, to }) => to > from);
}

/** Dates within a span on which a window does not open because daylight saving skips all of it: `2027-03-28`. */
export function skippedDates(window: MaintenanceWindow, within: Span): string[] {
  return daysOf(window, within)
    .filter((day) => {
      const { from, to } = openingOn(window, day);
      return to <= from;
    })
    .map((day) => new Date(day).toISOString().slice(0, 10));
}

/** The stretch a freeze covers: from the start of its first day to the end of its last. */
export function frozenSpan({ from, to, timeZone: zone }: ChangeFreeze): Span {
  return {
    from: DateTime.fromISO(from, { zone }).startOf("day").toMillis(),
    to: DateTime.fromISO(to, { zone }).plus({ days: 1 }).startOf("day").toMillis(),
  };
}

/**
 * Dates on which a window may open, each as its midnight if it were in UTC: from two days before the span, since a
 * night may reach into it and a time zone may be a day off.
 */
function daysOf({ days }: MaintenanceWindow, within: Span): number[] {
  const found: number[] = [];
  for (let day = Math.floor(within.from / DAY) * DAY - 2 * DAY; day < within.to + DAY; day += DAY) {
    // 1970-01-01 was a Thursday, and weekdays begin with Monday.
    const name = weekdays[(day / DAY + 3) % 7];
    if (name && days.includes(name)) found.push(day);
  }
  return found;
}

function openingOn({ from, to, timeZone }: MaintenanceWindow, day: number): Span {
  const opens = day + sinceMidnight(from);
  const closes = day + sinceMidnight(to);
  return { from: moment(opens, timeZone), to: moment(closes > opens ? closes : closes + DAY, timeZone) };
}

function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

/**
 * The moment at which clocks of a time zone first show a local time, given as it would be in UTC; the moment they go
 * forward, where they never show it.
 */
function moment(local: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone);
  const before = zone.offset(local - DAY) * MINUTE;
  const after = zone.offset(local + DAY) * MINUTE;
  if (before === after || local - before < changeBetween(zone, local - DAY, local + DAY))
    return local - before;
  // Behind the change: skipped times lie between what the old clock and what the new clock shows at that moment.
  return Math.max(local - after, changeBetween(zone, local - DAY, local + DAY));
}

/** The moment within two others at which the offset of a time zone changes, to the minute. */
function changeBetween(zone: IANAZone, from: number, to: number): number {
  const old = zone.offset(from);
  let before = from;
  let after = to;
  while (after - before > MINUTE) {
    const middle = Math.floor((before + after) / 2 / MINUTE) * MINUTE;
    if (zone.offset(middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

/** The same spans in order, those that touch or overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

function without(spans: readonly Span[], hole: Span): Span[] {
  return spans.flatMap((span) =>
    [
      { from: span.from, to: Math.min(span.to, hole.from) },
      { from: Math.max(span.from, hole.to), to: span.to },
    ].filter(({ from, to }) => to > from),
  );
}
