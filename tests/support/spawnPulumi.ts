import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Sandbox } from "./sandbox.ts";

/** A `pulumi` that can be killed or interrupted in the middle. */
export interface RunningPulumi {
  /** SIGKILL: nothing can be put in order first. */
  kill(): Promise<void>;
  /** Ctrl-C; resolves with the exit code and all that was printed. */
  interrupt(): Promise<{ code: number | null; output: string }>;
}

export function spawnPulumi(args: string[], sandbox: Sandbox): RunningPulumi {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: sandbox.folder,
    env: sandbox.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  return {
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    async interrupt() {
      const ended = once(child, "close");
      child.kill("SIGINT");
      await ended;
      return { code: child.exitCode, output };
    },
  };
}
