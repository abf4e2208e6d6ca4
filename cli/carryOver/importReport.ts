import type { EstateText } from "../../estate/ata/estateFile.ts";
import { formatPlace } from "../../estate/ata/inputProblem.ts";
import type { AtaReading } from "../../estate/ata/reading.ts";
import type { CarryOver } from "../../plan/carryOver/carryOver.ts";
import { rowDefinitions } from "../../plan/carryOver/definitions.ts";
import { printable } from "../../plan/carryOver/printable.ts";
import { typed } from "../../plan/problem.ts";

/** What an import did, as data: the same for `--json` and for people. */
export interface ImportResult {
  reading: Omit<AtaReading, "inventory" | "answers" | "domainControllers">;
  inventory: AtaReading["inventory"];
  carryOver: CarryOver;
  estate: (EstateText & { file: string; isNew: boolean }) | null;
  written: string[];
}

/** Paths of one sort that are printed; `--json` prints all of them. */
const mostPrinted = 20;

export function importReport({ reading, inventory, carryOver, estate, written }: ImportResult): string {
  return [
    ...reading.sources.map(({ file, documents }) => `${file}: ${counts(documents)}`),
    "",
    `Fields of profiles: ${reading.fields.read} read, ${reading.fields.irrelevant} irrelevant, ${reading.fields.unrecognised} unrecognised, ${reading.fields.secret} dropped because they are secrets.`,
    ...section(
      "Not recognised: look at each one, a setting may be among them",
      inventory.unrecognised.map(
        ({ document, path, found, fields }) => `${document} ${path}: ${found}${times(fields)}`,
      ),
    ),
    ...section(
      "Secrets, neither read nor kept; each is to be set anew where it is still needed",
      inventory.secrets.map(({ document, path, fields }) => `${document} ${path}${times(fields)}`),
    ),
    ...section(
      "Left out, with the reason (the paths: --json)",
      byReason(inventory.irrelevant).map(([reason, fields]) => `${fields} fields: ${reason}`),
    ),
    ...section(
      "To know",
      reading.notes.map((note) => `${note.id} ${formatPlace(note.place)}: ${note.cause}. ${note.fix}`),
    ),
    ...section("To carry over", carryOver.rows.map(rowLine), carryOver.rows.length),
    ...(estate === null ? [] : estateLines(estate)),
    "",
    ...(written.length === 0
      ? ["Nothing was written."]
      : written.map((file) => `Written, for you alone: ${file}`)),
  ]
    .map(printable)
    .join("\n");
}

function estateLines({
  file,
  isNew,
  added,
  differing,
}: EstateText & { file: string; isNew: boolean }): string[] {
  const title = isNew ? `New estate ${file}` : `Estate ${file}`;
  return [
    ...section(`${title}: added`, added.length > 0 ? added : ["nothing"]),
    ...section(`${title}: left as it is, though ATA says otherwise`, differing),
    "",
    `Next: ${typed(`ata2mdi check ${file}`)}`,
  ];
}

function rowLine({ row, items, notApplicable }: CarryOver["rows"][number]): string {
  const { title } = rowDefinitions[row];
  if (notApplicable !== null) return `${title}: not applicable. ${notApplicable}`;
  const todo = items.filter(({ action }) => action !== null).length;
  return `${title}: ${todo === 0 ? "to be done or attested" : `${todo} setting(s) to carry over`}`;
}

function section(title: string, lines: readonly string[], most = mostPrinted): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [`  … and ${lines.length - most} more: --json prints all`] : [];
  return ["", `${title}:`, ...lines.slice(0, most).map((line) => `  ${line}`), ...more];
}

function byReason(entries: readonly { reason: string; fields: number }[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { reason, fields } of entries) sums.set(reason, (sums.get(reason) ?? 0) + fields);
  return [...sums];
}

function counts(documents: Readonly<Record<string, number>>): string {
  const parts = Object.entries(documents).map(([kind, count]) => `${count} × ${kind}`);
  return parts.length === 0 ? "no documents" : parts.join(", ");
}

const times = (fields: number) => (fields > 1 ? ` (${fields} times)` : "");
