import { printable } from "./printable.ts";
import type { RunbookPage } from "./runbookPages.ts";

const header = ["center", "setting", "value", "type", "account", "domain", "dns name", "id", "known"];

/** The values of a row to carry over as CSV (RFC 4180), one a line; empty where it has none. */
export function rowCsv({ carried }: Pick<RunbookPage, "carried">): string {
  const lines = carried.flatMap(({ item, values }) =>
    values.map(({ text, id, entity, resolved }) => [
      item.center ?? "",
      item.name,
      text,
      entity?.type ?? "",
      entity?.samName ?? "",
      entity?.domain ?? "",
      entity?.dnsName ?? "",
      id ?? "",
      resolved ? "yes" : "no",
    ]),
  );
  if (lines.length === 0) return "";
  return `${[header, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Quoted; what a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(text: string): string {
  const shown = printable(text);
  const safe = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}
