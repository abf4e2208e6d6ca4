import type { Problem } from "../../plan/problem.ts";
import type { News } from "../live/news.ts";
import type { RunView } from "../live/view.ts";
import { seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";

/**
 * A message to people elsewhere; the JSON form of it is documented in docs/operations.md. It holds names of hosts and
 * ids of problems, and nothing measured: no address, no account, no log line, no secret.
 */
export interface Notice {
  schema: 1;
  event:
    | "waveStarted"
    | "waveDone"
    | "gateSlow"
    | "failure"
    | "centerUnlocked"
    | "runEnded"
    | "personNeeded"
    | "test";
  /** ISO 8601, UTC. */
  at: string;
  stack: string;
  estate: string;
  /** One short sentence. */
  title: string;
  wave?: number;
  host?: string;
  /** Id and meaning of a failure; its measurement and cure stay with `ata2mdi status`. */
  problem?: { id: string; cause: string };
}

export type Subject = Pick<RunView, "stack" | "estate">;

/** The message about a piece of news; undefined for what nobody elsewhere waits for. */
export function noticeOf(news: News, subject: Subject, at: number): Notice | undefined {
  const base = baseOf(subject, at);
  switch (news.kind) {
    case "wave":
      return {
        ...base,
        event: news.state === "began" ? "waveStarted" : "waveDone",
        title: news.state === "began" ? `wave ${news.wave} begins` : `wave ${news.wave} is done`,
        wave: news.wave,
      };
    case "failure": {
      const { host, problem } = news.failure;
      const name = printable(host ?? news.place.resource, 100);
      return {
        ...base,
        event: "failure",
        title: `${name} failed: ${problem.id}`,
        ...(host ? { host: printable(host, 100) } : {}),
        problem: { id: problem.id, cause: printable(problem.cause, 300) },
      };
    }
    case "unlocked":
      return {
        ...base,
        event: "centerUnlocked",
        title: `Center ${printable(news.center, 100)} may be removed`,
        host: printable(news.center, 100),
      };
    case "over":
      return {
        ...base,
        event: "runEnded",
        title: `the run ended ${news.succeeded ? "well" : "with failures"} after ${seconds(news.seconds)}`,
      };
    default:
      return undefined;
  }
}

/** A run that ended before it could tell anything itself: a lock, a wrong passphrase, an engine that was killed. */
export function brokenOffNotice({ id, cause }: Problem, subject: Subject, at: number): Notice {
  return {
    ...baseOf(subject, at),
    event: "failure",
    title: `the run could not go on: ${id}`,
    problem: { id, cause: printable(cause, 300) },
  };
}

/** A wait at the end of the move, such as `final-health`, that is longer than it should be. */
export function waitSlowNotice(wait: string, waited: number, subject: Subject, at: number): Notice {
  const title = `${printable(wait, 100)} has been waiting for ${seconds(waited)}`;
  return { ...baseOf(subject, at), event: "gateSlow", title };
}

export function gateSlowNotice(wave: number, waited: number, subject: Subject, at: number): Notice {
  return {
    ...baseOf(subject, at),
    event: "gateSlow",
    title: `the gate of wave ${wave} has been waiting for ${seconds(waited)}`,
    wave,
  };
}

export function personNeededNotice(count: number, subject: Subject, at: number): Notice {
  const title = `${count} ${count === 1 ? "thing waits" : "things wait"} for a person: npx ata2mdi status --stack ${subject.stack}`;
  return { ...baseOf(subject, at), event: "personNeeded", title };
}

export function testNotice(subject: Subject, at: number): Notice {
  return { ...baseOf(subject, at), event: "test", title: "a test: messages of the move arrive here" };
}

function baseOf({ stack, estate }: Subject, at: number) {
  return {
    schema: 1 as const,
    at: new Date(at).toISOString(),
    stack: printable(stack, 100),
    estate: printable(estate, 100),
  };
}
