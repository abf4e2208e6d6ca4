import type { Plan } from "../../plan/plan.ts";
import type { Timeline } from "../../plan/planner/timeline.ts";
import { lengthText, oneLine, shortList } from "../../plan/planner/words.ts";

/** Longest text of a rule in the table. */
const WIDEST = 110;

/** A plan for a terminal: what is decided, who moves when and after whom, what stays, what a person should know. */
export function planTable(plan: Plan, timeline: Timeline): string {
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move");
  const staying = plan.domainControllers.filter((dc) => dc.decision.kind !== "move");
  const sections = [
    [`Plan of ${plan.estate}: ${summary(plan)}`, `  plan ${plan.hash.slice(0, 12)}`],
    moving.length > 0 ? movingTable(plan, timeline) : ["Nothing moves."],
    stayingTable(staying),
    plan.standaloneGateways.map(({ name, after, heldBy }) =>
      heldBy.length > 0
        ? `Standalone gateway ${name} stays: ${heldBy.join("; ")}`
        : `Standalone gateway ${name} goes after ${shortList(after)}.`,
    ),
    plan.centers.map(
      ({ name, forest, request }) =>
        `Center ${name} of ${forest} ${request === "remove" ? "goes last, when its lock opens" : "is retained"}.`,
    ),
    rulesTable(plan),
    gapLines(plan),
    moving.length > 0 ? stopLines(plan) : [],
    plan.notes.map((note) => `Note: ${note}`),
    moving.length > 0 ? lengthLines(plan) : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function summary(plan: Plan): string {
  const count = (test: (dc: Plan["domainControllers"][number]) => boolean) =>
    plan.domainControllers.filter(test).length;
  const generation = (which: string) =>
    count(({ decision }) => decision.kind === "move" && decision.generation === which);
  return [
    `${plan.domainControllers.length} domain controllers`,
    `${generation("v3")} v3`,
    `${generation("v2")} v2`,
    `${count(({ decision }) => decision.kind === "hold")} held`,
    `${count(({ decision }) => decision.kind === "blocked")} blocked`,
    ...(count(({ decision }) => decision.kind === "rollback") > 0
      ? [`${count(({ decision }) => decision.kind === "rollback")} going back`]
      : []),
    `${plan.waves.length} waves`,
  ].join(", ");
}

function movingTable(plan: Plan, timeline: Timeline): string[] {
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const rows = plan.waves.flatMap((wave) => [
    ...wave.domainControllers.flatMap((name, index) => {
      const dc = planned.get(name);
      if (dc?.decision.kind !== "move") return [];
      return [
        [
          index === 0 ? waveText(wave) : "",
          name,
          dc.domain,
          dc.site,
          dc.decision.generation,
          `+${lengthText(timeline.begins.get(name) ?? 0)}`,
          shortList(dc.after, 3) || "-",
          dc.decision.reason,
        ],
      ];
    }),
    ["gate", `soak ${lengthText(wave.soakSeconds)}`],
  ]);
  return columns([["wave", "moves", "domain", "site", "sensor", "turn", "after", "because"], ...rows]);
}

function waveText(wave: Plan["waves"][number]): string {
  if (wave.approval === undefined) return wave.name;
  return wave.approval === "needed"
    ? `${wave.name} (approval needed)`
    : `${wave.name} (by ${wave.approval.by})`;
}

function stayingTable(staying: Plan["domainControllers"]): string[] {
  if (staying.length === 0) return [];
  const rows = staying.map(({ name, domain, site, decision }) => [
    name,
    domain,
    site,
    decision.kind,
    decision.reason,
    decision.kind === "blocked" ? decision.unblockedBy : "",
  ]);
  return columns([["stays", "domain", "site", "why", "because", "unblocked by"], ...rows]);
}

/** What holds whatever the engine does: what never happens together, what comes before what. */
function rulesTable({ rules }: Plan): string[] {
  if (rules.length === 0) return [];
  const rows = rules.map(({ name, here, binds, setAside }) => [
    name,
    binds > 0 ? String(binds) : "-",
    cut(setAside === undefined ? here : `does not hold: set aside by ${setAside}`),
  ]);
  return columns([["rule", "reason for", "here"], ...rows]);
}

/** Who will be without protection how long, the longest first. */
function gapLines({ domainControllers, gaps }: Plan): string[] {
  const own = domainControllers.flatMap(({ name, gap }) => (gap ? [{ name, ...gap }] : []));
  if (own.length === 0) return [];
  const row = (kind: string, all: readonly { name: string; median: number; p95: number }[]) => [
    kind,
    shortList(
      all
        .toSorted((a, b) => b.p95 - a.p95)
        .map(({ name, median, p95 }) => `${name} ${lengthText(median)} (${lengthText(p95)})`),
      3,
    ),
  ];
  return [
    "Without protection, to expect (in 19 of 20 cases), the longest first:",
    ...columns([
      row("  domain controllers", own),
      row("  sites, added up", gaps.sites),
      row("  domains, added up", gaps.domains),
    ]),
  ];
}

/** What would stop the move, and where. */
function stopLines({ waves, rules }: Plan): string[] {
  const needed = waves.filter(({ approval }) => approval === "needed").map(({ name }) => name);
  const timed = rules.filter(({ name }) => name === "windows" || name === "freezes");
  return [
    "What stops it:",
    "  not ready: a domain controller that fails a blocking check keeps its gateway, and the next wave waits for it",
    "  a failure: its lane and all later waves; two that share a cause, also the others that share it",
    "  a sensor that is unwell during a soak: the next wave, until it is well for the whole of it",
    ...(timed.length > 0 ? ["  the calendar: nobody begins outside a window of theirs, or in a freeze"] : []),
    ...(needed.length > 0 ? [`  an approval that is still needed: ${shortList(needed)}, and all after`] : []),
  ];
}

/** A text on one line of the table; `--json` has it whole. */
function cut(text: string): string {
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
}

function lengthLines({ length }: Plan): string[] {
  const { seconds, lowerBoundSeconds } = length;
  const gap = lowerBoundSeconds > 0 ? (seconds / lowerBoundSeconds - 1) * 100 : 0;
  return [
    `Length ${lengthText(seconds)} at best: typical durations, no windows, nothing goes wrong; \`ata2mdi rehearse\` gives dates.`,
    `  no order is shorter than ${lengthText(lowerBoundSeconds)} (${length.bound}); this one is ${gap.toFixed(1)} % above`,
    `  found by ${length.method}`,
  ];
}

/** Columns as wide as they need, two spaces apart; the last one is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  const clean = rows.map((row) => row.map(oneLine));
  for (const row of clean) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return clean.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
