import { openingsFor, type Span } from "../estate/calendar.ts";
import type { ReadyGateInputs } from "./declared.ts";
import type { Problem } from "./problem.ts";

/** How far ahead the next opening is looked for. */
const AHEAD_MILLISECONDS = 92 * 86_400_000;

/** Why a move may not begin now, by the estate's windows and freezes; undefined: it may. */
export function closedWindow(
  { target, domain, calendar }: Pick<ReadyGateInputs, "target" | "domain" | "calendar">,
  now: Date,
): Problem | undefined {
  if (!calendar) return undefined;
  const within: Span = { from: now.getTime(), to: now.getTime() + AHEAD_MILLISECONDS };
  const [next] = openingsFor(calendar, { site: calendar.site, domain }, within);
  if (next && next.from <= now.getTime()) return undefined;
  const opens = next ? new Date(next.from).toISOString() : undefined;
  return {
    id: "WINDOW-CLOSED",
    host: target.host,
    cause: "its move may not begin now: the estate's windows and freezes do not allow it",
    measured: `it is ${now.toISOString()}; ${opens ? `the next window opens ${opens}` : "no window opens within three months"}`,
    cure: opens
      ? "Nothing was changed. Run again when the window is open."
      : "Correct policy.windows or policy.freezes.",
    command: opens ? "pulumi up" : "ata2mdi check",
  };
}
