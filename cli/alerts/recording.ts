import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { alertCsvHeader, alertCsvLine } from "../../plan/alerts/csv.ts";
import type { AlertRecord } from "../../plan/alerts/record.ts";

/** Characters kept before they are written. */
const PART = 262_144;

/** One file that grows beside its place and is put there whole, for the owner alone. */
class GrowingFile {
  readonly path: string;
  private readonly temporary: string;
  private readonly file: number;
  private readonly hash = createHash("sha256");
  private part = "";

  constructor(path: string) {
    this.path = path;
    this.temporary = `${path}.${process.pid}.part`;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(this.temporary, { force: true });
    this.file = openSync(this.temporary, "wx", 0o600);
  }

  write(text: string): void {
    this.part += text;
    if (this.part.length >= PART) this.flush();
  }

  /** SHA-256 of all of it, in hex. */
  finish(): string {
    this.flush();
    fsyncSync(this.file);
    closeSync(this.file);
    return this.hash.digest("hex");
  }

  place(): void {
    renameSync(this.temporary, this.path);
  }

  discard(): void {
    try {
      closeSync(this.file);
    } catch {
      // It was closed already.
    }
    rmSync(this.temporary, { force: true });
  }

  private flush(): void {
    const bytes = Buffer.from(this.part, "utf8");
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
    this.part = "";
  }
}

/** A file as it was meant to be on the disk. */
export interface WrittenFile {
  path: string;
  /** Hex. */
  sha256: string;
}

/** A Center's alerts in their two files. */
export interface WrittenRecord {
  json: WrittenFile;
  csv: WrittenFile;
}

/** A Center's alerts on their way into two files, JSON and CSV; neither is there before both are whole. */
export class AlertRecording {
  private readonly json: GrowingFile;
  private readonly csv: GrowingFile;
  private count = 0;

  /**
   * @param from what they were read from: the console's address, or paths of exports
   * @param readAt when, ISO 8601
   */
  constructor(folder: string, center: string, from: readonly string[], readAt: string) {
    this.json = new GrowingFile(join(folder, `alerts-${center}.json`));
    this.csv = new GrowingFile(join(folder, `alerts-${center}.csv`));
    const head = JSON.stringify({ center, from, readAt });
    this.json.write(`${head.slice(0, -1)},"alerts":[`);
    this.csv.write(alertCsvHeader);
  }

  /** @param raw the alert as it came; kept whole in the JSON */
  add(record: AlertRecord, raw: unknown): void {
    this.json.write(`${this.count === 0 ? "" : ","}\n${JSON.stringify({ ...record, received: raw })}`);
    this.csv.write(alertCsvLine(record));
    this.count += 1;
  }

  keep(): WrittenRecord {
    this.json.write("\n]}\n");
    const [json, csv] = [whole(this.json), whole(this.csv)];
    for (const file of [this.json, this.csv]) file.place();
    return { json, csv };
  }

  discard(): void {
    for (const file of [this.json, this.csv]) file.discard();
  }
}

function whole(file: GrowingFile): WrittenFile {
  return { path: file.path, sha256: file.finish() };
}
