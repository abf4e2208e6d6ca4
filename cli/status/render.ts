import type { Forecast } from "../live/forecast.ts";
import { frame } from "../live/frame.ts";
import type { Paint } from "../live/paint.ts";
import { seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";
import { wrapped } from "../text/table.ts";
import type { Activity, StackStatus } from "./collect.ts";
import { centerWait, type Need, needsOf, stoppedWhileKept } from "./needs.ts";
import { overrideWarning } from "./override.ts";

export interface RenderOptions {
  columns: number;
  /** Lines there are; what has no room is counted. */
  rows: number;
  paint: Paint;
  forecast: Forecast;
  footer?: string;
}

/** Needs that are told one by one. */
const NEEDS_NAMED = 12;

/** The status for people: what goes on, the picture of the move, the Centers' countdown, what waits for a person. */
export function renderStatus(status: StackStatus, options: RenderOptions): string[] {
  const { columns, rows, paint, forecast, footer } = options;
  const { view, at } = status;
  const running = status.activity.kind === "running";
  const activity = wrapped(activityLine(status.activity, status), columns);
  const tail = tailLines(status, options);
  const picture = frame(
    { ...view, failures: running ? view.failures : [] },
    {
      columns,
      rows: Math.max(8, rows - activity.length - tail.length - 2),
      now: at,
      left: running ? forecast.left(view, at) : null,
      clock: running ? "running" : "stopped",
      paint,
      footer: "",
    },
  );
  return [...activity, "", ...picture, ...tail, ...(footer ? ["", paint("quiet", footer)] : [])];
}

function activityLine(activity: Activity, { lastRun, stack, at }: StackStatus): string {
  switch (activity.kind) {
    case "running": {
      const { by, pid, startedAt } = activity.run.begun;
      const since = seconds((at - Date.parse(startedAt)) / 1000);
      return `A run is under way for ${since}, begun by ${printable(by, 60)} (process ${pid}).`;
    }
    case "elsewhere": {
      if (!activity.lock) return "A run is under way elsewhere, as Pulumi Cloud tells.";
      const { user, host, pid } = activity.lock;
      return `A run is under way elsewhere: ${printable(user, 60)} on ${printable(host, 60)}, process ${pid}.`;
    }
    case "killed": {
      const { pending } = stack.deployment;
      const during =
        pending.length > 0 ? ` during ${pending.map((name) => printable(name, 60)).join(", ")}` : "";
      const which = activity.run ? `The last run, begun ${activity.run.begun.startedAt},` : "A run";
      return `${which} was KILLED${during}. Nothing is lost: the next run takes it up.`;
    }
    case "idle":
      return `No run is under way.${lastEnd(lastRun)}`;
    case "unseen":
      return `No run of this clone is under way; of others this backend does not tell.${lastEnd(lastRun)}`;
  }
}

function lastEnd(last: StackStatus["lastRun"]): string {
  if (!last?.ended) return "";
  const { endedAt, code } = last.ended;
  return ` The last one ended ${endedAt} with ${code === null ? "failures" : `exit code ${code}`}.`;
}

function tailLines(status: StackStatus, { columns, paint }: RenderOptions): string[] {
  const needs = needsOf(status);
  const standing = status.stack.estate.centers.filter(({ name }) =>
    status.stack.state.centers.some((one) => one.name === name && one.state !== "removed"),
  );
  const overrides = standing.flatMap((center) => overrideWarning(center, new Date(status.at)) ?? []);
  const centers = standing
    .filter((center) => center.then === "remove" || center.retainUntil !== undefined)
    .map((center) => `${centerWait(center, new Date(status.at))}.`);
  const stopped = status.stack.state.centers
    .filter(({ state, services }) => state !== "removed" && services === "stopped")
    .map(({ name }) => `${stoppedWhileKept(name)}.`);
  const told = [...centers, ...stopped].flatMap((line) => wrapped(printable(line), columns));
  const named = needs.slice(0, NEEDS_NAMED).flatMap((need) => needLines(need, columns));
  const more = needs.length - NEEDS_NAMED;
  return [
    ...(overrides.length > 0
      ? [
          "",
          ...overrides.flatMap((line) => wrapped(printable(line), columns).map((one) => paint("bad", one))),
        ]
      : []),
    ...(told.length > 0 ? ["", ...told] : []),
    "",
    ...(needs.length === 0
      ? ["Nothing waits for a person."]
      : [paint("strong", `A person is needed, ${needs.length} times:`), ...named]),
    ...(more > 0 ? [`  … and ${more} more; --json names all`] : []),
  ];
}

function needLines(need: Need, columns: number): string[] {
  const [first = "", ...rest] = wrapped(printable(need.what), columns - 4);
  return [
    `  - ${first}`,
    ...rest.map((line) => `    ${line}`),
    ...wrapped(`→ ${printable(need.command)}`, columns - 4).map((line) => `    ${line}`),
  ];
}
