import { printable } from "../carryOver/printable.ts";
import type { AlertRecord } from "./record.ts";

const columns = [
  "kind",
  "title",
  "status",
  "severity",
  "start",
  "end",
  "updated",
  "about",
  "covered now by",
  "number",
  "type",
  "id",
];

/** First line of the alerts' CSV (RFC 4180). */
export const alertCsvHeader = line(columns);

/** One alert as a line of CSV, with its line end. */
export function alertCsvLine(alert: AlertRecord): string {
  return line([
    alert.kind,
    alert.title,
    alert.status,
    alert.severity,
    alert.start,
    alert.end,
    alert.updated,
    alert.about.join("; "),
    alert.now,
    alert.number === null ? "" : String(alert.number),
    alert.type,
    alert.id,
  ]);
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/** Quoted; what a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(text: string): string {
  const shown = printable(text);
  const safe = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}
