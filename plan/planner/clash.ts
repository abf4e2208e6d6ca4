/** Sets of up to this many rules are tried one by one. */
const CHEAP_SIZE = 2;

/**
 * The smallest set of rules that cannot be kept together: every smaller part of it can. Sets are tried by size as far
 * as that is cheap; beyond it, rules are left out one by one as long as the rest still clashes.
 * @param holds whether these rules can be kept together; dropping a rule never breaks what held.
 * @returns undefined when all rules together hold.
 */
export function smallestClash<T>(
  rules: readonly T[],
  holds: (some: readonly T[]) => boolean,
): T[] | undefined {
  if (holds(rules)) return undefined;
  for (let size = 0; size <= Math.min(CHEAP_SIZE, rules.length); size++) {
    for (const some of subsets(rules, size)) if (!holds(some)) return some;
  }
  let clash = [...rules];
  for (const rule of rules) {
    const rest = clash.filter((one) => one !== rule);
    if (!holds(rest)) clash = rest;
  }
  return clash;
}

function* subsets<T>(of: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= of.length - size; at++) {
    for (const rest of subsets(of, size - 1, at + 1)) yield [of[at] as T, ...rest];
  }
}
