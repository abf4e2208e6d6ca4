import { createLogUpdate } from "log-update";
import type { Canvas } from "./watchers.ts";

/** A terminal as a canvas: only lines that differ are written again. `end` leaves the last picture standing. */
export function screen(stream: NodeJS.WriteStream): Canvas & { end(): void } {
  const update = createLogUpdate(stream);
  return {
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
    draw: (lines) => update(lines.join("\n")),
    end: () => update.done(),
  };
}
