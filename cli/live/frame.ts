import { typed } from "../../plan/problem.ts";
import type { Chain } from "../state/chain.ts";
import { seconds } from "../text/length.ts";
import { printable } from "../text/printable.ts";
import { cut, fitted, wrapped } from "../text/table.ts";
import type { FrameOptions } from "./frameOptions.ts";
import { headLines } from "./heading.ts";
import { whatIsWaitedFor } from "./lines.ts";
import { placeOf } from "./place.ts";
import { type TaskView, tasksAtHand } from "./tasks.ts";
import { taskWords } from "./taskWords.ts";
import { standingWith, told } from "./told.ts";
import {
  gapSeconds,
  isBlind,
  type RunView,
  type Standing,
  type StepView,
  standingOf,
  stepOf,
  type Wave,
} from "./view.ts";
import { stepWords } from "./words.ts";

/** Room that failures may take, in lines. */
const FAILURE_LINES = 6;

/** The picture of a run, as wide and high as the terminal: pure, line by line. */
export function frame(view: RunView, options: FrameOptions): string[] {
  const { rows } = options;
  const head = headLines(view, options);
  const problems = failureLines(view, options);
  const foot = footLines(options);
  const room = Math.max(3, rows - head.length - problems.length - foot.length);
  return [...head, ...bodyLines(view, options, room), ...problems, ...foot].slice(0, rows);
}

/** What Ctrl-C does is worth more lines than one, where there are. */
function footLines({ columns, rows, footer, paint }: FrameOptions): string[] {
  if (!footer) return [];
  const lines = rows < 16 ? [cut(footer, columns)] : wrapped(footer, columns).slice(0, 3);
  return ["", ...lines.map((line) => paint("quiet", line))];
}

function bodyLines(view: RunView, options: FrameOptions, room: number): string[] {
  const groups = [
    ...view.waves.map((wave) => ({
      heading: waveHeading(view, wave, options),
      chains: view.chains.filter((chain) => chain.wave === wave.index),
    })),
    { heading: null, chains: view.chains.filter((chain) => chain.wave === null) },
  ];
  const tasks = tasksAtHand(view);
  const common = commonLines(view, options, tasks);
  const headings = groups.filter(({ heading }) => heading !== null).length;
  const places = Math.max(1, room - headings - common.length);
  const shown = chosen(
    view,
    groups.flatMap(({ chains }) => chains),
    places,
    tasks,
  );
  const widths = columnsOf(view, options.columns);
  const lines = groups.flatMap(({ heading, chains }) => [
    ...(heading === null ? [] : [heading]),
    ...chains
      .filter((chain) => shown.has(chain))
      .map((chain) => chainLine(view, chain, options, widths, tasks.get(chain.host))),
  ]);
  return [...common, ...fewer(lines, room - common.length, options.columns)];
}

/** Where not even the headings have room, the last lines tell most: earlier waves are done. */
function fewer(lines: string[], room: number, columns: number): string[] {
  if (lines.length <= room) return lines;
  return [cut(`… ${lines.length - room + 1} lines more`, columns), ...lines.slice(lines.length - room + 1)];
}

const urgency: Record<Standing, number> = { failed: 0, atWork: 1, begun: 2, waiting: 4, moved: 5 };

/** The chains that are shown when there is no room for all: what failed, what is at work, what is blind, what is next. */
function chosen(
  view: RunView,
  chains: readonly Chain[],
  places: number,
  tasks: ReadonlyMap<string, TaskView>,
): ReadonlySet<Chain> {
  if (chains.length <= places) return new Set(chains);
  const rank = (chain: Chain) => {
    const standing = standingWith(standingOf(view, chain), tasks.get(chain.host));
    return isBlind(view, chain.host) && standing !== "failed" ? 1 : urgency[standing];
  };
  return new Set(chains.toSorted((a, b) => rank(a) - rank(b)).slice(0, places));
}

function waveHeading(view: RunView, wave: Wave, { columns, paint }: FrameOptions): string {
  const members = view.chains.filter((chain) => chain.wave === wave.index);
  const moved = members.filter((chain) => standingOf(view, chain) === "moved").length;
  const gate = stepOf(view, wave.gate);
  const state =
    gate.state === "done"
      ? "done"
      : gate.state === "running"
        ? (gate.says && whatIsWaitedFor(gate.says)) || stepWords.gate.doing
        : gate.state === "failed"
          ? stepWords.gate.failed
          : `${moved} of ${members.length} moved`;
  const text = cut(`wave ${wave.index}  ${state}`, columns);
  return paint(gate.state === "failed" ? "bad" : gate.state === "done" ? "good" : "strong", text);
}

interface Widths {
  name: number;
  site: number;
  generation: number;
  doing: number;
  since: number;
  gap: number;
  says: number;
}

const INDENT = 2;
/** Columns in which every step's words have room. */
const DOING = 27;

