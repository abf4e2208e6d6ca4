import { constants } from "node:os";
import type { ClientChannel } from "ssh2";
import { Capture, type CommandOutput, commandFailure, type Logging, previousOutput } from "./capture.ts";
import { type Context, dial } from "./dial.ts";
import type { Connection } from "./endpoint.ts";
import { OperationError } from "./failure.ts";
import { startCommand, type Variable } from "./session.ts";

export interface RemoteRun {
  connection: Connection;
  command: string;
  stdin?: string;
  environment?: Record<string, string>;
  logging?: Logging;
  /** Outputs of the last run, handed on as variables; none on create, or where the program does not want it. */
  previous?: CommandOutput;
}

/**
 * Runs one command over a connection of its own. Only the dial can be cancelled: a command that runs is waited for, as
 * in the official provider. Throws when it cannot be started, ends with another code than 0, or ends without one.
 */
export async function runRemote(run: RemoteRun, context: Context): Promise<CommandOutput> {
  const client = await dial(run.connection, context);
  try {
    const capture = new Capture(run.logging, context.status);
    const ended = Promise.withResolvers<string | undefined>();
    await startCommand(client, run.command, variables(run, context), (channel) => {
      ended.resolve(ending(channel, run.stdin ?? "", capture));
    });
    const reason = await ended.promise;
    const output = capture.finish();
    if (reason) throw new OperationError(commandFailure(reason, run.command, capture));
    return output;
  } finally {
    client.end();
  }
}

function variables(run: RemoteRun, context: Context): Variable[] {
  const wanted = Object.entries(run.environment ?? {}).map(([name, value]) => ({
    name,
    value,
    refused: () => {
      throw new OperationError(
        `could not set environment variable ${JSON.stringify(name)}: ssh: setenv failed. ${acceptEnvHint(name)}`,
      );
    },
  }));
  const previous = previousOutput(run.previous).map(([name, value]) => ({
    name,
    value,
    refused: () => context.warn(acceptEnvHint(name)),
  }));
  return [...wanted, ...previous];
}

function acceptEnvHint(name: string): string {
  return `Unable to set '${name}': the SSH server has to allow the variable (AcceptEnv). A shell on the host can set it instead: 'VAR=value command'.`;
}

/** Waits for the end. Undefined: the command ended with code 0 and took all of its standard input. */
function ending(channel: ClientChannel, stdin: string, capture: Capture): Promise<string | undefined> {
  return new Promise((resolve) => {
    let reason: string | undefined = "wait: remote command exited without exit status or exit signal";
    channel.on("exit", (code: number | null, signal?: string, _dumped?: string, description?: string) => {
      reason = exitReason(code, signal, description);
    });
    channel.on("data", (data: Buffer) => capture.add("stdout", data));
    channel.stderr.on("data", (data: Buffer) => capture.add("stderr", data));
    channel.on("error", () => undefined);
    channel.on("close", () => {
      const inputLeft = stdin !== "" && !channel.writableFinished;
      resolve(reason ?? (inputLeft ? "EOF" : undefined));
    });
    channel.end(stdin);
  });
}

function exitReason(code: number | null, signal?: string, description?: string): string | undefined {
  if (code === 0) return undefined;
  if (code !== null) return `Process exited with status ${code}`;
  const number = constants.signals[signal as NodeJS.Signals] ?? 0;
  const told = description ? `. Reason was: ${description}` : "";
  return `Process exited with status ${128 + number} from signal ${signal?.replace(/^SIG/, "")}${told}`;
}
