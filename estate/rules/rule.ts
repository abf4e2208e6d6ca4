import type { Finding, Path } from "../problem.ts";
import { nearest } from "../reading/nearest.ts";
import type { Estate } from "../schema.ts";

export interface RuleContext {
  /** Date of today, `2026-12-31`. */
  today: string;
  /** The checks a waiver may name; undefined: not asked. */
  checks?: readonly WaivableCheck[];
}

/** What a waiver's check must be. */
export interface WaivableCheck {
  id: string;
  blocking: boolean;
  waivable: boolean;
}

/** One rule that the schema cannot hold by itself, because it looks at several places. Pure. */
export type Rule = (estate: Estate, context: RuleContext) => Finding[];

/** Names as Windows compares them: without regard to case. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function has(names: readonly string[], name: string): boolean {
  return names.some((one) => same(one, name));
}

/** A name that stands for something which is not there. `section` is where it would have to be. */
export function unknownName(
  path: Path,
  value: string,
  what: string,
  known: readonly string[],
  section: string,
): Finding {
  const near = nearest(value, known);
  return {
    path,
    value,
    message: `there is no ${what} of this name in \`${section}\``,
    fix: near
      ? `did you mean \`${near}\`? Else add it to \`${section}\``
      : `add it to \`${section}\`, or remove it here`,
    restsOn: [section],
  };
}

/** Findings for every entry whose key was met before. */
export function repeated<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  finding: (entry: T, index: number, first: number) => Finding,
): Finding[] {
  const seen = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const key = keyOf(entry).toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return first === undefined ? [] : [finding(entry, index, first)];
  });
}