/** Columns by the width there is: what can be spared goes first. */
function columnsOf(view: RunView, columns: number): Widths {
  const longest = (texts: string[], most: number) =>
    Math.min(most, Math.max(4, ...texts.map((t) => t.length)));
  const name = longest(
    view.chains.map((chain) => chain.host),
    columns < 60 ? 12 : 24,
  );
  const site =
    columns >= 90
      ? longest(
          view.chains.map((chain) => chain.site),
          16,
        )
      : 0;
  const generation = columns >= 70 ? 3 : 0;
  const since = 7;
  const gap = columns >= 60 ? 15 : 0;
  const fixed = INDENT + name + since + gap + site + generation;
  const gutters = 2 * [name, since, gap, site, generation].filter((width) => width > 0).length;
  const rest = Math.max(8, columns - fixed - gutters);
  const says = rest - DOING - 2;
  // A column in which no reason has room is given to what is done.
  const doing = says < 18 ? Math.min(DOING + 12, rest) : DOING;
  return { name, site, generation, doing, since, gap, says: doing === DOING ? says : 0 };
}

function chainLine(
  view: RunView,
  chain: Chain,
  { now, columns, paint }: FrameOptions,
  widths: Widths,
  task: TaskView | undefined,
): string {
  const standing = standingWith(standingOf(view, chain), task);
  const { doing, since, says } = told(view, chain, task, now);
  const gap = gapSeconds(view, chain.host, now);
  const blind = isBlind(view, chain.host);
  const cells: [string, number][] = [
    [printable(chain.host, 60), widths.name],
    [printable(chain.site, 60), widths.site],
    [chain.generation ?? "", widths.generation],
    [widths.says > 0 ? doing : withReason(doing, says, widths.doing), widths.doing],
    [since, widths.since],
    [gap === null ? "" : `${blind ? "blind" : "gap"} ${seconds(gap)}`, widths.gap],
    [says, widths.says],
  ];
  const text = cells
    .filter(([, width]) => width > 0)
    .map(([cell, width]) => fitted(cell, width))
    .join("  ");
  const line = cut(`${" ".repeat(INDENT)}${text}`.trimEnd(), columns);
  if (standing === "failed") return paint("bad", line);
  if (blind) return paint("warn", line);
  if (standing === "moved") return paint("good", line);
  return standing === "waiting" ? paint("quiet", line) : line;
}

/** What is done and what it waits for, in one column where both have room. */
function withReason(doing: string, says: string, columns: number): string {
  if (says === "") return doing;
  const both = doing === "waiting" ? says : `${doing}, ${says}`;
  return both.length <= columns ? both : doing;
}

/** What belongs to no host and is under way: the workspace, the package, the checklist. */
function commonLines(
  view: RunView,
  { columns, now }: FrameOptions,
  tasks: ReadonlyMap<string, TaskView>,
): string[] {
  if (view.stage === "starting") return [cut("  starting the engine, reading the estate", columns)];
  const moving = new Set(view.chains.map(({ host }) => host));
  const staying = [...tasks.values()].filter(
    ({ host, step }) => !moving.has(host) && step.state === "running",
  );
  const common = [...view.steps].filter(([name, { state, says }]) => {
    if (state !== "running" || says === null) return false;
    const { kind } = placeOf(view, name);
    return kind === "common" || kind === "checklist";
  });
  return [
    ...staying.map((one) => commonLine(one.host, one.step, taskWords(one.task).doing, now)),
    ...common.map(([name, step]) => commonLine(name, step, whatIsWaitedFor(step.says ?? ""), now)),
  ]
    .slice(0, 3)
    .map((line) => cut(line, columns));
}

function commonLine(name: string, { since }: StepView, words: string, now: number): string {
  return `  ${printable(name, 40)}${since === null ? "" : ` ${seconds((now - since) / 1000)}`}  ${words}`;
}

/** The newest failures with cause and cure; what has no room is counted. */
function failureLines(view: RunView, { columns, rows, paint }: FrameOptions): string[] {
  const failures = view.failures.filter(({ problem }) => problem.id !== "CANCELLED");
  if (failures.length === 0) return [];
  const room = Math.max(FAILURE_LINES, Math.floor(rows / 3));
  const blocks = failures.toReversed().map(({ problem, host, resource }) => [
    paint(
      "bad",
      cut(
        `${printable(host ?? resource, 60)}  ${printable(problem.id, 60)}: ${printable(problem.cause)}`,
        columns,
      ),
    ),
    ...wrapped(`cure: ${printable(problem.cure, 400)}`, columns - INDENT)
      .slice(0, 2)
      .map((line) => `  ${line}`),
    `  ${cut(`next: ${printable(typed(problem.command))}`, columns - INDENT)}`,
  ]);
  const lines: string[] = [];
  let told = 0;
  for (const block of blocks) {
    if (told > 0 && lines.length + block.length > room) break;
    lines.push(...block);
    told += 1;
  }
  const more = failures.length - told;
  return [
    "",
    ...lines,
    ...(more > 0 ? [cut(`  … and ${more} failures more; the summary names all`, columns)] : []),
  ];
}
