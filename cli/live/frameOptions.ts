import type { Paint } from "./paint.ts";

/** How a picture of a run is drawn. */
export interface FrameOptions {
  columns: number;
  /** Lines the frame may take at most. */
  rows: number;
  now: number;
  /** Typical seconds of what is left; null: nobody knows. */
  left: number | null;
  /** Default running: how long it takes is shown. stopped: nothing is under way. */
  clock?: "running" | "stopped";
  paint: Paint;
  /** Last line: what Ctrl-C does, or what is waited for. */
  footer: string;
}
