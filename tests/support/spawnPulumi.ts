import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Sandbox } from "./sandbox.ts";

/** A `pulumi` that can be killed or interrupted in the middle. */
export interface RunningPulumi {
  /** SIGKILL: nothing can be put in order first. */
  kill(): Promise<void>;
  /**
   * Ctrl-C, which in a terminal reaches every process of the run; resolves with the exit code, all that was printed, and
   * the milliseconds until `sign` was.
   */
  interrupt(sign: string): Promise<{ code: number | null; output: string; cancelledAfter: number }>;
}

export function spawnPulumi(args: string[], sandbox: Sandbox): RunningPulumi {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: sandbox.folder,
    env: sandbox.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  let awaited: string | undefined;
  let shownAt = Number.POSITIVE_INFINITY;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (awaited !== undefined && output.includes(awaited)) shownAt = Math.min(shownAt, Date.now());
    });
  }
  return {
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    async interrupt(sign) {
      const ended = once(child, "close");
      awaited = sign;
      const pressed = Date.now();
      process.kill(-(child.pid ?? 0), "SIGINT");
      await ended;
      return { code: child.exitCode, output, cancelledAfter: shownAt - pressed };
    },
  };
}
