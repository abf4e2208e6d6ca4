import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;

interface Sample {
  pid: number;
  parent: number;
  /** User and system seconds of the process itself. */
  seconds: number;
}

/** Processor seconds of a process's descendants, looked at again and again until it ends. */
export class DescendantTimes {
  readonly #root: number;
  readonly #seconds = new Map<number, number>();

  constructor(root: number) {
    this.#root = root;
  }

  /** Looks once. What a process used between the last look and its end is not counted. */
  look(): void {
    const samples = allProcesses();
    for (const { pid, seconds } of samples) {
      if (pid !== this.#root && descends(pid, this.#root, samples)) this.#seconds.set(pid, seconds);
    }
  }

  /** Sum of all that were ever seen. */
  get seconds(): number {
    return [...this.#seconds.values()].reduce((sum, seconds) => sum + seconds, 0);
  }
}

/** Seconds a process has used so far; undefined: it is gone. */
export function secondsOf(pid: number): number | undefined {
  return sampleOf(pid)?.seconds;
}

/** The process below another whose command line fits; undefined: there is none yet. */
export function childOf(root: number, command: RegExp): number | undefined {
  const samples = allProcesses();
  return samples.find(({ pid }) => descends(pid, root, samples) && command.test(commandLine(pid)))?.pid;
}

function descends(pid: number, root: number, samples: readonly Sample[]): boolean {
  const parents = new Map(samples.map((sample) => [sample.pid, sample.parent]));
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === root) return true;
  }
  return false;
}

function allProcesses(): Sample[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => sampleOf(Number(name)) ?? []);
}

function sampleOf(pid: number): Sample | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold anything: fields are counted behind it.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    return { pid, parent: fields[1] ?? 0, seconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS };
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
