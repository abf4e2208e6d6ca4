import { createHash } from "node:crypto";
import type { CarryOverItem } from "./carryOver.ts";

/** Lists up to this length are hashed without regard to their order; longer ones as they stand. */
const longestSorted = 1_000;

/**
 * SHA-256, lower-case hex, of what ATA holds for a row: where each value stands and what it is, not how it is shown.
 * A name that is found later changes nothing.
 */
export function valueHash(items: readonly CarryOverItem[]): string {
  const hash = createHash("sha256");
  for (const { center, path, found } of items.toSorted(byPlace)) {
    const values = found.length <= longestSorted ? found.toSorted() : found;
    hash.update(`${JSON.stringify([center, path, values.length])}\n${values.join("\n")}\n`);
  }
  return hash.digest("hex");
}

function byPlace(a: CarryOverItem, b: CarryOverItem): number {
  const [left, right] = [`${a.center} ${a.path}`, `${b.center} ${b.path}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
