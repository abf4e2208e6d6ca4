import { concerns, openingsFor, type Span } from "../../estate/calendar.ts";
import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import type { Problem } from "../problem.ts";
import type { ExpectedTimes } from "./gaps.ts";
import { PLAN_COMMAND } from "./planningError.ts";
import { shortList } from "./words.ts";

/**
 * Two weeks in which no time zone changes its clocks, so that what is planned does not depend on the day of planning.
 * The second is for windows that go on into the next week.
 */
const ORDINARY_WEEKS: Span = { from: Date.UTC(2027, 0, 18), to: Date.UTC(2027, 1, 1) };

/** Domain controllers that no window of theirs is long enough for, in 19 of 20 cases; one problem for each window set. */
export function narrowWindows(estate: Estate, { lanes, firstActivated }: ExpectedTimes): Problem[] {
  const { windows } = estate.policy;
  if (windows.length === 0) return [];
  const longest = longestOpenings(estate);
  const narrow = new Map<string, { open: number; needed: number; names: string[] }>();
  for (const dc of estate.domainControllers) {
    const needed = lanes.get(dc.name)?.p95;
    const open = longest(dc);
    if (needed === undefined || needed <= open) continue;
    const key = windows.map((window, index) => (concerns(window, dc) ? index : "")).join();
    const entry = narrow.get(key) ?? { open, needed, names: [] };
    entry.names.push(dc.name);
    narrow.set(key, { ...entry, needed: Math.max(entry.needed, needed) });
  }
  return [...narrow].map(([key, { open, needed, names }]) => {
    const indexes = key.split(",").filter((index) => index !== "");
    const which = indexes.map((index) => `policy.windows[${index}]`).join(", ");
    const minutes = Math.ceil(needed / 60);
    const first = names.find((name) => name === firstActivated);
    return {
      id: "PLAN-WINDOW-SHORT",
      host: names.length === 1 ? names[0] : undefined,
      cause: `no maintenance window is long enough for ${shortList(names)}`,
      measured:
        indexes.length === 0
          ? "no window is about their site and domain"
          : `${which}: ${Math.floor(open / 60)} min at a time; needed in 19 of 20 cases: ${minutes} min`,
      cure: `Add or widen a window so that it is open ${minutes} min or more at a time.${
        first
          ? ` ${first} gets the first v3 sensor of the workspace, which may take an hour: set \`sensor: v2\` there, or let another be the first.`
          : ""
      }`,
      command: PLAN_COMMAND,
    };
  });
}

/** Longest time in seconds that is open without a break, for each domain controller; freezes left out. */
function longestOpenings(estate: Estate): (dc: DomainControllerEntry) => number {
  const { windows } = estate.policy;
  const known = new Map<string, number>();
  return (dc) => {
    const key = windows.map((window) => (concerns(window, dc) ? "1" : "0")).join("");
    const found =
      known.get(key) ??
      Math.max(
        0,
        ...openingsFor({ windows, freezes: [] }, dc, ORDINARY_WEEKS).map(({ from, to }) => to - from),
      ) / 1000;
    known.set(key, found);
    return found;
  };
}
