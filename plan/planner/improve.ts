import type { Model } from "./model.ts";
import { seededRandom } from "./random.ts";
import { TierBounds } from "./tierBounds.ts";
import { scheduleWave, type WaveSchedule } from "./waveSchedule.ts";

export interface Search {
  seed: number;
  /** Members laid out again in all: bounds the work, not the time, so that the result is the same everywhere. */
  effort: number;
  /** The first waves that stay as they are. */
  fixed: number;
  /** Seconds no order can beat. */
  bound: number;
}

/** Exchanges in a row that gain nothing after which the search ends. */
const PATIENCE = 400;
/** Above the bound by so little that looking further is not worth it. */
const NEAR_ENOUGH = 1.001;

/**
 * Exchanges members between waves as long as that shortens the move: one of the chain that ends a wave last for one of
 * another wave. Wave sizes stay, and no member comes before an earlier tier of its domain.
 */
export function improveWaves(model: Model, waves: readonly number[][], search: Search): WaveSchedule[] {
  const random = seededRandom(search.seed);
  const schedules = waves.map((members) => scheduleWave(model, members));
  const bounds = new TierBounds(model, waves);
  const open = schedules.length - search.fixed;
  let total = schedules.reduce((sum, wave) => sum + wave.seconds, 0);
  let { effort } = search;
  for (let failed = 0; failed < PATIENCE && effort > 0 && open >= 2; failed++) {
    if (total <= search.bound * NEAR_ENOUGH) break;
    effort -= waves.length;
    const from = search.fixed + Math.floor(random() * open);
    const to = search.fixed + Math.floor(random() * open);
    const [one, other] = [schedules[from], schedules[to]];
    if (!one || !other || from === to) continue;
    const leaving = pick(lastChain(model, one), random);
    const coming = pick(other.order, random);
    if (leaving === undefined || coming === undefined || !bounds.mayExchange(leaving, coming)) continue;
    effort -= one.order.length + other.order.length;
    const newOne = scheduleWave(model, replaced(one.order, leaving, coming));
    const newOther = scheduleWave(model, replaced(other.order, coming, leaving));
    const gain = one.seconds + other.seconds - newOne.seconds - newOther.seconds;
    if (gain <= 0) continue;
    schedules[from] = newOne;
    schedules[to] = newOther;
    bounds.exchange(leaving, coming);
    total -= gain;
    failed = -1;
  }
  return schedules;
}

function replaced(members: readonly number[], leaving: number, coming: number): number[] {
  return members.map((member) => (member === leaving ? coming : member));
}

function pick(from: readonly number[], random: () => number): number | undefined {
  return from[Math.floor(random() * from.length)];
}

/** The chain that ends a wave last: from its end back along the edges that left no time between. */
function lastChain(model: Model, wave: WaveSchedule): number[] {
  const end = (member: number) => (wave.starts.get(member) ?? 0) + (model.seconds[member] ?? 0);
  const chain: number[] = [];
  let at = wave.order.reduce<number | undefined>(
    (last, member) => (last === undefined || end(member) > end(last) ? member : last),
    undefined,
  );
  while (at !== undefined) {
    chain.push(at);
    const start = wave.starts.get(at) ?? 0;
    at = [...(wave.edges.get(at)?.keys() ?? [])].find((member) => end(member) >= start);
  }
  return chain;
}
