import { roughly } from "../text/length.ts";
import type { DomainControllerRecord, ReportModel, WaveRecord } from "./model.ts";

/** Units a drawing is wide; it is stretched to its place. */
export const WIDTH = 1000;
/** Narrower than this nobody sees it. */
const NARROWEST = 2;

/** A stretch of time as a part of the whole width. */
export interface Bar {
  kind: "prepare" | "measure" | "change" | "verify" | "gap" | "soak";
  x: number;
  width: number;
}

/** The time a drawing covers, in milliseconds. */
export interface Scale {
  from: number;
  to: number;
}

/**
 * The time of the whole report; undefined where nothing has begun. As long as somebody is without protection it goes on to
 * the moment of writing.
 */
export function scaleOf(
  model: Pick<ReportModel, "from" | "to" | "writtenAt" | "domainControllers">,
): Scale | undefined {
  const isOpen = model.domainControllers.some((dc) => dc.gapFrom !== null && dc.gapSeconds === null);
  const last = isOpen ? model.writtenAt : model.to;
  if (!model.from || !last) return undefined;
  const scale = { from: Date.parse(model.from), to: Date.parse(last) };
  return scale.to > scale.from ? scale : { from: scale.from, to: scale.from + 1000 };
}

/** The time a domain controller was worked at, without its preparation; undefined where that has no length. */
export function ownScaleOf({ steps, gapFrom, gapSeconds }: DomainControllerRecord): Scale | undefined {
  const own = steps.filter(({ part }) => part !== "task" && kinds[part] !== "prepare");
  const gap =
    gapFrom && gapSeconds !== null ? [Date.parse(gapFrom), Date.parse(gapFrom) + gapSeconds * 1000] : [];
  const moments = [
    ...own.flatMap((step) => [step.startedAt, step.endedAt].flatMap((at) => (at ? Date.parse(at) : []))),
    ...gap,
  ];
  const scale = { from: Math.min(...moments), to: Math.max(...moments) };
  return scale.to > scale.from ? scale : undefined;
}

const kinds = {
  tools: "prepare",
  package: "prepare",
  ready: "measure",
  watched: "measure",
  "access-key": "prepare",
  "remove-gateway": "change",
  "install-sensor": "change",
  "activate-sensor": "change",
  sensor: "verify",
  "back-tools": "prepare",
  "way-back": "measure",
  "remove-sensor": "change",
  "deactivate-sensor": "change",
  "restore-gateway": "change",
  gateway: "verify",
  wake: "prepare",
  backup: "change",
  "read-back": "verify",
  archive: "change",
  lock: "measure",
  rest: "change",
  remove: "change",
} as const;

/** The steps of a domain controller, and below them its protection gap. */
export function barsOf(dc: DomainControllerRecord, scale: Scale, now: string): Bar[] {
  const bars = dc.steps.flatMap((step) =>
    step.part === "task" ? [] : bar(kinds[step.part], step.startedAt, step.endedAt ?? step.startedAt, scale),
  );
  if (!dc.gapFrom) return bars;
  const end = dc.gapSeconds === null ? Date.parse(now) : Date.parse(dc.gapFrom) + dc.gapSeconds * 1000;
  return [...bars, ...bar("gap", dc.gapFrom, new Date(end).toISOString(), scale)];
}

/** A wave: the time of its members, then the gate's. */
export function waveBars(wave: WaveRecord, scale: Scale): Bar[] {
  return [...bar("change", wave.from, wave.to, scale), ...bar("soak", wave.gateFrom, wave.gateTo, scale)];
}

function bar(kind: Bar["kind"], from: string | null, to: string | null, scale: Scale): Bar[] {
  if (!from || !to || Date.parse(to) < scale.from) return [];
  const whole = scale.to - scale.from;
  const place = (moment: string) =>
    Math.min(WIDTH, Math.max(0, ((Date.parse(moment) - scale.from) / whole) * WIDTH));
  const x = Math.min(place(from), WIDTH - NARROWEST);
  return [{ kind, x: round(x), width: round(Math.max(NARROWEST, place(to) - x)) }];
}

const ROWS = { gap: { y: 8, height: 4 }, other: { y: 0, height: 7 } };

/** Bars of each kind as one path, so that hundreds of drawings stay small. */
export function pathsOf(bars: readonly Bar[]): { kind: Bar["kind"]; d: string }[] {
  return [...Map.groupBy(bars, ({ kind }) => kind)].map(([kind, of]) => {
    const { y, height } = kind === "gap" ? ROWS.gap : ROWS.other;
    return { kind, d: of.map(({ x, width }) => `M${x} ${y}h${width}v${height}h-${width}z`).join("") };
  });
}

/** Marks of an axis: at most so many round moments with their distance from the beginning. */
export function marksOf(scale: Scale, most = 6): { x: number; label: string }[] {
  const seconds = (scale.to - scale.from) / 1000;
  const step = ROUND.find((one) => seconds / one <= most) ?? Math.ceil(seconds / most / 86_400) * 86_400;
  const marks: { x: number; label: string }[] = [];
  // The last sixth has no room for a label that begins there.
  for (let at = 0; at <= seconds * 0.86; at += step) {
    marks.push({ x: round((at / seconds) * WIDTH), label: at === 0 ? "begin" : `+${roughly(at)}` });
  }
  return marks;
}

const ROUND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Lines behind the drawings, where the marks of their axis are. */
export function gridOf(scale: Scale): string {
  return marksOf(scale)
    .map(({ x }) => `M${x} 0v12`)
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
