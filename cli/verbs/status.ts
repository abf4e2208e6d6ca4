import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { paceOf } from "../lab.ts";
import { isDrawable } from "../live/drawable.ts";
import { type Forecast, forecastOf } from "../live/forecast.ts";
import { inColour, plain } from "../live/paint.ts";
import { type Place, placeOf } from "../place.ts";
import { readerIsGone } from "../reader.ts";
import { collectStatus, refreshed, type StackStatus } from "../status/collect.ts";
import { statusDocument } from "../status/document.ts";
import { needsOf } from "../status/needs.ts";
import { renderStatus } from "../status/render.ts";

interface StatusOptions {
  stack?: string;
  watch?: true;
  json?: true;
}

type StackPlace = Place & { stack: string };

/** Looks at the engine's stream so often, and asks for the whole state every so many looks. */
const LOOK_MILLISECONDS = 1000;
const LOOKS_A_STATE = 10;

/** `ata2mdi status`: true while a run goes on here or elsewhere, after one that ended, and after one that was killed. */
export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("where the move stands; exit code 1 when something waits for a person")
    .option("--stack <name>", "the stack; default: the selected one")
    .option("--watch", "keep showing it until the run under way ends")
    .option("--json", "print it as one JSON document (with --watch: one a line, at each change)")
    .action((options: StatusOptions) =>
      runVerb("ata2mdi status", async () => {
        const place = await placeOf(options.stack);
        const status = options.watch ? await watch(options, place) : await once(options, place);
        return needsOf(status).length > 0 ? PROBLEM : FINE;
      }),
    );
}

async function once(options: StatusOptions, place: StackPlace): Promise<StackStatus> {
  const status = await collectStatus(place.stack, place);
  print(options.json ? JSON.stringify(statusDocument(status), null, 2) : text(status, place.cwd));
  return status;
}

/** Shows the status again and again while a run is under way; ends with the run. */
async function watch(options: StatusOptions, place: StackPlace): Promise<StackStatus> {
  const drawable = !options.json && isDrawable(process.stdout, process.env);
  const canvas = drawable ? (await import("../live/screen.ts")).screen(process.stdout) : undefined;
  let shown = "";
  let status = await collectStatus(place.stack, place);
  try {
    for (let looks = 1; ; looks++) {
      if (canvas) {
        canvas.draw(picture(status, place.cwd, canvas.size()));
      } else {
        const now = options.json ? JSON.stringify(statusDocument(status)) : text(status, place.cwd);
        // What only counts on is no change.
        const shape = now.replace(/\d+/g, "#");
        if (shape !== shown) print(now);
        shown = shape;
      }
      if (status.activity.kind !== "running" && status.activity.kind !== "elsewhere") return status;
      if (readerIsGone()) return status;
      await sleep(LOOK_MILLISECONDS);
      const wasRunning = status.activity.kind === "running";
      const whole = !wasRunning || looks % LOOKS_A_STATE === 0;
      status = whole ? await collectStatus(place.stack, place) : refreshed(status, place, Date.now());
      // The run has ended meanwhile: what it left is in the state.
      if (!whole && status.activity.kind !== "running") status = await collectStatus(place.stack, place);
    }
  } finally {
    canvas?.end();
  }
}

function picture(
  status: StackStatus,
  cwd: string,
  { columns, rows }: { columns: number; rows: number },
): string[] {
  const lines = renderStatus(status, {
    columns,
    rows: rows - 1,
    paint: inColour,
    forecast: forecast(status, cwd),
    footer: "Ctrl-C ends the watching only; the run goes on.",
  });
  return lines.slice(0, rows - 1);
}

function text(status: StackStatus, cwd: string): string {
  const paint = isDrawable(process.stdout, process.env) ? inColour : plain;
  return renderStatus(status, {
    columns: Math.max(40, process.stdout.columns || 100),
    rows: Number.POSITIVE_INFINITY,
    paint,
    forecast: forecast(status, cwd),
  }).join("\n");
}

function forecast({ stack }: StackStatus, cwd: string): Forecast {
  return forecastOf(stack.estate, stack.plan, paceOf(stack.estate, cwd));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
