import { lengthText } from "../../plan/planner/words.ts";
import { columns } from "./columns.ts";

/** Gaps shown of each kind, the longest first. */
const MOST = 8;

/** Seconds without protection of something, in half of the cases and in 19 of 20. */
export interface NamedGap {
  name: string;
  typical: number;
  p95: number;
}

/** Who is without protection how long, the longest first; empty where nobody is. */
export function gapTable(head: readonly [string, string, string], gaps: readonly NamedGap[]): string[] {
  const longest = gaps.filter((gap) => gap.p95 > 0).toSorted((a, b) => b.p95 - a.p95);
  if (longest.length === 0) return [];
  const rest = longest.length - MOST;
  return columns([
    head,
    ...longest.slice(0, MOST).map(({ name, typical, p95 }) => [name, lengthText(typical), lengthText(p95)]),
    ...(rest > 0 ? [[`${rest} more, none longer`]] : []),
  ]);
}
