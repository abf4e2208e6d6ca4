import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatPlace, InputError, type InputProblem } from "../../estate/ata/inputProblem.ts";
import { printable } from "../../plan/carryOver/printable.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";

/** The files that arguments name; a folder stands for the JSON files right in it. Each file once. */
export function inputFiles(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) =>
    existsSync(path) && statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => /\.json$/i.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path],
  );
  return [...new Set(files)];
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
