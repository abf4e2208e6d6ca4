import type { Watcher } from "../run/up.ts";
import { clock } from "../text/length.ts";
import type { Forecast } from "./forecast.ts";
import { frame } from "./frame.ts";
import { PlainLines } from "./lines.ts";
import type { Paint } from "./paint.ts";
import type { RunView } from "./view.ts";

/** What a request to stop does, for the person who made it. */
const FIRST_STOP =
  "stopping: no new step begins, and what runs on a host ends there by itself. Nothing is lost; the next run goes on.";
const SECOND_STOP = "ending the engine at once; the next run takes up what was cut off.";
const RUNNING = "Ctrl-C stops after the steps under way; nothing is lost.";

/** One line per change: for logs, pipes, CI and NO_COLOR. */
export function lineWatcher(print: (line: string) => void): Watcher {
  const lines = new PlainLines();
  return {
    begin(record, at) {
      print(`${clock(at)}  the engine starts; the run's record is ${record}`);
    },
    news(news, _view, at) {
      for (const line of news.flatMap((one) => lines.linesOf(one, at))) print(line);
    },
    tick() {},
    end() {},
    stopAsked(times, _view, at) {
      print(`${clock(at)}  ${times === 1 ? FIRST_STOP : SECOND_STOP}`);
    },
  };
}

/** A terminal that is drawn anew. */
export interface Canvas {
  /** Columns and rows there are now: a window may change its size. */
  size(): { columns: number; rows: number };
  draw(lines: readonly string[]): void;
}

/** Pictures a second at most; a terminal over a slow line is spared. */
const DRAW_MILLISECONDS = 500;

/** Without a change only the clocks go on: often enough to see that. */
const CLOCK_MILLISECONDS = 2000;
/** What is left is computed anew so often; it changes slowly. */
const FORECAST_MILLISECONDS = 2000;

/** The redrawn table: at each change, and every two seconds because its clocks go on. */
export function frameWatcher(canvas: Canvas, forecast: Forecast, paint: Paint): Watcher {
  let drawnAt = 0;
  let changed = true;
  let footer = RUNNING;
  let left: { at: number; seconds: number } | undefined;
  const draw = (view: RunView, now: number) => {
    if (!left || now - left.at >= FORECAST_MILLISECONDS || view.stage === "over") {
      left = { at: now, seconds: forecast.left(view, now) };
    }
    const { columns, rows } = canvas.size();
    // One row stays free: the cursor stands there, and nothing scrolls.
    canvas.draw(frame(view, { columns, rows: rows - 1, now, left: left.seconds, paint, footer }));
    drawnAt = now;
    changed = false;
  };
  return {
    begin() {},
    news() {
      changed = true;
    },
    tick(view, now) {
      const due = changed ? DRAW_MILLISECONDS : CLOCK_MILLISECONDS;
      if (now - drawnAt >= due) draw(view, now);
    },
    end(view, now) {
      footer = "";
      draw(view, now);
    },
    stopAsked(times, view, now) {
      footer = times === 1 ? FIRST_STOP : SECOND_STOP;
      draw(view, now);
    },
  };
}
