import { type AlertRecord, isOpen } from "../../plan/alerts/record.ts";

/** What a person asked to close: these, or every open one but those the estate keeps open. */
export type Asked = { ids: readonly string[] } | { all: true; kept: readonly string[] };

/** An alert that is, or was, to be closed. */
export type Noted = Pick<AlertRecord, "id" | "title" | "status">;

/** Collects, as a Center's alerts go by, what a person's wish comes to. */
export class Choice {
  readonly close: Noted[] = [];
  /** Asked for, and closed or suppressed already. */
  readonly settled: Noted[] = [];
  /** Open, and the estate says that it stays so. */
  readonly kept: Noted[] = [];
  /** Asked for, and a monitoring alert: its status is not changed. */
  readonly monitoring: Noted[] = [];
  private readonly missing: Set<string>;
  private readonly keep: ReadonlySet<string>;
  private readonly all: boolean;

  constructor(asked: Asked) {
    this.all = "all" in asked;
    this.missing = new Set("ids" in asked ? asked.ids.map(lower) : []);
    this.keep = new Set("kept" in asked ? asked.kept.map(lower) : []);
  }

  note({ kind, id, title, status }: AlertRecord): void {
    const named = this.missing.delete(lower(id));
    const alert = { id, title, status };
    if (kind === "monitoring alert") {
      if (named) this.monitoring.push(alert);
    } else if (!isOpen(status)) {
      if (named) this.settled.push(alert);
    } else if (named) this.close.push(alert);
    else if (this.all) (this.keep.has(lower(id)) ? this.kept : this.close).push(alert);
  }

  /** Ids that were asked for and that the Center has no suspicious activity of. */
  get unknown(): string[] {
    return [...this.missing, ...this.monitoring.map(({ id }) => id)];
  }
}

function lower(id: string): string {
  return id.toLowerCase();
}
