import type { Plan } from "../../plan.ts";
import type { Timeline } from "../timeline.ts";
import { lengthText, shortList } from "../words.ts";
import { type Bar, type Layout, layOut, type WaveColumn } from "./layout.ts";

const LABELS = 150;
const LEGEND = 480;
const TOP = 64;
const ROW = 26;
const BAR = 18;
const NARROWEST = 1100;
/** Room for the axis' last label, which begins where the drawing ends. */
const LAST_LABEL = 100;
const WIDEST = 6000;
/** A bar is at least this wide, so that a name can be read in it; time stays to scale. */
const BAR_WIDTH = 44;
const LETTER = 7.1;
/** A soak is drawn no wider than this, cut short: the work is what is to be seen. */
const SOAK_WIDTH = { single: 84, folded: 28 };

/** Okabe and Ito's colours, told apart by every eye; v3 also carries stripes, so that print tells them apart too. */
const STYLE = `
  svg { --ink: #1b1b1b; --soft: #6a6a6a; --paper: #ffffff; --band: #f2f4f7; --soak: #d7dbe2; --edge: #8a8f98; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #ececec; --soft: #a8adb5; --paper: #16181c; --band: #20242b; --soak: #3a404a; --edge: #7d838d; }
  }
  text { font: 11px system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 15px; font-weight: 600; }
  .soft { fill: var(--soft); }
  .paper { fill: var(--paper); }
  .band { fill: var(--band); }
  .line { stroke: var(--edge); stroke-width: 1; fill: none; }
  .v2 { fill: #0072b2; }
  .v3 { fill: #e69f00; }
  .mixed { fill: #009e73; }
  .canary { stroke: #d55e00; stroke-width: 2.5; }
  .on-v2 { fill: #ffffff; }
  .on-v3, .on-mixed { fill: #000000; }`;

const PATTERNS =
  '<defs><pattern id="soak" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<path d="M0 0V6" stroke="var(--soak)" stroke-width="3"/></pattern>' +
  '<pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">' +
  '<path d="M0 0V5" stroke="#000" stroke-opacity=".18" stroke-width="2"/></pattern></defs>';

/**
 * A plan as a drawing: waves as columns with their soak, lanes as rows under their domain, time to scale. Many domain
 * controllers are folded into one block a wave and domain. Follows the reader's light or dark scheme.
 */
