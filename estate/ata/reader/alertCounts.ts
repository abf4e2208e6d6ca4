import type { AlertCount } from "../inventory.ts";
import { isoDate, plain } from "./extendedJson.ts";
import { typesOf } from "./kind.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** Different sorts of alerts kept apart; ATA has about 50 types. */
const mostSorts = 1_000;

/** Counts alerts by type, status and severity. Nothing else of an alert is kept: the rest is about people. */
export class AlertCounts {
  readonly #counts = new Map<string, AlertCount>();
  readonly #further: AlertCount = { type: "further types", status: "", severity: "", count: 0, last: null };

  add(document: JsonObject): void {
    const type = word(typesOf(document).pop());
    const status = statusOf(document);
    const severity = word(document.Severity);
    const key = `${type} ${status} ${severity}`;
    let entry = this.#counts.get(key);
    if (entry === undefined) {
      const full = this.#counts.size >= mostSorts;
      entry = full ? this.#further : { type, status, severity, count: 0, last: null };
      if (!full) this.#counts.set(key, entry);
    }
    this.#count(entry, moment(document.EndTime ?? document.StartTime ?? null));
  }

  #count(entry: AlertCount, last: string | null): void {
    entry.count += 1;
    if (last !== null && (entry.last === null || last > entry.last)) entry.last = last;
  }

  /** Null where no alert was read: that is not the same as none. */
  get counts(): AlertCount[] | null {
    if (this.#counts.size === 0) return null;
    const further = this.#further.count > 0 ? [this.#further] : [];
    return [...this.#counts.values(), ...further].sort((a, b) => compare(sortKey(a), sortKey(b)));
  }
}

const sortKey = (count: AlertCount) => `${count.type} ${count.status} ${count.severity}`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What ATA holds back until it is sure is open too, but no console shows it. */
function statusOf(document: JsonObject): string {
  const status = word(document.Status);
  return status === "Open" && plain(document.IsVisible ?? null) === false ? "Invisible" : status;
}

/** A type, status or severity is one word; anything else is not kept. */
function word(json: Json | undefined): string {
  const value = plain(json ?? null);
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^[\w`]{1,120}$/.test(value) ? value : "unknown";
}

function moment(json: Json): string | null {
  const value = plain(json);
  return typeof value === "string" ? isoDate(value) : null;
}
