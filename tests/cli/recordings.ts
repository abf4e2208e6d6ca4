import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEvent } from "../../cli/live/events.ts";
import type { News } from "../../cli/live/news.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { beginView, type RunView } from "../../cli/live/view.ts";
import type { StackView } from "../../cli/stack.ts";
import { chainsOf } from "../../cli/state/chain.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { parseEstate } from "../../estate/load.ts";
import { planMove } from "../../plan/planner/planner.ts";

/**
 * Event streams of the real engine, taken while it moved estate `dev` in the lab; only what nobody reads was cut out.
 * notReady: dc04 has an old .NET. stepsFail: dc03 cannot be reached, dc02's removal and dc04's setup fail.
 * interrupted: Ctrl-C while dc05's sensor is waited for. killed: `kill -9` at the same moment.
 */
export const recordings = ["moved", "notReady", "stepsFail", "interrupted", "killed"] as const;
export type Recording = (typeof recordings)[number];

const file = join(import.meta.dirname, "..", "..", "estates", "dev.yaml");

export function devEstate() {
  const loaded = parseEstate(readFileSync(file, "utf8"), file);
  if (!loaded.ok) throw new Error("estates/dev.yaml has problems");
  return { estate: loaded.estate, plan: planMove(loaded.estate) };
}

export function linesOf(recording: Recording): string[] {
  const text = readFileSync(join(import.meta.dirname, "fixtures", `${recording}.jsonl`), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

export function emptyView(at = 0): RunView {
  const { estate, plan } = devEstate();
  return beginView({ stack: "dev", plan, chains: chainsOf(estate, plan), at, done: [], gaps: new Map() });
}

export interface Moment {
  at: number;
  view: RunView;
  news: News[];
}

/** Every view of a recording, one after each event. */
export function replay(recording: Recording): Moment[] {
  const events = linesOf(recording).flatMap((line) => parseEvent(line) ?? []);
  let view = emptyView(events[0]?.at);
  return events.map(({ at, event }) => {
    const next = reduce(view, event, at);
    view = next.view;
    return { at, ...next };
  });
}

export function last(moments: readonly Moment[]): Moment {
  const moment = moments.at(-1);
  if (!moment) throw new Error("an empty recording");
  return moment;
}

/** The stack's export after that run; secrets and addresses were cut out. There is none of a run that was not ready. */
export function stateAfter(recording: Exclude<Recording, "notReady">): string {
  return readFileSync(join(import.meta.dirname, "fixtures", `${recording}.state`), "utf8");
}

/** Estate `dev` as it was after that run. */
export function stackAfter(recording: Parameters<typeof stateAfter>[0]): StackView {
  const { estate, plan } = devEstate();
  const deployment = readDeployment(stateAfter(recording));
  return {
    stack: "dev",
    estateFile: "estates/dev.yaml",
    estate,
    survey: undefined,
    plan,
    deployment,
    state: moveState(estate, plan, deployment),
  };
}