export function planSvg(plan: Plan, timeline: Timeline): string {
  const layout = layOut(plan, timeline);
  const scale = scaleOf(layout);
  const x = positions(layout, scale);
  const bottom = TOP + layout.rows.length * ROW;
  const foot = footOf(plan);
  const width = Math.ceil(Math.max(NARROWEST, x(layout.seconds) + LAST_LABEL));
  const height = bottom + 34 + foot.length * 18 + 12;
  const title = `Plan of ${plan.estate}: ${layout.waves.length} waves, ${lengthText(plan.length.seconds)} at best`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(foot.join(" "))}</desc>`,
    `<style>${STYLE}</style>`,
    PATTERNS,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text(12, 24, title, "title"),
    ...layout.waves.map((wave, index) => column(wave, index, x, bottom)),
    ...layout.rows.map((row, index) => text(12, TOP + index * ROW + 17, cut(row.label, LABELS - 20))),
    ...(layout.folded ? [] : lanes(plan, layout, x)),
    ...layout.bars.map((bar) => drawBar(bar, x)),
    ...axis(layout, x, bottom),
    legend(scale),
    ...foot.map((line, index) => text(12, bottom + 46 + index * 18, line, "soft")),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

/** Pixels a second: the shortest bar wide enough for a name, within what a page bears. */
function scaleOf(layout: Layout): number {
  const shortest = Math.min(...layout.bars.map((bar) => bar.to - bar.from).filter((seconds) => seconds > 0));
  const wanted = layout.folded || !Number.isFinite(shortest) ? 0 : BAR_WIDTH / shortest;
  const soaks = layout.waves.reduce((sum, wave) => sum + wave.to - wave.soakFrom, 0);
  const work = Math.max(1, layout.seconds - soaks);
  const room = NARROWEST - LABELS - layout.waves.length * soakWidth(layout);
  return Math.min(WIDEST / work, Math.max(Math.max(200, room) / work, wanted));
}

function soakWidth(layout: Layout): number {
  return layout.folded ? SOAK_WIDTH.folded : SOAK_WIDTH.single;
}

/** Seconds → pixels: to scale, but for soaks that would be too wide. */
function positions(layout: Layout, scale: number): (seconds: number) => number {
  const cuts = layout.waves
    .map(({ soakFrom, to }) => ({
      soakFrom,
      to,
      saved: Math.max(0, (to - soakFrom) * scale - soakWidth(layout)),
    }))
    .filter(({ saved }) => saved > 0);
  return (seconds) => {
    let at = LABELS + seconds * scale;
    for (const { soakFrom, to, saved } of cuts) {
      if (seconds > soakFrom) at -= saved * Math.min(1, (seconds - soakFrom) / (to - soakFrom));
    }
    return round(at);
  };
}

function column(wave: WaveColumn, index: number, x: (seconds: number) => number, bottom: number): string {
  const [from, soak, to] = [x(wave.from), x(wave.soakFrom), x(wave.to)];
  const height = bottom - TOP + 8;
  const approval = wave.approval ? `, approval ${wave.approval}` : "";
  const heads = [`${wave.name}: ${wave.count}${approval}`, `${wave.name}: ${wave.count}`, String(index)];
  const head = heads.find((one) => one.length * LETTER <= to - from - 6) ?? "";
  return [
    index % 2 === 0
      ? `<rect class="band" x="${from}" y="${TOP - 22}" width="${round(to - from)}" height="${height + 22}"/>`
      : "",
    `<rect fill="url(#soak)" x="${soak}" y="${TOP - 4}" width="${round(to - soak)}" height="${height}"><title>${escaped(`soak ${lengthText(wave.soakSeconds)}`)}</title></rect>`,
    text(round(from + 4), TOP - 8, head),
  ].join("");
}

function drawBar(bar: Bar, x: (seconds: number) => number): string {
  const [from, to] = [x(bar.from), x(bar.to)];
  const y = TOP + bar.row * ROW + (ROW - BAR) / 2;
  const width = Math.max(2, round(to - from - 1));
  const label = bar.names.length === 1 ? (bar.names[0] ?? "") : String(bar.names.length);
  const shape = `x="${from}" y="${y}" width="${width}" height="${BAR}" rx="3"`;
  const title = `${shortList(bar.names, 12)}: ${bar.generation === "mixed" ? "v2 and v3" : bar.generation}, turn after ${lengthText(bar.from)}, verified after ${lengthText(bar.to)}`;
  const shown = cut(label, width - 4);
  return [
    `<g><title>${escaped(title)}</title>`,
    `<rect class="${bar.generation}${bar.canary ? " canary" : ""}" ${shape}/>`,
    bar.generation === "v2" ? "" : `<rect fill="url(#stripes)" ${shape}/>`,
    shown === "" ? "" : text(round(from + 3), y + 13, shown, `on-${bar.generation}`),
    "</g>",
  ].join("");
}

/** Thin lines from each to those that wait for it. */
function lanes(plan: Plan, layout: Layout, x: (seconds: number) => number): string[] {
  const bars = new Map(layout.bars.flatMap((bar) => bar.names.map((name) => [name, bar] as const)));
  return plan.domainControllers.flatMap((dc) =>
    dc.after.flatMap((before) => {
      const [one, other] = [bars.get(before), bars.get(dc.name)];
      if (!one || !other) return [];
      const [y1, y2] = [TOP + one.row * ROW + ROW / 2, TOP + other.row * ROW + ROW / 2];
      const middle = round((x(one.to) + x(other.from)) / 2);
      return [`<path class="line" d="M${x(one.to)} ${y1}H${middle}V${y2}H${x(other.from)}"/>`];
    }),
  );
}

/** Times at which waves begin and their soaks do, as far as there is room for them. */
function axis({ waves, seconds }: Layout, x: (seconds: number) => number, bottom: number): string[] {
  let free = 0;
  return [0, ...waves.flatMap((wave) => [wave.soakFrom, wave.to]), seconds].flatMap((at) => {
    const label = at === 0 ? "start" : `+${lengthText(at)}`;
    if (x(at) < free) return [];
    free = x(at) + label.length * LETTER;
    return [`<path class="line" d="M${x(at)} ${bottom + 4}v5"/>${text(x(at), bottom + 20, label, "soft")}`];
  });
}

function legend(scale: number): string {
  const sample = (at: number, attributes: string) =>
    `<rect ${attributes} x="${LEGEND + at}" y="14" width="14" height="12" rx="2"/>`;
  const stripes = (at: number) => sample(at, 'fill="url(#stripes)"');
  const label = (at: number, content: string) => text(LEGEND + at + 18, 24, content);
  const unit = [60, 300, 900, 1800, 3600, 14_400, 86_400].find((one) => one * scale >= 40) ?? 86_400;
  return [
    sample(0, 'class="v2"') + label(0, "v2"),
    sample(48, 'class="v3"') + stripes(48) + label(48, "v3"),
    sample(96, 'class="mixed"') + stripes(96) + label(96, "both"),
    sample(154, 'class="paper canary"') + label(154, "canary"),
    sample(220, 'fill="url(#soak)"') + label(220, "soak, cut short"),
    `<path class="line" d="M${LEGEND + 344} 16v8h${round(unit * scale)}v-8"/>`,
    text(LEGEND + 350 + round(unit * scale), 24, lengthText(unit)),
  ].join("");
}

function footOf(plan: Plan): string[] {
  const staying = plan.domainControllers.filter((dc) => dc.decision.kind !== "move");
  const needed = plan.waves.filter(({ approval }) => approval === "needed").map(({ name }) => name);
  return [
    ...(needed.length > 0 ? [`Begins only with an approval: ${shortList(needed, 8)}.`] : []),
    ...(staying.length > 0
      ? [
          `Stay: ${shortList(
            staying.map((dc) => `${dc.name} (${dc.decision.kind})`),
            8,
          )}.`,
        ]
      : []),
    ...plan.standaloneGateways.map(({ name, after, heldBy }) =>
      heldBy.length > 0 ? `${name} stays: ${heldBy[0]}.` : `${name} goes after ${shortList(after)}.`,
    ),
    ...plan.centers.map(
      ({ name, request }) =>
        `${name} ${request === "remove" ? "goes last, when its lock opens" : "is retained"}.`,
    ),
  ];
}

function text(x: number, y: number, content: string, className?: string): string {
  return `<text x="${x}" y="${y}"${className ? ` class="${className}"` : ""}>${escaped(content)}</text>`;
}

/** What fits into so many pixels; of a name the end is kept, which tells more than its beginning. */
function cut(label: string, pixels: number): string {
  const letters = Math.floor(pixels / LETTER);
  if (label.length <= letters) return label;
  return letters < 3 ? "" : `…${label.slice(1 - letters)}`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escaped(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
