import { formatProblem, type Problem, problemOf } from "../plan/problem.ts";
import { outliveReader } from "./reader.ts";

/** Exit codes of every verb: 0 fine, 1 found a problem (it is printed), 2 used wrongly. */
export const FINE = 0;
export const PROBLEM = 1;
export const USAGE = 2;

/** Runs a verb's work and turns what it throws into a printed problem and an exit code; never a stack trace. */
export async function runVerb(command: string, work: () => Promise<number> | number): Promise<void> {
  outliveReader();
  try {
    process.exitCode = await work();
  } catch (error) {
    printProblem(problemOf(error, command));
    process.exitCode = PROBLEM;
  }
}

export function printProblem(problem: Problem): void {
  process.stderr.write(`${formatProblem(problem)}\n`);
}
