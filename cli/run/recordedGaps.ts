import { statSync } from "node:fs";
import { parseEvent } from "../live/events.ts";
import { reduce } from "../live/reduce.ts";
import { type Gap, type RunView, standingOf } from "../live/view.ts";
import type { Deployment } from "../state/deployment.ts";
import { FollowedFile } from "./follow.ts";
import type { RecordedRun } from "./runFolder.ts";

type Gaps = ReadonlyMap<string, Gap>;

/**
 * A view of the state with the gaps that earlier runs opened and nobody has closed: a removal that stopped a gateway and
 * then failed is not in the state, and a later run may not have come to that host.
 *
 * @param earlier recorded runs, oldest first
 */
export function withRecordedGaps(
  view: RunView,
  earlier: readonly RecordedRun[],
  { resources }: Pick<Deployment, "resources">,
): RunView {
  const begun = [...resources.values()].flatMap(({ created }) => (created ? Date.parse(created) : []));
  if (begun.length === 0) return view;
  // Before this moment the stack was another one, of the same name.
  const since = Math.min(...begun);
  let gaps: Gaps = new Map();
  for (const run of earlier) if (endOf(run) >= since) gaps = gapsAfter(view, run, gaps);
  return { ...view, gaps: new Map([...stillOpen(gaps, view), ...view.gaps]) };
}

/** Gaps that are open, of hosts that the state does not know as moved. */
function stillOpen(gaps: Gaps, fromState: RunView): Gaps {
  const moved = new Set(
    fromState.chains.filter((chain) => standingOf(fromState, chain) === "moved").map(({ host }) => host),
  );
  return new Map([...gaps].filter(([host, { seconds }]) => seconds === null && !moved.has(host)));
}

/** A view after all events of a file. Their own times count: they were written by another process. */
export function replayed(view: RunView, file: string): RunView {
  let next = view;
  for (const line of new FollowedFile(file).lines()) {
    const stamped = parseEvent(line);
    if (stamped) next = reduce(next, stamped.event, stamped.at).view;
  }
  return next;
}

/** What runs that are over have left: they change no more, and a watched status asks again each second. */
const known = new Map<string, { before: string; gaps: Gaps }>();

function gapsAfter(view: RunView, run: RecordedRun, gaps: Gaps): Gaps {
  const before = JSON.stringify([...gaps]);
  const found = known.get(run.folder);
  if (found?.before === before) return found.gaps;
  const after = replayed({ ...view, gaps }, run.events).gaps;
  if (run.state === "ended" || run.state === "killed") known.set(run.folder, { before, gaps: after });
  return after;
}

function endOf({ ended, events }: RecordedRun): number {
  if (ended) return Date.parse(ended.endedAt);
  return statSync(events, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}
