import { formatProblem, type Problem, ProblemError } from "../problem.ts";

/** The estate's rules cannot all be kept: every clash found, each with its cure. */
export class PlanningError extends ProblemError {
  readonly problems: readonly Problem[];
  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems[0]);
    this.name = "PlanningError";
    this.problems = problems;
    this.message = problems.map(formatProblem).join("\n\n");
  }
}

/** The command that says whether the plan's problems are gone; who knows the file puts its name there. */
export const PLAN_COMMAND = "npx ata2mdi plan estates/<stack>.yaml";
