import { setTimeout as sleep } from "node:timers/promises";

/** Time in which several callers' items come together in one request. */
const GATHER_MILLISECONDS = 200;

/**
 * Brings items that are asked for at about the same time into one request; each caller learns how it ended. Where one of
 * them makes the service refuse all, each is asked for alone.
 */
export class Batch<T> {
  private readonly send: (items: T[]) => Promise<void>;
  private readonly blamesOne: (error: unknown) => boolean;
  private readonly gatherMilliseconds: number;
  private open: { items: Set<T>; sent: Promise<Map<T, Promise<void>>> } | undefined;

  /** `blamesOne`: whether a refusal may be about one of the items and not about all. */
  constructor(
    send: (items: T[]) => Promise<void>,
    blamesOne: (error: unknown) => boolean = () => false,
    gatherMilliseconds = GATHER_MILLISECONDS,
  ) {
    this.send = send;
    this.blamesOne = blamesOne;
    this.gatherMilliseconds = gatherMilliseconds;
  }

  async add(item: T): Promise<void> {
    this.open ??= this.gather();
    const { items, sent } = this.open;
    items.add(item);
    await (await sent).get(item);
  }

  private gather(): { items: Set<T>; sent: Promise<Map<T, Promise<void>>> } {
    const items = new Set<T>();
    const sent = sleep(this.gatherMilliseconds).then(() => {
      this.open = undefined;
      return this.sendAll([...items]);
    });
    return { items, sent };
  }

  /** What became of each item. */
  private async sendAll(items: T[]): Promise<Map<T, Promise<void>>> {
    const refused = await this.send(items).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const alone = refused !== undefined && items.length > 1 && this.blamesOne(refused.error);
    const ends = new Map<T, Promise<void>>();
    for (const item of items) {
      const end = alone ? this.send([item]) : refused ? Promise.reject(refused.error) : Promise.resolve();
      // Whoever asked hears of it; nobody else has to.
      end.catch(() => {});
      ends.set(item, end);
    }
    return ends;
  }
}
