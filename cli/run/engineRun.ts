import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import type { RunFolder } from "./runFolder.ts";

/** An engine at work: its process, and its end. */
export interface EngineRun {
  pid: number;
  /** Exit code; 128 and the signal's number where a signal ended it. */
  ended: Promise<number>;
  /** The first call asks it to stop, as Ctrl-C does; the second ends it at once. */
  stop(): void;
}

/**
 * Starts `pulumi` with its event stream and its output in the run's folder. It is a process group of its own: Ctrl-C in
 * a terminal reaches this program alone, which asks the engine once; and output goes to a file, so that the engine does
 * not end in the middle of a step because the one who watches it is gone.
 */
export function startEngine(
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; run: RunFolder },
): Promise<EngineRun> {
  const output = openSync(options.run.output, "a", 0o600);
  const child = spawn(
    "pulumi",
    [
      ...args,
      "--event-log",
      options.run.events,
      "--suppress-progress",
      "--non-interactive",
      "--color",
      "never",
    ],
    {
      cwd: options.cwd,
      // The event log is an option for tools: it is hidden without this.
      env: { ...options.env, PULUMI_DEBUG_COMMANDS: "true" },
      stdio: ["ignore", output, output],
      detached: process.platform !== "win32",
    },
  );
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(running(child)));
  });
}

function running(child: ChildProcess): EngineRun {
  return {
    pid: child.pid ?? 0,
    ended: new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
    }),
    stop: () => void child.kill("SIGINT"),
  };
}
