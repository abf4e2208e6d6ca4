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
    .map((day) => day.toISODate() ?? "");
}

/** The stretch a freeze covers: from the start of its first day to the end of its last. */
export function frozenSpan({ from, to, timeZone: zone }: ChangeFreeze): Span {
  return {
    from: DateTime.fromISO(from, { zone }).startOf("day").toMillis(),
    to: DateTime.fromISO(to, { zone }).plus({ days: 1 }).startOf("day").toMillis(),
  };
}

/** Local dates on which a window may open, from the day before the span: its night may reach into it. */
function daysOf(window: MaintenanceWindow, within: Span): DateTime[] {
  const zone = window.timeZone;
  const days: DateTime[] = [];
  let day = DateTime.fromMillis(within.from - DAY, { zone }).startOf("day");
  while (day.toMillis() < within.to) {
    const name = weekdays[day.weekday - 1];
    if (name && window.days.includes(name)) days.push(day);
    day = day.plus({ days: 1 }).startOf("day");
  }
  return days;
}

function openingOn(window: MaintenanceWindow, day: DateTime): Span {
  const overnight = window.to <= window.from && window.to !== "24:00";
  const last = overnight || window.to === "24:00" ? day.plus({ days: 1 }) : day;
  return { from: moment(day, window.from), to: moment(last, window.to === "24:00" ? "00:00" : window.to) };
}

/** The moment a clock first shows a time of day on a date; the moment it goes forward, where it never does. */
function moment(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const { year, month, day: date } = day;
  const at = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: day.zone });
  if (at.hour === hour && at.minute === minute) {
    return Math.min(...at.getPossibleOffsets().map((one) => one.toMillis()));
  }
  // Skipped: luxon answers with a moment after the change, by as much as the time lies behind it. Find the change.
  const { offset } = at;
  let before = at.toMillis() - 4 * 3_600_000;
  let after = at.toMillis();
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2);
    if (DateTime.fromMillis(middle, { zone: day.zone }).offset === offset) after = middle;
    else before = middle;
  }
  return Math.ceil(before / 60_000) * 60_000;
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
