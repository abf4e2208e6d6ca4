/** What stands where a state holds no text that this version can read: it was written by another version, or by hand. */
export const UNKNOWN = "unknown";

/** A text of a state; anything else is not known, and never taken for good. */
export function said(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : UNKNOWN;
}
