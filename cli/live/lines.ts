import { type Problem, typed } from "../../plan/problem.ts";
import { clock, seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";
import { BETWEEN } from "./explain.ts";
import type { News } from "./news.ts";
import type { Place } from "./place.ts";
import { looseErrors } from "./reduce.ts";
import { isQuietTask, taskWords } from "./taskWords.ts";
import type { RunView } from "./view.ts";
import { stepWords } from "./words.ts";

/**
 * News as plain lines, for logs, pipes and CI: one line per change, `17:02:11  dc05  removing the gateway …`.
 * A status that only counts on is told once.
 */
export class PlainLines {
  readonly #told = new Map<string, string>();
  readonly #explained = new Set<string>();

  /** Lines of one piece of news; none where it is not worth one. */
  linesOf(news: News, at: number): string[] {
    return this.#say(news).map((text, index) =>
      index === 0 ? `${clock(at)}  ${text}` : `          ${text}`,
    );
  }

  #say(news: News): string[] {
    switch (news.kind) {
      case "wave":
        return [
          news.state === "began"
            ? `wave ${news.wave}  begins`
            : `wave ${news.wave}  is done: its sensors stayed healthy`,
        ];
      case "step":
        return news.state === "failed" && this.#explained.has(news.place.resource) ? [] : stepLine(news);
      case "says":
        return this.#says(news.place, news.text);
      case "gap":
        return [
          news.state === "opened"
            ? `${printable(news.host, 60)}  not protected until its sensor runs`
            : `${printable(news.host, 60)}  protected again; it was not for ${seconds(news.seconds)}`,
        ];
      case "failure":
        this.#explained.add(news.place.resource);
        return problemLines(news.failure.problem, news.failure.host ?? news.place.resource);
      case "loose":
        return [`error  ${printable(news.text)}`];
      case "warning":
        return [`warning  ${printable(news.text)}`];
      case "unlocked":
        return [`${printable(news.center, 60)}  the Center is unlocked: it may be removed`];
      case "over":
        return [`${howItEnded(news)} after ${seconds(news.seconds)}`];
    }
  }

  #says(place: Place, text: string): string[] {
    const words = whatIsWaitedFor(text, place.host);
    const shape = words.replace(/\d+/g, "#");
    // What a measurement says of itself is no news behind "measuring readiness".
    if (place.kind === "checklist" || (place.part !== null && /^(measuring|activating)/.test(words)))
      return [];
    if (this.#told.get(place.resource) === shape) return [];
    this.#told.set(place.resource, shape);
    return [`${subject(place)}  … ${words}`];
  }
}

function howItEnded({ succeeded, changed }: Extract<News, { kind: "over" }>): string {
  if (!succeeded) return "ended with failures";
  return changed === 0 ? "nothing had to be changed; done" : "done";
}

/** A status without its host and clock: `dc01 is not listed yet: 3s of 3m` → `is not listed yet`. */
export function whatIsWaitedFor(says: string, host = ""): string {
  const words = printable(says).replace(/: [\dhms ]+ of [\dhms ]+$/, "");
  return host !== "" && words.startsWith(`${host} `) ? words.slice(host.length + 1) : words;
}

/** Cause, measurement, cure and command of a failure, each on its line. */
export function problemLines(problem: Problem, where: string): string[] {
  return [
    `${printable(where, 60)}  FAILED  ${printable(problem.id, 60)}: ${printable(problem.cause)}`,
    ...field("measured:", problem.measured),
    ...field("cure:    ", problem.cure),
    `next:     ${printable(typed(problem.command))}`,
  ];
}

/** One thing behind its label; where there are several, each on a line of its own. */
function field(label: string, text: string): string[] {
  const items = text.split(BETWEEN);
  if (items.length === 1) return [`${label} ${printable(text)}`];
  return [label.trimEnd(), ...items.map((item) => `  - ${printable(item)}`)];
}

/** Every failure of a run once more, with cause, measurement, cure and command; none where there was none. */
export function recap(view: RunView): string[] {
  const failures = view.failures.flatMap(({ problem, host, resource }) => [
    ...problemLines(problem, host ?? resource).map((line, index) => (index === 0 ? line : `  ${line}`)),
    "",
  ]);
  return [...failures, ...looseErrors(view).map((text) => `error: ${printable(text)}`)];
}

/** Preparations, told only when they fail. */
const QUIET = new Set<Place["part"]>(["tools", "package", "watched", "access-key"]);

function stepLine({ place, state, seconds: took }: Extract<News, { kind: "step" }>): string[] {
  const { part, task } = place;
  const quiet = task === null ? QUIET.has(part) : isQuietTask(task);
  if (quiet && state !== "failed") return [];
  // Told by its wave.
  if (part === "gate" && state === "done") return [];
  const words = task === null ? part && stepWords[part] : taskWords(task);
  if (!words) return [];
  const length = took !== null && took >= 1 ? ` (${seconds(took)})` : "";
  const said = {
    began: `${words.doing} …`,
    done: `${words.done}${length}`,
    failed: words.failed,
    stopped: `stopped while ${words.doing}; the next run goes on with it`,
  }[state];
  return [`${subject(place)}  ${said}`];
}

function subject(place: Place): string {
  if (place.kind === "wave") return `wave ${place.wave}`;
  return printable(place.host || place.resource, 60);
}
