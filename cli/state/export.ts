import { setTimeout as pause } from "node:timers/promises";
import { type EngineResult, runPulumi } from "../engine.ts";

/** What the engine says where a run was just replacing the file it read. */
const IN_BETWEEN = /failed to load checkpoint|unexpected end of JSON/i;
const TRIES = 5;
const PAUSE_MILLISECONDS = 200;

/**
 * A stack's state by `pulumi stack export`, also while a run writes it at every step: a file backend may be caught
 * between two states, so it is asked again a few times.
 */
export async function exportState(
  stack: string,
  { cwd, env, run = runPulumi }: { cwd: string; env: NodeJS.ProcessEnv; run?: typeof runPulumi },
): Promise<EngineResult> {
  for (let tries = 1; ; tries++) {
    const exported = await run(["stack", "export", "--stack", stack], { cwd, env, onOutput: () => {} });
    if (exported.code === 0 || tries === TRIES || !IN_BETWEEN.test(exported.stderr)) return exported;
    await pause(PAUSE_MILLISECONDS);
  }
}
