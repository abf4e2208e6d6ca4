import { printable } from "../text/printable.ts";
import type { Noted } from "./choice.ts";
import type { Closed } from "./close.ts";
import type { Recorded } from "./record.ts";

/** Alerts of a list that a person is shown before it is cut. */
const SHOWN = 20;

/** What was recorded of a Center, and where. */
export function recordedText({ center, from, written, counts }: Recorded): string {
  const told = (["suspicious activity", "monitoring alert"] as const).map((kind) => {
    const many = kind === "monitoring alert" ? "monitoring alerts" : "suspicious activities";
    const count = counts.get(kind);
    return count ? `${count.all} ${many}, ${count.open} open` : `no ${many} in ${from.join(", ")}`;
  });
  const files = [written.json, written.csv].map(({ path }) => `Written, for you alone: ${path}`);
  return [`${center}: ${told.join("; ")}.`, ...files].join("\n");
}

/** What a person can do about the open ones. */
export const openOnes =
  "Look at the open ones: close them in ATA's console or with --close, or name each under the Center's `alerts` in the estate file, with who decides and why.";

/** A list of alerts under a heading; nothing where there is none. */
export function listText(heading: string, alerts: readonly Noted[]): string[] {
  if (alerts.length === 0) return [];
  const more = alerts.length > SHOWN ? [`  and ${alerts.length - SHOWN} more`] : [];
  return [heading, ...alerts.slice(0, SHOWN).map((alert) => `  ${oneLine(alert)}`), ...more];
}

/** What became of the alerts that were to be closed: each that is not closed, and how many are. */
export function closedText(closed: readonly Closed[]): string {
  const rest = closed.filter(({ outcome }) => outcome !== "closed");
  const lines = rest.map(
    ({ alert, outcome, measured }) => `  ${outcome}  ${oneLine(alert)}: ${printable(measured)}`,
  );
  const done = closed.length - rest.length;
  return [`${done} of ${closed.length} closed, and read back as closed.`, ...lines].join("\n");
}

function oneLine({ id, title }: Noted): string {
  return `${printable(id)}  ${printable(title)}`;
}
