import { createHash } from "node:crypto";

/** JSON with sorted keys and without `undefined`: the same data gives the same bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** SHA-256 of the canonical JSON, lower-case hex. */
export function canonicalHash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/**
 * The hash of a plan: of what is done, not of how the order was found and what to know of it. Planned again from
 * itself a plan has the same.
 */
export function planHash(plan: object): string {
  const left = new Set(["hash", "length", "notes"]);
  return canonicalHash(Object.fromEntries(Object.entries(plan).filter(([field]) => !left.has(field))));
}
