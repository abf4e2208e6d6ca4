import type { Model } from "./model.ts";
import { scheduleWave, type WaveSchedule } from "./waveSchedule.ts";

/** Orders tried before the one at hand is taken; three suffice nearly always. */
const PATIENCE = 24;

/**
 * Lays out a wave so that laid out again in the order found, it comes out the same: a plan made again from itself must
 * be itself, edge for edge. Where orders follow each other in a circle, all of it leads to the same one of them.
 */
export function settledWave(model: Model, members: readonly number[]): WaveSchedule {
  const seen = new Map<string, number>();
  const orders: (readonly number[])[] = [];
  let order = members;
  for (let turn = 0; turn < PATIENCE; turn++) {
    const key = order.join();
    const first = seen.get(key);
    if (first !== undefined) {
      const [least = order] = orders.slice(first).sort(compareOrders);
      return scheduleWave(model, least);
    }
    seen.set(key, turn);
    orders.push(order);
    order = scheduleWave(model, order).order;
  }
  return scheduleWave(model, order);
}

function compareOrders(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((member, index) => member !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
