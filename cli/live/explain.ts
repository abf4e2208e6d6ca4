import { fingerprint } from "../../plan/outcomes/fingerprint.ts";
import type { Problem } from "../../plan/problem.ts";
import { findAnswer, problemOfAnswer } from "../../remote/answer.ts";
import { printable, printableLines } from "../text/printable.ts";

/** Longest text that is taken over from an error nobody knows. */
const LONGEST = 600;

/**
 * What an error of the engine means to the person who runs the move: the problem our own provider wrote, or the answer
 * of a step that failed on a host, with its known cause; anything else keeps its words.
 */
export function explain(text: string, resource: string, host: string | null): Problem {
  const own = readProblem(text);
  if (own) return own;
  const answer = findAnswer(text);
  if (answer) return withKnownCause(problemOfAnswer(answer, host ?? answer.work), answer);
  const base = { ...(host ? { host } : {}), measured: printable(text, LONGEST), command: "pulumi up" };
  const connection = connectionErrors.find(({ line }) => line.test(text));
  if (connection) return { ...base, id: connection.id, cause: connection.cause, cure: connection.cure };
  return {
    ...base,
    id: "RESOURCE-FAILED",
    cause: `${resource} could not be carried out`,
    cure: "Put right what it says; what is done stays done.",
  };
}

/** Errors of the command provider about the way to a host, in the order in which they are looked for. */
const connectionErrors = [
  {
    line: /host key mismatch|knownhosts: key/i,
    id: "HOST-KEY-MISMATCH",
    cause: "the host shows another key than the one pinned: it was set up anew, or it is not this host",
    cure: "Find out on the host itself which key is right; pin that one, or find out who answers in its place.",
  },
  {
    line: /unable to authenticate|no supported methods remain/i,
    id: "HOST-AUTHENTICATION",
    cause: "the host did not accept the account and its key",
    cure: "For an administrator the public key belongs in %ProgramData%\\ssh\\administrators_authorized_keys there.",
  },
  {
    line: /exited without exit status|connection (was )?lost|context canceled|use of closed network connection/i,
    id: "HOST-CONNECTION-LOST",
    cause: "the connection to the host was lost in the middle of a step",
    cure: "See whether the host restarts. What had begun there goes on by itself, and the next run picks it up.",
  },
  {
    line: /dial tcp|handshake failed|i\/o timeout|connection re(fused|set)|ECONN|no such host/i,
    id: "HOST-UNREACHABLE",
    cause: "the host cannot be reached over SSH",
    cure: "See that the host is up, that its SSH server runs and that the way to it is open.",
  },
] as const;

/** The problem in a text that `formatProblem` wrote; undefined where it is none. */
export function readProblem(text: string): Problem | undefined {
  const lines = printableLines(text, 8000);
  const start = lines.findIndex((line) => HEADING.test(line));
  const heading = HEADING.exec(lines[start] ?? "");
  if (!heading) return undefined;
  const fields: Record<string, string[]> = {};
  let field: string[] | undefined;
  for (const line of lines.slice(start + 1)) {
    const found = FIELD.exec(line);
    if (found?.[1]) {
      field = [found[2] ?? ""];
      fields[found[1]] ??= field;
    } else field?.push(line.trim());
  }
  const { measured, cure, next } = fields;
  if (!measured || !cure || !next) return undefined;
  const [, id = "", host, cause = ""] = heading;
  return {
    id,
    ...(host ? { host } : {}),
    cause,
    measured: joined(measured),
    cure: joined(cure),
    command: joined(next),
  };
}

/** The engine puts a star before an error it found in a list. */
const HEADING = /^ *(?:\* )?([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*) {2}(?:([\w.-]+): )?(.+)$/;
const FIELD = /^ *(measured|cure|next): *(.*)$/;

/** Stands between the parts of a list that was told on several lines. */
export const BETWEEN = " · ";

function joined(lines: string[]): string {
  return lines
    .filter((line) => line !== "")
    .map((line) => line.replace(/^- /, ""))
    .join(BETWEEN);
}

type Answer = NonNullable<ReturnType<typeof findAnswer>>;

function withKnownCause(problem: Problem, answer: Answer): Problem {
  const log = [...answer.log, answer.reason ?? ""];
  const known = fingerprint({ step: answer.step, exitCode: answer.exitCode, log });
  if (!known) return { ...problem, measured: printable(problem.measured, LONGEST) };
  return {
    ...problem,
    cause: `${problem.cause}: ${known.cause}`,
    measured: printable(problem.measured, LONGEST),
    cure: known.retryCanHelp ? `${known.cure} It may also pass by itself: run it once more.` : known.cure,
  };
}
