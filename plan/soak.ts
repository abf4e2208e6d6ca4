/** How long something has been seen well without a break. Plain data. */
export interface Soak {
  healthySeconds: number;
  /** Moment (milliseconds) of the last look that saw it well; undefined after any other look. */
  wellAt: number | undefined;
}

export const soakBegin: Soak = { healthySeconds: 0, wellAt: undefined };

/**
 * The soak after one more look. Time counts only between two good looks that follow each other: a bad look starts
 * anew, and time in which nothing could be read counts for nothing, neither good nor bad.
 */
export function soakAfter(soak: Soak, look: "well" | "unwell" | "unread", at: number): Soak {
  if (look === "unwell") return soakBegin;
  if (look === "unread") return { ...soak, wellAt: undefined };
  const since = soak.wellAt === undefined ? 0 : Math.max(0, at - soak.wellAt) / 1000;
  return { healthySeconds: soak.healthySeconds + since, wellAt: at };
}
