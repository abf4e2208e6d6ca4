import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How `pulumi` is run by the verbs and the demo: the same command a person would type, in the project's folder. */
export interface EngineOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Gets each piece of output as it comes; default: this process's own output. */
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
}

export interface EngineResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `pulumi` and waits for its end. It is never killed before it could write its state: SIGINT asks it to stop. */
export function runPulumi(args: string[], options: EngineOptions): Promise<EngineResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    const collect = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
      output[stream] += chunk.toString("utf8");
      options.onOutput?.(chunk.toString("utf8"));
    };
    child.stdout.on("data", collect("stdout"));
    child.stderr.on("data", collect("stderr"));
    options.signal?.addEventListener("abort", () => child.kill("SIGINT"));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, ...output }));
  });
}

/**
 * With a file backend a killed run leaves its lock behind. True when every lock of the stack was left by a process of
 * this machine that is no longer there, so that `pulumi cancel` takes nothing from anybody.
 */
export function onlyDeadLocks(stateFolder: string, stack: string, hostname: string): boolean {
  const folder = join(stateFolder, ".pulumi", "locks", "organization", "ata2mdi", stack);
  const locks = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  return locks.length > 0 && locks.every((file) => isDead(join(folder, file), hostname));
}

function isDead(lockFile: string, hostname: string): boolean {
  try {
    const lock = JSON.parse(readFileSync(lockFile, "utf8")) as { pid?: number; hostname?: string };
    if (lock.hostname !== hostname || !lock.pid) return false;
    process.kill(lock.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
