import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import type { Estate } from "../estate/schema.ts";
import type { Plan } from "../plan/plan.ts";
import { planMove } from "../plan/planner/planner.ts";
import { ProblemError } from "../plan/problem.ts";
import { parseSurvey } from "../plan/survey.ts";
import { runPulumi } from "./engine.ts";
import { type Deployment, emptyDeployment, readDeployment } from "./state/deployment.ts";
import { type MoveState, moveState } from "./state/moveState.ts";

/** What a stack is to become and what it is: its estate, plan and state. */
export interface StackView {
  stack: string;
  /** Path of the estate file, from the clone's top. */
  estateFile: string;
  estate: Estate;
  plan: Plan;
  deployment: Deployment;
  state: MoveState;
}

/** Reads a stack's estate file and its state by `pulumi stack export`; a stack without a run is an empty state. */
export async function viewStack(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<StackView> {
  const { estateFile, estate, plan } = readPlan(stack, cwd);
  const deployment = await exportStack(stack, cwd, env);
  return { stack, estateFile, estate, plan, deployment, state: moveState(estate, plan, deployment) };
}

/** The estate and plan of a stack, as its program would read them. Nothing is run. */
export function readPlan(stack: string, cwd: string): { estateFile: string; estate: Estate; plan: Plan } {
  const estateFile = estateFileOf(stack, cwd);
  const path = join(cwd, estateFile);
  const loaded = loadEstate(path);
  if (!loaded.ok) {
    throw new ProblemError({
      id: "ESTATE-INVALID",
      cause: `the estate file of stack ${stack} has problems`,
      measured: formatEstateProblems(loaded.problems),
      cure: "Correct the places named above.",
      command: `npx ata2mdi check ${estateFile}`,
    });
  }
  const survey = path.replace(/\.ya?ml$/, ".facts.json");
  const facts = existsSync(survey) ? parseSurvey(readFileSync(survey, "utf8")) : undefined;
  return { estateFile, estate: loaded.estate, plan: planMove(loaded.estate, facts) };
}

/** Reads a stack's state; throws STACK-UNREADABLE where there is none to be read. */
export async function exportStack(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Deployment> {
  const exported = await runPulumi(["stack", "export", "--stack", stack], { cwd, env, onOutput: () => {} });
  if (exported.code === 0) return readDeployment(exported.stdout);
  const measured = exported.stderr.trim() || `pulumi ended with ${exported.code}`;
  if (/no stack named .* found/.test(measured)) return emptyDeployment;
  throw new ProblemError({
    id: "STACK-UNREADABLE",
    cause: `the state of stack ${stack} cannot be read`,
    measured,
    cure: "Log in to the stack's backend, and give its passphrase where it has one.",
    command: `pulumi stack select ${stack}`,
  });
}

/** `estates/<stack>.yaml`, or what the stack's own configuration names. */
function estateFileOf(stack: string, cwd: string): string {
  const name = shortName(stack);
  const settings = join(cwd, `Pulumi.${name}.yaml`);
  const configured: unknown = existsSync(settings)
    ? parse(readFileSync(settings, "utf8"))?.config?.["ata2mdi:estate"]
    : undefined;
  return typeof configured === "string" ? configured : `estates/${name}.yaml`;
}

/** `organization/project/prod` → `prod` */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
