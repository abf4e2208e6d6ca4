import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Eta } from "eta";
import { typed } from "../../plan/problem.ts";
import { taskWords } from "../live/taskWords.ts";
import { stepWords } from "../live/words.ts";
import { roughly, seconds } from "../text/length.ts";
import { printable, printableLines } from "../text/printable.ts";
import { centerWord, figuresOf, outcomeBar } from "./figures.ts";
import type { StepRecord } from "./history.ts";
import type { DomainControllerRecord, Readiness, ReportModel, RunRecord, WaveRecord } from "./model.ts";
import { reasonGroups } from "./reasons.ts";
import { measured, toLookAt } from "./residue.ts";
import {
  type Bar,
  barsOf,
  gridOf,
  marksOf,
  ownScaleOf,
  pathsOf,
  type Scale,
  scaleOf,
  WIDTH,
  waveBars,
} from "./timeline.ts";

const folder = import.meta.dirname;
const eta = new Eta({ views: join(folder, "templates"), autoEscape: true, cache: true, autoTrim: false });
const style = readFileSync(join(folder, "page.css"), "utf8");
const script = readFileSync(join(folder, "page.js"), "utf8");

/** Only this page's own style and script are let in; nothing is loaded, sent or framed. */
const policy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const legend: readonly (readonly [Bar["kind"], string])[] = [
  ["prepare", "prepared"],
  ["measure", "measured"],
  ["change", "gateway removed, sensor in"],
  ["verify", "sensor verified"],
  ["gap", "without protection"],
  ["soak", "watched before the next wave"],
];

/** The report as one HTML file that needs no network. Everything from hosts and people is text, and stays text. */
export function renderReport(model: ReportModel): string {
  const shown = shownOf(model) as ReportModel;
  const scale = scaleOf(shown);
  const passSets = passSetsOf(shown.domainControllers);
  const distinct = (values: string[]) => [...new Set(values)].toSorted();
  return eta.render("./page", {
    model: shown,
    policy,
    style,
    script,
    scale,
    legend,
    axis: scale ? axisDrawing(scale) : "",
    grid: scale ? gridOf(scale) : "",
    figures: figuresOf(shown),
    share: outcomeBar(shown.domainControllers, shade),
    reasonGroups,
    centerWord,
    outcomes: distinct(shown.domainControllers.map((dc) => dc.outcome)),
    sites: distinct(shown.domainControllers.map((dc) => dc.site)),
    when,
    seconds,
    roughly,
    shade,
    words: searchWords,
    verdicts: byVerdict,
    passSets,
    passed: (checks: string[]) => {
      const set = passSets.findIndex((one) => sameList(one, checks));
      return `all ${checks.length} of <a href="#s${set}">set ${set + 1}</a>`;
    },
    escape: eta.config.escapeFunction,
    measured,
    toLookAt,
    linesOf: (step: StepRecord) => linesOf(step, shown.domainControllers.length),
    stepName: ({ part, task }: StepRecord) =>
      (part === "task" ? taskWords(task ?? "") : stepWords[part]).done,
    took,
    typed,
    stepEnd,
    runEnd,
    drawing: (dc: DomainControllerRecord) => (scale ? onGrid(barsOf(dc, scale, shown.writtenAt)) : ""),
    ownDrawing: (dc: DomainControllerRecord) => ownDrawing(dc, shown.writtenAt),
    waveDrawing: (wave: WaveRecord) => (scale ? onGrid(waveBars(wave, scale)) : ""),
  });
}

/** Every text of the model without what a page or a reader could take for more than text. */
function shownOf(value: unknown): unknown {
  if (typeof value === "string")
    return printableLines(value)
      .map((line) => printable(line))
      .join("\n");
  if (Array.isArray(value)) return value.map(shownOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shownOf(member)]));
}

function drawing(bars: readonly Bar[], behind = ""): string {
  const paths = pathsOf(bars).map(({ kind, d }) => `<path class="${kind}" d="${d}"/>`);
  return `<svg viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">${behind}${paths.join("")}</svg>`;
}

function onGrid(bars: readonly Bar[]): string {
  return drawing(bars, '<use href="#grid"/>');
}

/** What happened to one host, as wide as the page: beside days of waves its minutes are hardly seen. */
function ownDrawing(dc: DomainControllerRecord, now: string): string {
  const scale = ownScaleOf(dc);
  if (!scale) return "";
  return `<p class="own">${drawing(barsOf(dc, scale, now))}`;
}

/** Round distances from the first moment, where they stand in the drawings below. */
function axisDrawing(scale: Scale): string {
  const labels = marksOf(scale).map(
    ({ x, label }) => `<text x="${(x / WIDTH) * 100}%" y="12">${label}</text>`,
  );
  return `<svg class="axis" aria-hidden="true">${labels.join("")}</svg>`;
}

/** `2026-11-22 17:12:03`; a dash where there is none. */
function when(moment: string | null): string {
  const at = moment ? Date.parse(moment) : Number.NaN;
  return Number.isNaN(at) ? "–" : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

function shade(dc: DomainControllerRecord): "good" | "wait" | "bad" {
  if (!dc.protectedNow || dc.outcome === "failed" || dc.outcome === "moved, not running") return "bad";
  return dc.outcome === "moved" ? "good" : "wait";
}

/** What a search looks in. */
function searchWords(dc: DomainControllerRecord): string {
  const { name, domain, site, generation, outcome, wave } = dc;
  return [name, domain, site, generation ?? "", outcome, wave === null ? "" : `wave-${wave}`]
    .join(" ")
    .toLowerCase();
}

const order = ["fail", "unread", "waived", "pass"];

function byVerdict({ verdicts }: Readiness): [string, string[]][] {
  const groups = Map.groupBy(Object.entries(verdicts), ([, verdict]) => verdict);
  return [...groups]
    .map(([verdict, checks]) => [verdict, checks.map(([check]) => check)] as [string, string[]])
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** The lists of checks that passed together, each once: hundreds of hosts mostly share a few. */
function passSetsOf(dcs: readonly DomainControllerRecord[]): string[][] {
  const lists = dcs.flatMap(({ readiness }) =>
    readiness
      ? byVerdict(readiness).flatMap(([verdict, checks]) => (verdict === "pass" ? [checks] : []))
      : [],
  );
  return [...new Map(lists.map((list) => [list.join("\n"), list])).values()];
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}

/** Lines of logs that are shown: all that bear on a failure; of what went well the fewer the more hosts there are. */
function linesOf(step: StepRecord, hosts: number): string[] {
  const most = step.state === "partly" ? 20 : hosts <= 50 ? 5 : hosts <= 150 ? 2 : 0;
  const log = most === 0 ? [] : step.log.slice(-most);
  return [...step.errors.map((line) => printable(line, 1000)), ...log.map((line) => printable(line, 200))];
}

function took(step: StepRecord): string {
  if (!step.startedAt || !step.endedAt) return "–";
  return seconds((Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000);
}

function stepEnd(step: StepRecord): string {
  return [
    step.state === "partly" ? "did not end well" : (step.outcome ?? "done"),
    ...(step.exitCode === null ? [] : [`exit code ${step.exitCode}`]),
    ...(step.rebooted ? ["the host restarted"] : []),
  ].join(", ");
}

/** Exit code of a process that was ended by SIGKILL. */
const SIGKILLED = 137;

function runEnd({ state, exitCode }: RunRecord): string {
  if (state === "killed") return "KILLED";
  if (state !== "ended") return state;
  if (exitCode === null) return "failures; nobody watched its end";
  return exitCode === SIGKILLED ? `KILLED, exit code ${exitCode}` : `exit code ${exitCode}`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
