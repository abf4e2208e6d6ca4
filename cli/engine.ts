import { spawn } from "node:child_process";

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
