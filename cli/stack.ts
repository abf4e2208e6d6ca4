import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Estate } from "../estate/schema.ts";
import type { Plan } from "../plan/plan.ts";
import { planMove } from "../plan/planner/planner.ts";
import { ProblemError } from "../plan/problem.ts";
import type { Survey } from "../plan/survey.ts";
import { planFile, readEstate, readPlan as readSavedPlan, readSurvey } from "./planning/planFiles.ts";
import { type Deployment, emptyDeployment, readDeployment } from "./state/deployment.ts";
import { exportState } from "./state/export.ts";
import { type MoveState, moveState } from "./state/moveState.ts";

/** What a stack is to become and what it is: its estate, plan and state. */
export interface StackView {
  stack: string;
  /** Path of the estate file, from the clone's top. */
  estateFile: string;
  estate: Estate;
  /** Facts measured before the move; undefined: no survey was made. */
  survey: Survey | undefined;
  plan: Plan;
  deployment: Deployment;
  state: MoveState;
}

/** Reads a stack's estate file and its state by `pulumi stack export`; a stack without a run is an empty state. */
export async function viewStack(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<StackView> {
  const read = readPlan(stack, cwd);
  const deployment = await exportStack(stack, cwd, env);
  return { stack, ...read, deployment, state: moveState(read.estate, read.plan, deployment) };
}

/** The estate and plan of a stack, as its program reads them; the hosts' keys are not asked for. Nothing is run. */
export function readPlan(
  stack: string,
  cwd: string,
): Pick<StackView, "estateFile" | "estate" | "survey" | "plan"> {
  const estateFile = estateFileOf(stack, cwd);
  const path = join(cwd, estateFile);
  const estate = readEstate(path);
  const survey = readSurvey(path);
  const saved = planFile(path);
  const previous = existsSync(saved)
    ? readSavedPlan(saved, `npx ata2mdi plan ${estateFile} --save`)
    : undefined;
  return { estateFile, estate, survey, plan: planMove(estate, survey, { previous }) };
}

/** Reads a stack's state; throws STACK-UNREADABLE where there is none to be read. */
export async function exportStack(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Deployment> {
  const exported = await exportState(stack, { cwd, env });
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
