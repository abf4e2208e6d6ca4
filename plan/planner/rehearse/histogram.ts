/** Buckets for each doubling: neighbouring ones differ by 2.2 percent. */
const PER_DOUBLING = 32;
/** From one second to 2^30: 34 years. */
const BUCKETS = 30 * PER_DOUBLING;

/** Counts of many non-negative values for each of many subjects, in little memory; quantiles to about one percent. */
export class Histograms {
  private readonly counts: Uint32Array;
  private readonly width = BUCKETS + 1;

  constructor(subjects: number) {
    this.counts = new Uint32Array(subjects * this.width);
  }

  /** Values below one count as none. */
  add(subject: number, value: number): void {
    const bucket = value < 1 ? 0 : 1 + Math.min(BUCKETS - 1, Math.floor(Math.log2(value) * PER_DOUBLING));
    const at = subject * this.width + bucket;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }

  /** The value that a share of the subject's values stay below or at; 0 when it has none. */
  quantile(subject: number, share: number): number {
    const own = this.counts.subarray(subject * this.width, (subject + 1) * this.width);
    const total = own.reduce((sum, count) => sum + count, 0);
    let left = share * total;
    for (const [bucket, count] of own.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_DOUBLING);
    }
    return 0;
  }
}
