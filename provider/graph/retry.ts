/** How often, and how long, one request is tried again by itself before its caller hears of it. */
export interface RetryLimits {
  attempts: number;
  /** First pause without Retry-After; it doubles. */
  firstSeconds: number;
  longestSeconds: number;
  /** A Retry-After up to this is waited for; a longer one is told instead. */
  patienceSeconds: number;
}

export const retryLimits: RetryLimits = {
  attempts: 5,
  firstSeconds: 1,
  longestSeconds: 20,
  patienceSeconds: 60,
};

export interface Setback {
  /** HTTP status; undefined: no answer came. */
  status: number | undefined;
  /** The header as it came: seconds or a date. */
  retryAfter: string | null;
  /** Whether a second sending can do harm where the first may have been carried out. */
  repeatable: "yes" | "no";
}

/**
 * Seconds to wait before attempt `attempt + 1`, or undefined where it is not to be made. Throttled and unavailable
 * requests were not carried out, so they may always be sent again; other failures only where that does no harm.
 */
export function pauseBefore(
  attempt: number,
  setback: Setback,
  now: Date,
  random: () => number,
  limits: RetryLimits = retryLimits,
): number | undefined {
  if (attempt >= limits.attempts) return undefined;
  const notCarriedOut = setback.status === 429 || setback.status === 503;
  const failed = setback.status === undefined || setback.status >= 500;
  if (!notCarriedOut && !(failed && setback.repeatable === "yes")) return undefined;
  const asked = retryAfterSeconds(setback.retryAfter, now);
  // A little later than asked, each at another moment, so that not all come back at once.
  if (asked !== undefined) return asked > limits.patienceSeconds ? undefined : asked + random();
  const ceiling = Math.min(limits.longestSeconds, limits.firstSeconds * 2 ** (attempt - 1));
  return ceiling * (0.5 + random() / 2);
}

/** Nobody is left alone for longer: a timer holds 24 days at most, and a number far beyond is a mistake. */
const LONGEST_PEACE_SECONDS = 86_400;

/**
 * Seconds in a Retry-After header, whether it counts or names a date, a day at most; undefined where there is none.
 */
export function retryAfterSeconds(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const counted = Number(header);
  const seconds = Number.isNaN(counted) ? (Date.parse(header) - now.getTime()) / 1000 : counted;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), LONGEST_PEACE_SECONDS);
}
