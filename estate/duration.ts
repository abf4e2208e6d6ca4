import { z } from "zod";

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds in a length of time written as `90s`, `15m`, `2h` or `3d`; undefined when it is not written so. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
}

/** The shortest exact writing of a number of seconds: 7200 → `2h`. */
export function formatDuration(seconds: number): string {
  for (const unit of ["d", "h", "m"] as const) {
    if (seconds >= UNITS[unit] && seconds % UNITS[unit] === 0) return `${seconds / UNITS[unit]}${unit}`;
  }
  return `${seconds}s`;
}

/**
 * A schema field: a length of time between two limits, read as a number of seconds. Its default is written the way a
 * person writes it, with `.prefault("45m")`, so that the editor's schema and the docs show it so.
 */
export function duration(limits: { min?: string; max?: string } = {}) {
  const min = limits.min ? (parseDuration(limits.min) ?? 0) : 0;
  const max = limits.max ? (parseDuration(limits.max) ?? Infinity) : Infinity;
  return z
    .string()
    .regex(/^\d+(\.\d+)?(s|m|h|d)$/, "must be a number with its unit: 90s, 15m, 2h or 3d")
    .meta({ "x-shortest": limits.min ?? "0s", ...(limits.max ? { "x-longest": limits.max } : {}) })
    .transform((text) => parseDuration(text) ?? Number.NaN)
    .refine((seconds) => seconds >= min && seconds <= max, {
      message: limits.max
        ? `must lie between ${limits.min ?? "0s"} and ${limits.max}`
        : `must be at least ${limits.min ?? "0s"}`,
    });
}
