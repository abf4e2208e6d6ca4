import type { Estate } from "../estate/schema.ts";
import { toolEnvironment } from "../tools/environment.mjs";
import { runPulumi } from "./engine.ts";
import { readPlan } from "./stack.ts";

/** Where the engine is run, and with what. */
export interface Place {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** The stack of the lab: what a person without a stack of their own is shown. */
const LAB_STACK = "dev";

/**
 * The stack a verb is about and the environment its engine needs: the stack that is named, else the selected one, else
 * the lab's. A stack that the lab plays has its backend inside the clone, unless the environment names another.
 */
export async function placeOf(given: string | undefined): Promise<Place & { stack: string }> {
  const cwd = process.cwd();
  const stack = given ?? (await selectedStack(cwd)) ?? LAB_STACK;
  return { stack, cwd, env: engineEnvironment(readPlan(stack, cwd).estate) };
}

/** What the engine needs for the stack of an estate. */
export function engineEnvironment({ workspace }: Pick<Estate, "workspace">): NodeJS.ProcessEnv {
  return toolEnvironment({ lab: workspace.cloud === "lab" && !process.env.PULUMI_BACKEND_URL });
}

async function selectedStack(cwd: string): Promise<string | undefined> {
  const asked = await runPulumi(["stack", "--show-name"], {
    cwd,
    env: toolEnvironment(),
    onOutput: () => {},
  });
  return asked.code === 0 ? asked.stdout.trim() || undefined : undefined;
}
