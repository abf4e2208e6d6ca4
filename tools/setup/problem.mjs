// @ts-check
/**
 * The same paragraph as plan/problem.ts, for the time before a Node that reads TypeScript is there.
 * @typedef {object} Problem
 * @property {string} id Stable, for example `SETUP-NETWORK`; listed in docs/errors.md.
 * @property {string} cause What it means.
 * @property {string} measured What was measured or received, literally.
 * @property {string} cure What to do about it.
 * @property {string} command The next command to type.
 */

/** @param {Problem} problem */
export function formatProblem(problem) {
  return [
    `${problem.id}  ${problem.cause}`,
    `  measured: ${problem.measured}`,
    `  cure:     ${problem.cure}`,
    `  next:     ${problem.command}`,
  ].join("\n");
}

/** A Problem on its way up. */
export class SetupError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(formatProblem(problem));
    this.name = "SetupError";
    this.problem = problem;
  }
}

/** What a person types to set up again. */
export const SETUP_COMMAND = "npm run setup";

/**
 * Runs the work of a command-line tool; what it throws becomes a printed paragraph and exit code 1, never a stack.
 * @param {() => Promise<void> | void} work
 */
export async function reportProblems(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
