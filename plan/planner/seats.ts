/** Up to this many free seats are looked through for one whose leaver is waited for anyway. */
const LOOK_THROUGH = 8;

/**
 * The seats of one group in one wave, as many as its limit. Whoever sits down on a used seat comes after the one who
 * left it, so the occupants of a seat form a chain.
 */
export class Seats {
  private readonly limit: number;
  private unused: number;
  private taken = 0;
  private oneFirst: boolean;
  /** Whom everyone on a seat never used comes after. */
  private barrier: readonly number[];
  /** Last occupants of the free seats, the one longest gone first. */
  private left: number[] = [];
  /** Who has left since more sat there than there are seats; undefined when there are not. */
  private crowd: number[] | undefined;

  /**
   * @param opening `oneFirst`: the first occupant sits alone, and all others come after it.
   * @param barrier whom all occupants come after.
   */
  constructor(limit: number, opening: "atOnce" | "oneFirst", barrier: readonly number[] = []) {
    this.limit = limit;
    this.oneFirst = opening === "oneFirst";
    this.unused = limit;
    this.barrier = barrier;
  }

  /** Seats somebody may take now. */
  get free(): number {
    if (this.crowd || (this.oneFirst && this.taken > 0)) return 0;
    return this.oneFirst ? 1 : Math.max(0, this.limit - this.taken);
  }

  /**
   * Takes a free seat: one whose leaver is waited for already, else one never used, else the one longest free.
   * @returns whom its occupant comes after.
   */
  take(waitedFor: ReadonlyMap<number, unknown>): readonly number[] {
    this.taken++;
    const shared =
      waitedFor.size > 0 && this.left.length <= LOOK_THROUGH
        ? this.left.findIndex((one) => waitedFor.has(one))
        : -1;
    if (shared >= 0) return this.left.splice(shared, 1);
    if (this.unused > 0) {
      this.unused--;
      return this.barrier;
    }
    return this.left.splice(0, 1);
  }

  /**
   * Takes a seat that is taken whatever the limit says, by one that has begun already. Where that makes more occupants
   * than seats, nobody else sits down before all of them have left.
   * @returns whom its occupant comes after: nobody where there was no seat left.
   */
  force(): readonly number[] {
    if (this.free > 0) return this.take(new Map());
    this.taken++;
    this.crowd ??= [];
    return [];
  }

  leave(member: number): void {
    this.taken--;
    if (this.crowd) {
      this.crowd.push(member);
      if (this.taken > 0) return;
      this.barrier = this.crowd;
      this.crowd = undefined;
      this.left = [];
      this.unused = this.limit;
    } else if (this.oneFirst) {
      this.oneFirst = false;
      this.unused = 0;
      this.left = Array.from({ length: this.limit }, () => member);
    } else {
      this.left.push(member);
    }
  }

  /** The ends of the chains; asked for only when every seat is free. */
  lastOccupants(): readonly number[] {
    return this.unused === this.limit ? this.barrier : [...new Set(this.left)];
  }
}
