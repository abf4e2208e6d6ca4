import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { parseEvent } from "../live/events.ts";
import { FollowedFile } from "./follow.ts";

/**
 * What a run leaves in the clone, so that another terminal can watch it and a report can tell of it afterwards, also
 * when it was killed: `.ata2mdi/runs/<stack>/<start>/`. Only its owner can read it.
 */
export interface RunFolder {
  folder: string;
  /** The engine's event stream, one JSON document a line. */
  events: string;
  /** What the engine printed. */
  output: string;
}

const begun = z.looseObject({
  stack: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Process of the engine and the machine it runs on. */
  pid: z.int(),
  host: z.string(),
  /** Start of that machine: after a restart the number belongs to another process. Absent: it has no name there. */
  boot: z.string().optional(),
  planHash: z.string(),
  version: z.string(),
  by: z.string(),
});
/** code: the engine's; null: it failed while nobody watched, so its code was not seen. */
const ended = z.looseObject({ endedAt: z.string(), code: z.int().nullable() });

export type RunBegun = z.output<typeof begun>;
export type RunEnded = z.output<typeof ended>;

/** A run as its folder tells it. killed: its engine is no longer there and never came to its end. */
export interface RecordedRun extends RunFolder {
  begun: RunBegun;
  ended: RunEnded | null;
  state: "running" | "ended" | "killed" | "elsewhere";
}

/** Makes the folder of a run that is about to begin. */
export function newRunFolder(base: string, stack: string, now: Date): RunFolder {
  const stamp = now.toISOString().replaceAll(":", "-");
  const folder = join(runsFolder(base, stack), stamp);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = filesOf(folder);
  for (const file of [made.events, made.output]) writeFileSync(file, "", { mode: 0o600 });
  return made;
}

export function writeBegun(run: RunFolder, value: RunBegun): void {
  writeWhole(join(run.folder, "run.json"), value);
}

export function writeEnded(run: RunFolder, value: RunEnded): void {
  writeWhole(join(run.folder, "end.json"), value);
}

/** Every run of a stack that was begun from this clone by `ata2mdi up`, oldest first. */
export function recordedRuns(base: string, stack: string): RecordedRun[] {
  const runs = runsFolder(base, stack);
  const names = existsSync(runs) ? readdirSync(runs).sort() : [];
  return names.flatMap((name) => {
    const run = filesOf(join(runs, name));
    const start = read(begun, join(run.folder, "run.json"));
    if (!start) return [];
    const end = read(ended, join(run.folder, "end.json")) ?? null;
    const state = stateOf(start, end);
    const unwatched = state === "killed" ? endOfStream(run) : undefined;
    return [{ ...run, begun: start, ended: unwatched ?? end, state: unwatched ? "ended" : state }];
  });
}

export function lastRun(base: string, stack: string): RecordedRun | undefined {
  return recordedRuns(base, stack).at(-1);
}

/** Whether a process of this machine is there, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function stateOf(start: RunBegun, end: RunEnded | null): RecordedRun["state"] {
  if (end) return "ended";
  if (start.host !== hostname()) return "elsewhere";
  if (start.boot !== undefined && start.boot !== bootOf()) return "killed";
  return isAlive(start.pid) ? "running" : "killed";
}

/** Where only the one who watched was killed, the engine went on and told its end in its stream. */
function endOfStream({ events }: RunFolder): RunEnded | undefined {
  const stamped = new FollowedFile(events).lines().flatMap((line) => parseEvent(line) ?? []);
  const end = stamped.findLast(({ event }) => event.kind === "summary");
  if (end?.event.kind !== "summary") return undefined;
  return { endedAt: new Date(end.at).toISOString(), code: end.event.succeeded ? 0 : null };
}

/** What names this start of this machine; undefined where the system has no name for it. */
export function bootOf(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

function runsFolder(base: string, stack: string): string {
  return join(base, ".ata2mdi", "runs", stack.replace(/[^\w.-]/g, "_"));
}

function filesOf(folder: string): RunFolder {
  return { folder, events: join(folder, "events.jsonl"), output: join(folder, "output.txt") };
}

function read<T extends z.ZodType>(schema: T, file: string): z.output<T> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
