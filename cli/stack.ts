import { existsSync, readFileSync } from "node:fs";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import type { Estate } from "../estate/schema.ts";
import type { Plan } from "../plan/plan.ts";
import { planMove } from "../plan/planner/planner.ts";
import { ProblemError } from "../plan/problem.ts";
import { parseSurvey } from "../plan/survey.ts";
import { runPulumi } from "./engine.ts";
import { readDeployment } from "./state/deployment.ts";
import { type MoveState, moveState } from "./state/moveState.ts";

/** What a stack is to become and what it is: its estate, plan and state. */
export interface StackView {
  stack: string;
  estate: Estate;
  plan: Plan;
  state: MoveState;
}

/** Reads a stack's estate file and its state by `pulumi stack export`; a stack without a run is an empty state. */
export async function viewStack(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<StackView> {
  const file = `estates/${stack}.yaml`;
  const loaded = loadEstate(file);
  if (!loaded.ok) {
    throw new ProblemError({
      id: "ESTATE-INVALID",
      cause: `the estate file of stack ${stack} has problems`,
      measured: formatEstateProblems(loaded.problems),
      cure: "Correct the places named above.",
      command: `npx ata2mdi check ${file}`,
    });
  }
  const survey = file.replace(/\.yaml$/, ".facts.json");
  const plan = planMove(
    loaded.estate,
    existsSync(survey) ? parseSurvey(readFileSync(survey, "utf8")) : undefined,
  );
  const exported = await runPulumi(["stack", "export", "--stack", stack], { cwd, env });
  if (exported.code !== 0) {
    throw new ProblemError({
      id: "STACK-UNREADABLE",
      cause: `the state of stack ${stack} cannot be read`,
      measured: exported.stderr.trim() || `pulumi ended with ${exported.code}`,
      cure: "Log in to the stack's backend and select the stack, or begin it.",
      command: `pulumi stack select ${stack}`,
    });
  }
  return {
    stack,
    estate: loaded.estate,
    plan,
    state: moveState(loaded.estate, plan, readDeployment(exported.stdout)),
  };
}
