/**
 * Leaves out the edges that others imply, so that as few as suffice remain.
 * @param order every member after all it waits for.
 * @param edges member → what it waits for, with whatever is known of the edge.
 */
export function transitiveReduction<T>(
  order: readonly number[],
  edges: ReadonlyMap<number, ReadonlyMap<number, T>>,
): Map<number, Map<number, T>> {
  const position = new Map(order.map((member, index) => [member, index]));
  const words = (order.length + 31) >> 5;
  /** Position → the set of all before it, a bit each. */
  const ancestors: Uint32Array[] = [];
  const reduced = new Map<number, Map<number, T>>();
  for (const member of order) {
    const before = edges.get(member) ?? new Map<number, T>();
    const positions = [...before.keys()].map((one) => position.get(one) ?? 0);
    const row = new Uint32Array(words);
    for (const at of positions) {
      const above = ancestors[at];
      for (let word = 0; word <= at >> 5; word++) row[word] = (row[word] ?? 0) | (above?.[word] ?? 0);
    }
    const kept = new Map<number, T>();
    for (const [one, known] of before) if (!has(row, position.get(one) ?? 0)) kept.set(one, known);
    for (const at of positions) row[at >> 5] = (row[at >> 5] ?? 0) | (1 << (at & 31));
    ancestors.push(row);
    reduced.set(member, kept);
  }
  return reduced;
}

function has(row: Uint32Array, at: number): boolean {
  return (((row[at >> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}
