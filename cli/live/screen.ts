import type { Canvas } from "./watchers.ts";

const ESCAPE = "\u001b[";
const HIDE_CURSOR = `${ESCAPE}?25l`;
const SHOW_CURSOR = `${ESCAPE}?25h`;
/** Terminals that know it show all between the two at once; the others pass it over. */
const TOGETHER = [`${ESCAPE}?2026h`, `${ESCAPE}?2026l`] as const;
const ERASE_LINE = `${ESCAPE}2K`;
const ERASE_BELOW = `${ESCAPE}J`;

/** What of a terminal is used. */
export type Terminal = Pick<NodeJS.WriteStream, "columns" | "rows" | "write">;

/**
 * A terminal as a canvas: only lines that differ are written again, in one piece, so that nothing flickers. Lines must
 * be no wider than the terminal, and one fewer than its rows. `end` leaves the last picture standing.
 */
export function screen(stream: Terminal): Canvas & { end(): void } {
  const size = () => ({ columns: stream.columns || 80, rows: stream.rows || 24 });
  let shown: readonly string[] = [];
  let drawnFor = size();
  // Also where the process ends in another way.
  const restore = () => void stream.write(SHOW_CURSOR);
  process.once("exit", restore);
  return {
    size,
    draw(lines) {
      const now = size();
      // A window of another size has its lines elsewhere: what can be found of them is taken away.
      const resized = now.columns !== drawnFor.columns || now.rows !== drawnFor.rows;
      drawnFor = now;
      const text = resized ? ERASE_BELOW + changes([], lines) : changes(shown, lines);
      const up = Math.min(shown.length, now.rows - 1);
      shown = lines;
      if (text === "") return;
      stream.write(`${TOGETHER[0]}${HIDE_CURSOR}\r${up > 0 ? `${ESCAPE}${up}A` : ""}${text}${TOGETHER[1]}`);
    },
    end() {
      process.off("exit", restore);
      restore();
    },
  };
}

/** From the first line of one picture to below the last of the next; empty: they are the same. */
function changes(before: readonly string[], after: readonly string[]): string {
  const same = before.length === after.length && after.every((line, index) => line === before[index]);
  if (same) return "";
  // Erased before it is written: behind a line of full width the cursor still stands on its last column.
  const lines = after.map((line, index) => (line === before[index] ? "" : `${ERASE_LINE}${line}`));
  return `${lines.map((line) => `${line}\r\n`).join("")}${after.length < before.length ? ERASE_BELOW : ""}`;
}
