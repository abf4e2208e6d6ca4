import { BEGUN, type Model, PHASES, seatsFor } from "./model.ts";

/** A length no order that keeps the rules can beat, and what it consists of. */
export interface LowerBound {
  seconds: number;
  because: string;
}

/**
 * What the work of the waves alone, without preparation and gates, takes at least. The canary moves by itself; of the
 * rest, the work of each group shared among its seats, tier after tier in a domain, or the longest domain controller of
 * each wave when the longest are put together. What has begun is left out: it may be nearly over.
 * @param sizes how many of each wave have not begun, without the canary's.
 */
export function lowerBound(model: Model, sizes: readonly number[], canary: number | undefined): LowerBound {
  const rest = model.names
    .map((_name, member) => member)
    .filter((member) => member !== canary && model.phase[member] !== BEGUN);
  const alone = canary === undefined ? 0 : (model.seconds[canary] ?? 0);
  const best = groupBounds(model, rest).reduce(
    (most, one) => (one.seconds > most.seconds ? one : most),
    longestOfEachWave(model, rest, sizes),
  );
  return {
    seconds: alone + best.seconds,
    because: canary === undefined ? best.because : `the canary, and ${best.because}`,
  };
}

function groupBounds(model: Model, members: readonly number[]): LowerBound[] {
  const shared = new Float64Array(model.allGroups.length);
  const phases = new Map<number, { group: number; shared: number; longest: number }>();
  for (const member of members) {
    const seconds = model.seconds[member] ?? 0;
    const phase = model.phase[member] ?? 0;
    for (const group of model.groups[member] ?? []) {
      const share = seconds / seatsFor(model, group, phase);
      shared[group] = (shared[group] ?? 0) + share;
      if (model.allGroups[group]?.rule !== "domain-limit") continue;
      const key = group * PHASES + phase;
      const known = phases.get(key) ?? { group, shared: 0, longest: 0 };
      phases.set(key, known);
      known.shared += share;
      known.longest = Math.max(known.longest, seconds);
    }
  }
  // The phases of a domain follow one another, and none is shorter than its longest member.
  for (const { group, shared: own, longest } of phases.values()) {
    shared[group] = (shared[group] ?? 0) + Math.max(0, longest - own);
  }
  return model.allGroups.map(({ name, limit }, index) => ({
    seconds: shared[index] ?? 0,
    because: `the work of ${name} at ${limit} at once`,
  }));
}

/** Batches of given sizes last as long as their longest members; least in sum when the longest share the largest. */
function longestOfEachWave(model: Model, members: readonly number[], sizes: readonly number[]): LowerBound {
  const longest = members.map((member) => model.seconds[member] ?? 0).sort((a, b) => b - a);
  let at = 0;
  let seconds = 0;
  for (const size of sizes.toSorted((a, b) => b - a)) {
    seconds += longest[at] ?? 0;
    at += size;
  }
  return { seconds, because: `the longest domain controller of each of ${sizes.length} waves` };
}
