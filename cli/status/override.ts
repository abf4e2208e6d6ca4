import type { CenterEntry } from "../../estate/schema.ts";

/** An emergency override that is in the estate and not over, to be shown in red wherever its Center is. */
export function overrideWarning({ name, override }: CenterEntry, now: Date): string | null {
  if (!override || daysUntil(override.until, now) < 0) return null;
  const { waives, by, until, reason } = override;
  return `EMERGENCY OVERRIDE of Center ${name}: ${waives.join(", ")} waived by ${by} until ${until}: ${reason}`;
}

/** Whole days until a day begins, in UTC; 0 or less: it has begun. */
export function daysUntil(day: string, now: Date): number {
  return Math.ceil((Date.parse(`${day}T00:00:00Z`) - now.getTime()) / 86_400_000);
}
