import type { ServerChannel } from "ssh2";
import { ZodError, z } from "zod";
import { now } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import {
  answerLine,
  CONTRACT,
  isChanging,
  isHanding,
  isMeasuring,
  type StepAnswer,
  stepRequest,
} from "../steps/contract.ts";
import type { StepRunner } from "../steps/runner.ts";
import { understand } from "./commandLine.ts";

/** Windows PowerShell's exit code where the file of `-File` is missing. */
const NO_SUCH_FILE = -196608;

/** Exit code of the entry script for each outcome, and for a request that is none. */
const exitCodes = { done: 0, already: 0, failed: 10, timeout: 11, refused: 12, running: 13 } as const;
const NOT_UNDERSTOOD = 20;

/** Runs one command line for one channel: reads standard input to its end, writes the output, closes with the exit code. */
export async function execute(
  host: Host,
  runner: StepRunner,
  line: string,
  channel: ServerChannel,
): Promise<void> {
  const { version, revision } = host.state.measured.operatingSystem;
  const command = understand(line, { name: host.name.toUpperCase(), version: `${version}.${revision}` });
  host.state.counters.execs += 1;
  host.changed();
  switch (command.kind) {
    case "nothing":
      return finish(channel, 0);
    case "text":
      channel.write(`${command.output}\r\n`);
      return finish(channel, 0);
    case "unknown":
      channel.stderr.write(
        `'${command.name}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`,
      );
      return finish(channel, 1);
    case "step":
      return runStep(host, runner, command, channel);
  }
}

async function runStep(
  host: Host,
  runner: StepRunner,
  { script, step, typed }: { script: string; step: string; typed?: string },
  channel: ServerChannel,
): Promise<void> {
  if (host.files.find(script)?.folder !== false) {
    channel.stderr.write(
      `The argument '${script}' to the -File parameter does not exist. ` +
        "Provide the path to an existing '.ps1' file as an argument to the -File parameter.\r\n",
    );
    return finish(channel, NO_SUCH_FILE);
  }
  const input = typed ?? (await readAll(channel));
  if (host.has("script-blocked")) {
    channel.stderr.write(
      "This script contains malicious content and has been blocked by your antivirus software.\r\n" +
        "    + FullyQualifiedErrorId : ScriptContainedMaliciousContent\r\n",
    );
    return finish(channel, 1);
  }
  let code: number;
  let answer: StepAnswer;
  try {
    answer = await call(runner, step, input);
    code = exitCodes[answer.outcome];
  } catch (error) {
    answer = notUnderstood(step, error instanceof ZodError ? z.prettifyError(error) : String(error));
    code = NOT_UNDERSTOOD;
  }
  if (host.has("chatty")) {
    channel.write("WARNING: The names of some imported commands include unapproved verbs.\r\n");
  }
  channel.write(spoiled(host, answer));
  finish(channel, code);
}

function notUnderstood(step: string, reason: string): StepAnswer {
  const moment = now();
  return {
    contract: CONTRACT,
    step,
    work: "",
    startedAt: moment,
    finishedAt: moment,
    outcome: "failed",
    reason: `the request is not understood: ${reason}`,
    exitCode: null,
    rebooted: false,
    facts: {},
    log: [],
  };
}

async function call(runner: StepRunner, step: string, input: string): Promise<StepAnswer> {
  if (/[^\x20-\x7e\r\n\t]/.test(input)) throw new Error("standard input holds something outside ASCII");
  const request = stepRequest.parse(JSON.parse(input));
  if (request.step !== step) throw new Error(`-Step is ${step}, the request says ${request.step}`);
  if (isMeasuring(step)) return runner.measure({ ...request, step });
  if (isHanding(step)) return runner.receive({ ...request, step });
  if (isChanging(step)) return runner.change({ ...request, step });
  throw new Error(`there is no step ${step}`);
}

/** The answer's line, as the faults of the connection let it through. */
function spoiled(host: Host, answer: StepAnswer): string {
  const line = `${answerLine(answer)}\r\n`;
  if (host.has("garbage-answer", answer.step))
    return `${line.slice(0, Math.floor(line.length / 2))}\u0000\u00ff\r\n`;
  if (host.has("html-step-answer", answer.step)) return "<html><body>502 Bad Gateway</body></html>\r\n";
  if (host.has("two-answers", answer.step)) return line + line;
  if (host.has("huge-answer", answer.step)) return `${"x".repeat(200_000)}\r\n${line}`;
  if (host.has("no-answer", answer.step)) return "";
  return line;
}

function readAll(channel: ServerChannel): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    channel.on("data", (part: Buffer) => parts.push(part));
    channel.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
  });
}

function finish(channel: ServerChannel, code: number): void {
  if (channel.destroyed) return;
  channel.exit(code >>> 0);
  channel.end();
}
