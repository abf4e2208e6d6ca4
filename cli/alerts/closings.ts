import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../../plan/problem.ts";
import type { Noted } from "./choice.ts";

/** What became of a closing. `asked` without another after it: the run ended in between. */
export type Outcome = "asked" | "closed" | "not closed" | "unread";

/** One line of the record of closings: JSON, one object a line, only ever added to. */
export interface Closing {
  at: string;
  center: string;
  id: string;
  title: string;
  outcome: Outcome;
  /** What the Center said of it, in its words or the status read back. */
  measured: string;
  by: string;
  reason: string;
  /** Account of the Center that was used; null: whoever ran it. */
  account: string | null;
}

/** Who closes what where, and why. */
export type Closer = Pick<Closing, "center" | "by" | "reason" | "account">;

/** The record of who closed what, when and why, beside the alerts; for the owner alone, and each line on the disk. */
export class Closings {
  readonly path: string;
  private readonly closer: Closer;
  private readonly command: string;
  private whole = false;

  constructor(folder: string, closer: Closer, command: string) {
    this.path = join(folder, `alerts-${closer.center}-closed.jsonl`);
    this.closer = closer;
    this.command = command;
  }

  /** Ids of which it is not known what became of them: the run that asked for it ended, or could not read it back. */
  pending(): Set<string> {
    const pending = new Set<string>();
    for (const line of this.attempt(() =>
      existsSync(this.path) ? readFileSync(this.path, "utf8") : "",
    ).split("\n")) {
      const found = parsed(line);
      if (found?.outcome === "asked" || found?.outcome === "unread") pending.add(found.id);
      else if (found) pending.delete(found.id);
    }
    return pending;
  }

  add(outcome: Outcome, { id, title }: Noted, measured: string): void {
    const { center, ...who } = this.closer;
    const entry: Closing = { at: new Date().toISOString(), center, id, title, outcome, measured, ...who };
    this.attempt(() => {
      const file = openSync(this.path, "a+", 0o600);
      try {
        // A run that was killed while it wrote may have left half a line.
        const before = this.whole || endsInLine(this.path) ? "" : "\n";
        writeSync(file, `${before}${JSON.stringify(entry)}\n`);
        fsyncSync(file);
        this.whole = true;
      } finally {
        closeSync(file);
      }
    });
  }

  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new ProblemError({
        id: "ALERT-CLOSINGS-NOT-WRITTEN",
        host: this.closer.center,
        cause: "the record of closings cannot be read or written, so nothing more was closed",
        measured: error instanceof Error ? error.message : String(error),
        cure: "See to the folder's permissions and the disk's space. What was closed until then is read back by the next run.",
        command: this.command,
      });
    }
  }
}

function endsInLine(path: string): boolean {
  const text = readFileSync(path);
  return text.length === 0 || text.at(-1) === 10;
}

function parsed(line: string): Closing | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as Closing);
  } catch {
    return undefined;
  }
}
