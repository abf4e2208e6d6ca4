import { randomUUID } from "node:crypto";
import type { Client, ClientChannel } from "ssh2";
import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import { type Problem, ProblemError } from "../plan/problem.ts";
import { readAnswer } from "./answer.ts";
import { bundleHash } from "./bundle.ts";
import { ConnectionLost } from "./connectionLost.ts";
import { type DirectStep, type StepAnswer, type StepInputs, stepCommand } from "./contract.ts";
import { withConnection } from "./pool.ts";
import { encodeRequest } from "./request.ts";

/** More output than this is no answer with some warnings before it. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

export interface CallOptions {
  /** Longest time of the whole call, connecting included. */
  deadlineSeconds: number;
  /** Ends the call at once; it then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Gives the value of a reference to a secret. */
  secret: (reference: SecretReference) => string;
  /** The command a problem tells to type next. Default `pulumi up`. */
  command?: string;
}

/**
 * Asks a host for one step that runs inside the connection, over a connection that all such calls of a host share. A
 * step asked twice does what it does once, so a lost connection is opened again once.
 * Rejects with a ProblemError: what connecting and uploading may say, `HOST-CONNECTION-LOST`, `STEP-DEADLINE`, and
 * what readAnswer() says.
 */
export async function callStep<S extends DirectStep>(
  target: Target,
  step: S,
  input: StepInputs[S],
  options: CallOptions,
): Promise<StepAnswer> {
  const deadline = AbortSignal.timeout(options.deadlineSeconds * 1000);
  const signal = AbortSignal.any([options.signal, deadline]);
  const work = `${target.host}/${step}/${randomUUID().slice(0, 8)}`;
  // The host stops a little earlier, so that what it could measure until then still arrives.
  const deadlineSeconds = Math.max(1, Math.floor(options.deadlineSeconds * 0.8));
  const request = encodeRequest({ step, work, deadlineSeconds, input });
  const ask = () =>
    withConnection(target, options.secret, signal, (client) =>
      execute(client, stepCommand(bundleHash(), step), request, signal),
    );
  try {
    const output = await ask().catch((error) => {
      if (error instanceof ConnectionLost && !signal.aborted) return ask();
      throw error;
    });
    return readAnswer(output.stdout, output.exitCode, {
      host: target.host,
      step,
      work,
      command: options.command,
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw withCommand(deadline.aborted ? late(target, step, options) : translate(error, target), options);
  }
}

class TooMuchOutput extends Error {}

interface Output {
  stdout: string;
  exitCode: number | null;
}

function execute(client: Client, command: string, stdin: string, signal: AbortSignal): Promise<Output> {
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | undefined;
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", abort);
      client.removeListener("close", lost);
      act();
    };
    const abort = () =>
      settle(() => {
        channel?.close();
        reject(signal.reason);
      });
    const lost = () => settle(() => reject(new ConnectionLost("the connection was lost")));
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    client.once("close", lost);
    client.exec(command, (error, stream) => {
      if (error) return settle(() => reject(new ConnectionLost(error.message)));
      channel = stream;
      if (signal.aborted) return stream.close();
      const chunks: Buffer[] = [];
      let bytes = 0;
      let exitCode: number | null = null;
      const count = (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_OUTPUT_BYTES) return;
        settle(() => reject(new TooMuchOutput()));
        stream.close();
      };
      stream.on("data", (chunk: Buffer) => {
        count(chunk);
        if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk);
      });
      stream.stderr.on("data", count);
      stream.on("error", () => {});
      stream.on("exit", (code: number | null) => {
        exitCode = code;
      });
      stream.on("close", () =>
        settle(() => resolve({ stdout: Buffer.concat(chunks).toString("utf8"), exitCode })),
      );
      stream.end(stdin);
    });
  });
}

function translate(error: unknown, target: Target): unknown {
  if (error instanceof ConnectionLost) {
    return new ProblemError({
      id: "HOST-CONNECTION-LOST",
      host: target.host,
      cause: "the connection to the host was lost while it was asked, twice",
      measured: error.message,
      cure: "See whether the host restarts or its network is unsteady; nothing was changed there.",
      command: "pulumi up",
    });
  }
  if (error instanceof TooMuchOutput) {
    return new ProblemError({
      id: "STEP-ANSWER-INVALID",
      host: target.host,
      cause: "the host wrote far more than an answer",
      measured: `more than ${MAX_OUTPUT_BYTES} bytes of output`,
      cure: "Look at the SSH server's default shell and at what PowerShell loads there.",
      command: "pulumi up",
    });
  }
  return error;
}

function late(target: Target, step: string, options: CallOptions): ProblemError {
  return new ProblemError({
    id: "STEP-DEADLINE",
    host: target.host,
    cause: `${step} did not answer in time; nothing was changed on the host`,
    measured: `no answer within ${options.deadlineSeconds} s`,
    cure: "See whether the host is overloaded or its WMI service hangs; then ask again.",
    command: "pulumi up",
  });
}

function withCommand(error: unknown, options: CallOptions): unknown {
  if (!options.command || !(error instanceof ProblemError)) return error;
  const problem: Problem = error.problem;
  if (problem.command !== "pulumi up") return error;
  return new ProblemError({ ...problem, command: options.command });
}
