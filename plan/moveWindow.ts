import { openingsFor, type Span } from "../estate/calendar.ts";
import type { ReadyGateInputs } from "./declared.ts";
import type { PlannedDomainController } from "./plan.ts";
import { defaultTimes, sumOf } from "./planner/times.ts";
import { lengthText } from "./planner/words.ts";
import type { Problem } from "./problem.ts";

/** How far ahead the next opening is looked for. */
const AHEAD_MILLISECONDS = 92 * 86_400_000;

/** Seconds a move takes in 19 of 20 cases once it is ready: so long its window has to stay open. */
export function secondsNeeded({ gap, decision }: Pick<PlannedDomainController, "gap" | "decision">): number {
  if (gap) return gap.p95;
  // Without a gateway nothing is lost, but setup may restart the host all the same.
  const { activateSensor, installSensor, verifySensor } = defaultTimes;
  const v3 = decision.kind === "move" && decision.generation === "v3";
  return Math.round(sumOf([v3 ? activateSensor : installSensor, verifySensor]).p95);
}

/** Why a move may not begin now, by the estate's windows and freezes; undefined: it may. */
export function closedWindow(
  { target, domain, calendar }: Pick<ReadyGateInputs, "target" | "domain" | "calendar">,
  now: Date,
): Problem | undefined {
  if (!calendar) return undefined;
  const { site, needsSeconds = 0 } = calendar;
  const within: Span = { from: now.getTime(), to: now.getTime() + AHEAD_MILLISECONDS };
  const all = openingsFor(calendar, { site, domain }, within);
  // What the horizon cuts short goes on behind it.
  const next = all.find(({ from, to }) => to - from >= needsSeconds * 1000 || to >= within.to);
  if (next && next.from <= now.getTime()) return undefined;
  const [first] = all;
  const closing = first && first.from <= now.getTime() ? first : undefined;
  const tooShort = closing
    ? `its window closes ${new Date(closing.to).toISOString()}, and the move takes ${lengthText(needsSeconds)} in 19 of 20 cases; `
    : "";
  const opens = next ? new Date(next.from).toISOString() : undefined;
  const enough = closing || first !== next ? " that is long enough" : "";
  return {
    id: "WINDOW-CLOSED",
    host: target.host,
    cause: closing
      ? "its move would go on after its window has closed"
      : "its move may not begin now: the estate's windows and freezes do not allow it",
    measured: `it is ${now.toISOString()}; ${tooShort}${opens ? `the next window${enough} opens ${opens}` : `no window${enough} opens within three months`}`,
    cure: opens
      ? "Nothing was changed. Run again when the window is open."
      : "Correct policy.windows or policy.freezes.",
    command: opens ? "pulumi up" : "ata2mdi check",
  };
}
