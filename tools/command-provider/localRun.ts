import { spawn } from "node:child_process";
import { Capture, type CommandOutput, commandFailure, type Logging, previousOutput } from "./capture.ts";
import type { Context } from "./dial.ts";
import { OperationError } from "./failure.ts";

export interface LocalRun {
  command: string;
  /** Program and arguments that take the command as the last argument. */
  interpreter?: string[];
  dir?: string;
  stdin?: string;
  environment?: Record<string, string>;
  logging?: Logging;
  previous?: CommandOutput;
}

/** Runs one command on this machine; a cancel kills it. Throws when it does not start or ends with another code than 0. */
export async function runLocal(run: LocalRun, context: Context): Promise<CommandOutput> {
  const [program = "", ...before] = run.interpreter?.length ? run.interpreter : defaultInterpreter();
  const capture = new Capture(run.logging, context.status);
  const child = spawn(program, [...before, run.command], {
    cwd: run.dir,
    env: { ...process.env, ...run.environment, ...Object.fromEntries(previousOutput(run.previous)) },
    stdio: "pipe",
    signal: context.signal,
    killSignal: "SIGKILL",
    windowsHide: true,
  });
  const reason = await new Promise<string | undefined>((resolve) => {
    child.stdout.on("data", (data: Buffer) => capture.add("stdout", data));
    child.stderr.on("data", (data: Buffer) => capture.add("stderr", data));
    // A command may end before it has read its input; its exit code tells how it went.
    child.stdin.on("error", () => undefined);
    let failure: string | undefined;
    child.on("error", (error) => {
      if (!context.signal.aborted) failure = error.message;
      if (child.pid === undefined) resolve(failure);
    });
    child.on("close", (code, signal) => {
      if (code !== 0) failure ??= signal ? `signal: ${signal}` : `exit status ${code}`;
      resolve(failure);
    });
    child.stdin.end(run.stdin ?? "");
  });
  const output = capture.finish();
  if (reason) throw new OperationError(commandFailure(reason, run.command, capture));
  return output;
}

function defaultInterpreter(): string[] {
  return process.platform === "win32" ? ["cmd", "/C"] : ["/bin/sh", "-c"];
}
