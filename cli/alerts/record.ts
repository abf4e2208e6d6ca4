import { type AlertKind, type AlertRecord, isOpen } from "../../plan/alerts/record.ts";
import { ProblemError } from "../../plan/problem.ts";
import { AlertRecording, type WrittenRecord } from "./recording.ts";

/** Alerts on their way, and what they come from. */
export interface Source {
  center: string;
  from: readonly string[];
  alerts: AsyncIterable<{ record: AlertRecord; raw: unknown }>;
}

export interface Recorded {
  center: string;
  from: readonly string[];
  written: WrittenRecord;
  /** How many there are of a kind, and how many of them are open; a kind without any is not in it. */
  counts: Map<AlertKind, { all: number; open: number }>;
}

/**
 * Writes all of a Center's alerts or none: what could not be read to the end is not kept.
 *
 * @param note is told each of them
 */
export async function record(
  { center, from, alerts }: Source,
  folder: string,
  command: string,
  note: (alert: AlertRecord) => void = () => undefined,
): Promise<Recorded> {
  const recording = started(folder, center, from, command);
  const counts: Recorded["counts"] = new Map();
  try {
    for await (const { record: alert, raw } of alerts) {
      recording.add(alert, raw);
      note(alert);
      const { all, open } = counts.get(alert.kind) ?? { all: 0, open: 0 };
      counts.set(alert.kind, { all: all + 1, open: open + (isOpen(alert.status) ? 1 : 0) });
    }
    return { center, from, written: recording.keep(), counts };
  } catch (error) {
    recording.discard();
    throw error instanceof ProblemError ? error : notWritten(error, command);
  }
}

function started(folder: string, center: string, from: readonly string[], command: string): AlertRecording {
  try {
    return new AlertRecording(folder, center, from, new Date().toISOString());
  } catch (error) {
    throw notWritten(error, command);
  }
}

export function notWritten(error: unknown, command: string): ProblemError {
  return new ProblemError({
    id: "FILE-NOT-WRITTEN",
    cause: "a file could not be written, so nothing was changed",
    measured: error instanceof Error ? error.message : String(error),
    cure: "See to the folder's permissions and the disk's space.",
    command,
  });
}
