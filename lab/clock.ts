import { setTimeout as wait } from "node:timers/promises";

/**
 * The lab's time. Moments are real (ISO 8601, UTC); durations are lab seconds, of which `factor` pass in one real
 * second. What the program says of time (deadlines, `readyUntil`) is real time; what a host needs is lab time.
 */
export class LabClock {
  readonly factor: number;
  constructor(factor: number) {
    if (!(factor > 0)) throw new RangeError(`time factor must be above 0, not ${factor}`);
    this.factor = factor;
  }

  /** Resolves after so many lab seconds, at once for 0; rejects with an AbortError when the signal fires. */
  async sleep(labSeconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (labSeconds > 0) await wait(this.milliseconds(labSeconds), undefined, { signal });
  }

  /** Real milliseconds that so many lab seconds take. */
  milliseconds(labSeconds: number): number {
    return (labSeconds * 1000) / this.factor;
  }

  /** Lab seconds since a moment. */
  since(moment: string): number {
    return ((Date.now() - Date.parse(moment)) / 1000) * this.factor;
  }
}

/** Now, as the lab writes moments. */
export function now(): string {
  return new Date().toISOString();
}
