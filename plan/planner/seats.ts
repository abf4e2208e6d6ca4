/** Up to this many free seats are looked through for one whose leaver is waited for anyway. */
const LOOK_THROUGH = 8;

/**
 * The seats of one group in one wave, as many as its limit. Whoever sits down on a used seat comes after the one who
 * left it, so the occupants of a seat form a chain.
 */
export class Seats {
  free: number;
  private readonly limit: number;
  private unused: number;
  private oneFirst: boolean;
  /** Last occupants of the free seats, the one longest gone first. */
  private left: number[] = [];

  /** @param opening `oneFirst`: the first occupant sits alone, and all others come after it. */
  constructor(limit: number, opening: "atOnce" | "oneFirst") {
    this.limit = limit;
    this.oneFirst = opening === "oneFirst";
    this.unused = limit;
    this.free = this.oneFirst ? 1 : limit;
  }

  /**
   * Takes a free seat: one whose leaver is waited for already, else one never used, else the one longest free.
   * @returns who sat there before; undefined on a seat never used.
   */
  take(waitedFor: ReadonlyMap<number, unknown>): number | undefined {
    this.free--;
    const shared =
      waitedFor.size > 0 && this.left.length <= LOOK_THROUGH
        ? this.left.findIndex((one) => waitedFor.has(one))
        : -1;
    if (shared >= 0) return this.left.splice(shared, 1)[0];
    if (this.unused > 0) {
      this.unused--;
      return undefined;
    }
    return this.left.shift();
  }

  leave(member: number): void {
    if (this.oneFirst) {
      this.oneFirst = false;
      this.unused = 0;
      this.left = Array.from({ length: this.limit }, () => member);
      this.free = this.limit;
    } else {
      this.left.push(member);
      this.free++;
    }
  }

  /** The ends of the chains; asked for only when every seat is free. */
  lastOccupants(): number[] {
    return [...new Set(this.left)];
  }
}
