import { paceOf } from "../lab.ts";
import { isDrawable } from "../live/drawable.ts";
import { forecastOf } from "../live/forecast.ts";
import { inColour } from "../live/paint.ts";
import { frameWatcher, lineWatcher } from "../live/watchers.ts";
import type { StackView } from "../stack.ts";
import { runUp, type UpOptions, type UpResult } from "./up.ts";

/** Operations at a time: waiting costs no processor, and hosts are limited by the plan's lanes. */
export const PARALLEL = 32;

export interface WatchedOptions extends Omit<UpOptions, "watchers" | "parallel"> {
  parallel?: number;
  /** Told besides the terminal. */
  also?: UpOptions["watchers"];
}

/** Runs `pulumi up` in front of a person: a table that is redrawn on a terminal, else a line per change. */
export async function runWatchedUp(stack: StackView, options: WatchedOptions): Promise<UpResult> {
  const { parallel = PARALLEL, also = [], ...rest } = options;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (!isDrawable(process.stdout, process.env)) {
    return await runUp(stack, { ...rest, parallel, watchers: [lineWatcher(print), ...also] });
  }
  const { screen } = await import("../live/screen.ts");
  const canvas = screen(process.stdout);
  const pace = paceOf(stack.estate, options.cwd);
  const watcher = frameWatcher(canvas, forecastOf(stack.estate, stack.plan, pace), inColour);
  try {
    return await runUp(stack, { ...rest, parallel, watchers: [watcher, ...also] });
  } finally {
    canvas.end();
  }
}
