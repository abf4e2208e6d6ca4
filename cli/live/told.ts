import type { Chain, Part } from "../state/chain.ts";
import { seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";
import { whatIsWaitedFor } from "./lines.ts";
import type { TaskView } from "./tasks.ts";
import { taskWords } from "./taskWords.ts";
import { currentPart, type RunView, type Standing, standingOf, waitsFor } from "./view.ts";
import { stepWords } from "./words.ts";

/** What a line of the picture says of a host. */
export interface Told {
  doing: string;
  /** How long it is at it; empty where nothing runs. */
  since: string;
  /** What it waits for. */
  says: string;
}

/** A step beside the chain counts where the chain itself rests. */
export function standingWith(standing: Standing, task: TaskView | undefined): Standing {
  if (!task || standing === "failed" || standing === "atWork") return standing;
  return task.step.state === "failed" ? "failed" : "atWork";
}

function toldOfTask({ host, task, step }: TaskView, now: number): Told {
  const words = taskWords(task);
  if (step.state === "failed") return { doing: `FAILED ${words.doing}`, since: "", says: "see below" };
  return {
    doing: words.doing,
    since: step.since === null ? "" : seconds((now - step.since) / 1000),
    says: step.says ? whatIsWaitedFor(step.says, host) : "",
  };
}

/** The step a chain is at; where the chain rests, the one beside it. */
export function told(view: RunView, chain: Chain, task: TaskView | undefined, now: number): Told {
  const standing = standingOf(view, chain);
  if (task && standingWith(standing, task) !== standing) return toldOfTask(task, now);

  const current = currentPart(view, chain);
  if (!current) return { doing: ended(chain), since: "", says: "" };
  const { part, step } = current;
  const words = stepWords[part];
  if (standing === "failed") return { doing: `FAILED ${words.doing}`, since: "", says: "see below" };
  if (standing === "atWork") {
    return {
      doing: words.doing,
      since: step.since === null ? "" : seconds((now - step.since) / 1000),
      says: step.says ? whatIsWaitedFor(step.says, chain.host) : "",
    };
  }
  const behind = waitsFor(view, chain);
  const next = standing === "waiting" ? "waiting" : isPrepared(part) ? "prepared" : `next: ${words.next}`;
  return { doing: next, since: "", says: behind ? `waits for ${printable(behind, 100)}` : "" };
}

/** What has become of a host whose steps are all done. A Center without a removal stays, whatever its lock says. */
function ended({ kind, parts }: Chain): string {
  if (kind === "domainController") return "moved";
  if (kind === "rollback") return "back at its gateway";
  return kind === "center" && !parts.includes("remove") ? "stays" : "removed";
}

/** All that comes before is preparation. */
function isPrepared(part: Part): boolean {
  return part === "ready" || part === "watched";
}
