/** One figure measured in one run, with the limit it must hold. Ratios, not seconds, where that is possible. */
export interface Figure {
  name: string;
  value: number;
  /** `x`, `s`, `MB`, `KB`, `connections` … */
  unit: string;
  /** The figure holds when value ≤ limit. */
  limit: number;
  note?: string;
}

/** A bench: everything it compares is measured in the same run. `skipped` says what is missing to run it. */
export interface Bench {
  name: string;
  run(): Promise<{ figures: Figure[] } | { skipped: string }>;
}
