import { setTimeout as sleep } from "node:timers/promises";

/** Time in which several callers' items come together in one request. */
const GATHER_MILLISECONDS = 200;

/** Brings items that are asked for at about the same time into one request; each caller learns how it ended. */
export class Batch<T> {
  private readonly send: (items: T[]) => Promise<void>;
  private readonly gatherMilliseconds: number;
  private open: { items: T[]; sent: Promise<void> } | undefined;

  constructor(send: (items: T[]) => Promise<void>, gatherMilliseconds = GATHER_MILLISECONDS) {
    this.send = send;
    this.gatherMilliseconds = gatherMilliseconds;
  }

  add(item: T): Promise<void> {
    if (this.open) {
      this.open.items.push(item);
      return this.open.sent;
    }
    const items = [item];
    const sent = sleep(this.gatherMilliseconds).then(() => {
      this.open = undefined;
      return this.send(items);
    });
    this.open = { items, sent };
    return sent;
  }
}
