import { concerns, openingsFor, type Place, type Span } from "../../../estate/calendar.ts";
import type { Estate } from "../../../estate/schema.ts";

/** When something of a given length may begin: intervals in seconds from the rehearsal's beginning. */
export interface Starts {
  from: Float64Array;
  to: Float64Array;
}

/** For each place and length, when it may begin within a horizon. Places that the same windows concern share one. */
export class Openings {
  private readonly estate: Estate;
  private readonly within: Span;
  private readonly known = new Map<string, Starts>();
  private readonly spans = new Map<string, Span[]>();

  /** @param within milliseconds since 1970, UTC. */
  constructor(estate: Estate, within: Span) {
    this.estate = estate;
    this.within = within;
  }

  /** When `seconds` of work may begin at a place, so that it ends while its window is open. */
  startsFor(place: Place, seconds: number): Starts {
    const alike = this.alike(place);
    const key = `${alike} ${seconds}`;
    const found = this.known.get(key);
    if (found) return found;
    const spans = this.spans.get(alike) ?? openingsFor(this.estate.policy, place, this.within);
    this.spans.set(alike, spans);
    const begin = this.within.from;
    const wide = spans.filter((span) => span.to - span.from >= seconds * 1000 || span.to >= this.within.to);
    const starts = {
      from: Float64Array.from(wide, (span) => (span.from - begin) / 1000),
      // What the horizon cuts short goes on behind it.
      to: Float64Array.from(wide, (span) =>
        span.to >= this.within.to ? (span.to - begin) / 1000 : (span.to - begin) / 1000 - seconds,
      ),
    };
    this.known.set(key, starts);
    return starts;
  }

  private alike(place: Place): string {
    const { windows, freezes } = this.estate.policy;
    return [...windows, ...freezes].map((one) => (concerns(one, place) ? "1" : "0")).join("");
  }
}

/** The first moment not before `at` at which work may begin; infinite when the horizon has none left. */
export function firstStart({ from, to }: Starts, at: number): number {
  let low = 0;
  let high = to.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((to[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low === to.length ? Number.POSITIVE_INFINITY : Math.max(at, from[low] as number);
}
