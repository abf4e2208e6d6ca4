import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatPlace, InputError, type InputProblem } from "../../estate/ata/inputProblem.ts";
import { printable } from "../../plan/carryOver/printable.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";

/**
 * The files that arguments name; a folder stands for the JSON files right in it. Each file once. A folder without any
 * stays: who reads it says so.
 */
export function inputFiles(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => (isFolder(path) ? filesIn(path) : [path])))];
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /\.json$/i.test(name));
  return names.length === 0 ? [folder] : names.sort().map((name) => join(folder, name));
}

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** A problem of an input the way every problem is told. */
export function asProblem({ id, place, cause, fix }: InputProblem, command: string): Problem {
  return {
    id,
    cause: printable(cause),
    measured: printable(formatPlace(place)),
    cure: printable(fix),
    command,
  };
}

/** Runs work on inputs; what is wrong with one becomes a problem for people. */
export function withInputProblems<T>(command: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw new ProblemError(asProblem(error.problem, command));
    throw error;
  }
}

/** Key of this folder's pseudonyms: made once, so that the same name becomes the same pseudonym again. */
export function pseudonymKey(file: string): Uint8Array {
  if (existsSync(file)) return readFileSync(file);
  mkdirSync(dirname(file), { recursive: true });
  const key = randomBytes(32);
  writeFileSync(file, key, { mode: 0o600, flag: "wx" });
  return key;
}
