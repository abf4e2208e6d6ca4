import { printable } from "../plan/carryOver/printable.ts";
import type { Problem } from "../plan/problem.ts";
import { ProblemError } from "../plan/problem.ts";
import { MAX_ANSWER_BYTES, type StepAnswer, stepAnswer } from "./contract.ts";

/** What an answer must be about, and the command to type when it is not good. */
export interface ExpectedAnswer {
  host: string;
  step: string;
  /** Undefined: any work of that step on that host. */
  work?: string;
  /** Default `pulumi up`. */
  command?: string;
}

/**
 * The answer of a step from what its process wrote and how it ended: the last line, checked against the contract.
 * Returns it only where the step ended as it should (`done` or `already`, exit code 0). Everything else, whatever the
 * bytes, is a ProblemError: `STEP-ANSWER-INVALID`, `STEP-FAILED`, `STEP-TIMEOUT`, `STEP-REFUSED` or `STEP-RUNNING`.
 *
 * @param stdout standard output, decoded in any way
 * @param exitCode null where the process was ended by a signal or its end was not seen
 */
export function readAnswer(stdout: string, exitCode: number | null, expect: ExpectedAnswer): StepAnswer {
  const answer = parseAnswer(stdout, exitCode, expect);
  const ofStep = `${expect.host}/${expect.step}/`;
  const isAsked = expect.work === undefined ? answer.work.startsWith(ofStep) : answer.work === expect.work;
  if (answer.step !== expect.step || !isAsked) {
    throw invalid(
      `answer is about ${answer.step} ${quote(answer.work)}, expected ${expect.step} ${expect.work ?? ofStep}`,
      expect,
    );
  }
  const ended = answer.outcome === "done" || answer.outcome === "already";
  if (!ended && exitCode !== 0) throw new ProblemError(problemOfAnswer(answer, expect.host, expect.command));
  if (!ended || exitCode !== 0) {
    throw invalid(`outcome ${answer.outcome} with exit code ${exitCode ?? "unknown"}`, expect);
  }
  return answer;
}

/** What an answer that is neither `done` nor `already` means to the person who runs the move. */
export function problemOfAnswer(answer: StepAnswer, host: string, command = "pulumi up"): Problem {
  const measured = [
    answer.reason ?? `outcome ${answer.outcome}`,
    ...(answer.exitCode === null ? [] : [`setup's exit code ${answer.exitCode}`]),
    ...(answer.rebooted ? ["the host restarted meanwhile"] : []),
    ...answer.log.slice(-3).map((line) => `log: ${line}`),
  ].join("; ");
  return { ...saying(answer), host, measured: printable(measured), command };
}

/**
 * The answer inside any text, such as the error of a failed command with its output; undefined where there is none.
 * Never throws.
 */
export function findAnswer(text: string): StepAnswer | undefined {
  for (const line of text.split(/\r?\n/).reverse()) {
    const start = line.indexOf('{"contract":');
    if (start < 0) continue;
    const answer = parseLine(line.slice(start, line.lastIndexOf("}") + 1));
    if (typeof answer !== "string") return answer;
  }
  return undefined;
}

function saying(answer: StepAnswer): Pick<Problem, "id" | "cause" | "cure"> {
  switch (answer.outcome) {
    case "refused":
      return {
        id: "STEP-REFUSED",
        cause: `${answer.step} will not do it`,
        cure: "See what it says under measured, put that right and run again.",
      };
    case "timeout":
      return {
        id: "STEP-TIMEOUT",
        cause: `${answer.step} did not end before its deadline`,
        cure: "Look at the host; when it is as it should be, run again: a new attempt is made.",
      };
    case "running":
      return {
        id: "STEP-RUNNING",
        cause: `${answer.step} still runs on the host by itself`,
        cure: "Nothing is lost: run again later, and it is picked up where it is.",
      };
    default:
      return {
        id: "STEP-FAILED",
        cause: `${answer.step} tried and did not get there`,
        cure: "Put right what it says under measured, then run again: a new attempt is made.",
      };
  }
}

function parseAnswer(stdout: string, exitCode: number | null, expect: ExpectedAnswer): StepAnswer {
  const line = lastLine(stdout);
  if (line === "") throw invalid(`no output, exit code ${exitCode ?? "unknown"}`, expect);
  const answer = parseLine(line);
  if (typeof answer === "string") {
    throw invalid(`${answer}, exit code ${exitCode ?? "unknown"}: ${quote(line)}`, expect);
  }
  return answer;
}

/** The last line that is not empty, found without splitting the whole text. */
function lastLine(text: string): string {
  const end = text.trimEnd();
  return end.slice(Math.max(end.lastIndexOf("\n"), end.lastIndexOf("\r")) + 1).trim();
}

/** The answer in a line, or what is wrong with the line. */
function parseLine(line: string): StepAnswer | string {
  if (line.length > MAX_ANSWER_BYTES)
    return `last line of ${line.length} characters, more than ${MAX_ANSWER_BYTES}`;
  if (/[^\x20-\x7e]/.test(line)) return "last line is not plain ASCII";
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "last line is not JSON";
  }
  const parsed = stepAnswer.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `not an answer of the contract: ${issue?.path.join(".") || "document"}: ${issue?.message ?? "invalid"}`;
}

function invalid(measured: string, expect: ExpectedAnswer): ProblemError {
  return new ProblemError({
    id: "STEP-ANSWER-INVALID",
    host: expect.host,
    cause: `${expect.step} did not answer as agreed, so what it did is not known`,
    measured,
    cure: "Look at the host's shell, profile scripts and antivirus; running again attaches to work under way.",
    command: expect.command ?? "pulumi up",
  });
}

/** The start of a line, printable, for a message. */
function quote(text: string): string {
  const printable = text.slice(0, 200).replace(/[^\x20-\x7e]/g, "?");
  return `"${printable}${text.length > 200 ? "…" : ""}"`;
}
