/**
 * Something that went wrong, told the same way everywhere: which host, what was measured, what it means, what to do.
 * Ids are stable and listed in docs/errors.md.
 */
export interface Problem {
  /** Stable id such as `HOST-UNREACHABLE`. */
  id: string;
  host?: string;
  /** What it means. */
  cause: string;
  /** What was measured or received, literally where that helps. */
  measured: string;
  /** What to do about it. */
  cure: string;
  /** The next command to type. */
  command: string;
}

/** A command as it is found when it is typed in the clone, with its argument where it cannot go without. */
export function typed(command: string): string {
  const whole = /^ata2mdi (check|plan)$/.test(command) ? `${command} estates/<stack>.yaml` : command;
  return whole.startsWith("ata2mdi ") ? `npx ${whole}` : whole;
}

/** One paragraph for people; the same text in preview, up, verbs and report. */
export function formatProblem(problem: Problem): string {
  const where = problem.host ? `${problem.host}: ` : "";
  return [
    `${problem.id}  ${where}${problem.cause}`,
    `  measured: ${problem.measured}`,
    `  cure:     ${problem.cure}`,
    `  next:     ${typed(problem.command)}`,
  ].join("\n");
}

/** A Problem on its way up. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(formatProblem(problem));
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The problem inside anything thrown; anything else becomes `UNEXPECTED` with its message, never its stack. */
export function problemOf(error: unknown, command = "pulumi up"): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    id: "UNEXPECTED",
    cause: "something happened that this program does not know",
    measured: error instanceof Error ? error.message : String(error),
    cure: "Run the command again; if it stays, report it with this text.",
    command,
  };
}
