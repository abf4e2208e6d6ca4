import { amountOf, type Count } from "./limits.ts";
import { type Model, seatsFor, tierOf } from "./model.ts";
import { scheduleWave } from "./waveSchedule.ts";

/** A share of those still to come after which the order of preference is worked out anew. */
const REFRESH_SHARE = 0.05;

/**
 * How large each wave may be, the first to the last needed: `[1, 5, "20%"]` of 30 is 1, 5, 6, 6, 6, 6. Those that are a
 * wave by themselves whatever the policy says come first: the canary, or all that has begun; the policy goes on with the
 * first of its sizes that they do not use up.
 * @param first how many those are.
 */
export function waveSizes(counts: readonly Count[], moving: number, first: number): number[] {
  const sizeAt = (index: number) =>
    Math.max(1, amountOf(counts[Math.min(index, counts.length - 1)] ?? 1, moving));
  const sizes: number[] = [];
  let left = moving;
  const push = (size: number) => {
    sizes.push(Math.min(size, left));
    left -= Math.min(size, left);
  };
  let index = 0;
  if (first > 0 && left > 0) {
    push(first);
    for (let used = sizeAt(0); used <= first; used += sizeAt(index)) index++;
  }
  for (; left > 0; index++) push(sizeAt(index));
  return sizes;
}

/**
 * Fills the waves one after another: in each, list scheduling takes whoever can start and has the most work behind it
 * in the most loaded of its groups, until the wave is full. So the group that needs longest is never idle.
 * @param first numbers of those that are the first wave by themselves; empty: nobody is.
 */
export function composeWaves(model: Model, sizes: readonly number[], first: readonly number[]): number[][] {
  const waves: number[][] = [];
  let left = model.names.map((_name, member) => member);
  const take = (members: readonly number[]) => {
    const gone = new Set(members);
    left = left.filter((member) => !gone.has(member));
    waves.push([...members]);
  };
  if (first.length > 0) take(first);
  let sorted = Number.POSITIVE_INFINITY;
  for (const size of sizes.slice(waves.length)) {
    if (left.length < sorted * (1 - REFRESH_SHARE)) {
      left = byLoad(model, left);
      sorted = left.length;
    }
    take(scheduleWave(model, left, size).order);
  }
  return waves;
}

/** The one whose most loaded group has the most work left per seat first; then the longest, then by number. */
export function byLoad(model: Model, members: readonly number[]): number[] {
  const work = new Float64Array(model.allGroups.length);
  for (const member of members) {
    for (const group of model.groups[member] ?? []) {
      const seats = seatsFor(model, group, model.phase[member] ?? 0);
      work[group] = (work[group] ?? 0) + (model.seconds[member] ?? 0) / seats;
    }
  }
  const load = new Float64Array(model.names.length);
  for (const member of members) {
    load[member] = Math.max(0, ...(model.groups[member] ?? []).map((group) => work[group] ?? 0));
  }
  return members.toSorted(
    (a, b) => (load[b] ?? 0) - (load[a] ?? 0) || (model.seconds[b] ?? 0) - (model.seconds[a] ?? 0) || a - b,
  );
}

/**
 * The best canary first: of the earliest tier; with a gateway to remove, for a canary that skips the removal proves
 * little; not its site's last; no global catalog.
 */
export function canaryOrder(model: Model, hasGateway: (member: number) => boolean): number[] {
  const score = (member: number) => {
    const standing = model.standings[member];
    return (
      tierOf(model, member) * 8 +
      (hasGateway(member) ? 0 : 4) +
      (standing?.lastOfSite ? 2 : 0) +
      (standing?.globalCatalog ? 1 : 0)
    );
  };
  return model.names.map((_name, member) => member).sort((a, b) => score(a) - score(b) || a - b);
}
