import stringWidth from "string-width";
import { roughly, seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";
import { cut } from "../text/table.ts";
import type { FrameOptions } from "./frameOptions.ts";
import { blindHosts, type RunView, standingOf } from "./view.ts";

/** The first lines of the picture: how far the move is, its time beside the forecast, and what was overridden. */
export function headLines(view: RunView, { columns, now, left, clock, paint }: FrameOptions): string[] {
  const elapsed = Math.max(0, (now - view.startedAt) / 1000);
  // After a failure nobody knows how long the rest takes.
  const time = timeLine(elapsed, view.stage === "over" || view.failures.length > 0 ? null : left, columns);
  const heading = paint("strong", cut(headingWords(view, columns), columns));
  // A picture of what stands still is told them below it.
  if (clock === "stopped") return [heading, ""];
  const overrides = view.overrides.map((line) => paint("bad", cut(printable(line), columns)));
  return [heading, cut(time, columns), ...overrides, ""];
}

/** Who moved, who is blind, who stays: in full where there is room, else in few words, else without the estate. */
function headingWords(view: RunView, columns: number): string {
  const dcs = view.chains.filter((chain) => chain.kind === "domainController");
  const moved = dcs.filter((chain) => standingOf(view, chain) === "moved").length;
  const blind = blindHosts(view).size;
  const stay = view.staying.length;
  const words = (noun: string, unprotected: string, remain: string) =>
    [
      `${moved} of ${dcs.length} ${noun}moved`,
      ...(blind > 0 ? [`${blind} ${unprotected}`] : []),
      ...(stay > 0 ? [`${stay} ${remain}`] : []),
    ].join(", ");
  const estate = printable(view.estate, 30);
  const short = words("", "blind", stay === 1 ? "stays" : "stay");
  const forms = [
    `${estate}: ${words("domain controllers ", "without protection", stay === 1 ? "stays as it is" : "stay as they are")}`,
    `${estate}: ${short}`,
  ];
  return forms.find((form) => stringWidth(form) <= columns) ?? short;
}

function timeLine(elapsed: number, left: number | null, columns: number): string {
  const passed = seconds(elapsed);
  if (left === null) return passed;
  const share = elapsed + left > 0 ? elapsed / (elapsed + left) : 1;
  const words = left < 1 ? `${passed}, nearly done` : `${passed}, about ${roughly(left)} to go`;
  const width = Math.min(40, columns - words.length - 3);
  if (width < 8) return words;
  const full = Math.round(share * width);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}] ${words}`;
}
