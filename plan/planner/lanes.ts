/** A limit on how many members of a group may be without protection at once. */
export interface Group {
  /** `site Berlin`, `domain contoso.com`, … as it is printed. */
  name: string;
  limit: number;
}

/** One domain controller of a wave, as the lanes see it. */
export interface Member {
  name: string;
  groups: readonly Group[];
}

interface Chain {
  last?: string;
  free: number;
}

/**
 * The edges that hold every limit whatever the engine does. Each group has as many chains as its limit; a domain
 * controller joins one chain of each of its groups and waits for the one before it there. So at most `limit` of a
 * group are ever under way, at any parallelism. Edges that others imply are left out.
 * @returns member name → names it waits for; members in the order given.
 */
export function lanes(members: readonly Member[]): Map<string, string[]> {
  const chains = new Map<Group, Chain[]>();
  const after = new Map<string, string[]>();
  for (const { name, groups } of members) {
    const seats: Chain[] = groups.map((group) => {
      const own = chains.get(group) ?? Array.from({ length: group.limit }, (): Chain => ({ free: 0 }));
      chains.set(group, own);
      return own.reduce((best, chain) => (chain.free < best.free ? chain : best));
    });
    const end = 1 + Math.max(0, ...seats.map((seat) => seat.free));
    after.set(name, [...new Set(seats.flatMap((seat) => seat.last ?? []))]);
    for (const seat of seats) Object.assign(seat, { last: name, free: end });
  }
  return reduced(after);
}

/** Without the edges that others imply. `after` lists predecessors before their successors. */
function reduced(after: Map<string, string[]>): Map<string, string[]> {
  const ancestors = new Map<string, Set<string>>();
  const result = new Map<string, string[]>();
  for (const [name, before] of after) {
    const all = new Set<string>(before);
    for (const one of before) for (const far of ancestors.get(one) ?? []) all.add(far);
    ancestors.set(name, all);
    result.set(
      name,
      before.filter((one) => !before.some((other) => other !== one && ancestors.get(other)?.has(one))),
    );
  }
  return result;
}
