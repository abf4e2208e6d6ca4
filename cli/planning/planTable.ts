import type { Plan } from "../../plan/plan.ts";
import { placedBy } from "../../plan/planner/rules.ts";
import type { Timeline } from "../../plan/planner/timeline.ts";
import { lengthText, shortList } from "../../plan/planner/words.ts";
import { columns } from "./columns.ts";
import { gapTable } from "./gapTable.ts";
import { rulesTable } from "./rulesTable.ts";

/** When the move would be over if it began at a moment: dates as a person reads them. */
export interface WhenOver {
  from: string;
  runs: number;
  p50: string;
  p95: string;
}

/** A plan for a terminal: what is decided, who moves when and after whom, what stays, what a person should know. */
export function planTable(plan: Plan, timeline: Timeline, over: WhenOver): string {
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
    ...gapSections(plan),
    moving.length > 0 ? stopLines(plan) : [],
    plan.notes.map((note) => `Note: ${note}`),
    moving.length > 0 ? lengthLines(plan, over) : [],
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
  const done = new Set(plan.begun?.done);
  const underWay = new Set(plan.begun?.underWay);
  const turnOf = (name: string) => {
    if (done.has(name)) return "moved";
    return underWay.has(name) ? "under way" : `+${lengthText(timeline.begins.get(name) ?? 0)}`;
  };
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
          turnOf(name),
          dc.gap ? lengthText(dc.gap.p95) : "-",
          shortList(dc.after, 3) || "-",
          placedBy(dc).join(", ") || "-",
          dc.decision.reason,
        ],
      ];
    }),
    ["gate", `soak ${lengthText(wave.soakSeconds)}`],
  ]);
  const head = [
    "wave",
    "moves",
    "domain",
    "site",
    "sensor",
    "turn",
    "blind",
    "after",
    "placed by",
    "sensor because",
  ];
  return columns([head, ...rows]);
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

/** How long whole sites and domains will be without protection, gaps added up; of one, the table above says. */
function gapSections({ gaps }: Plan): string[][] {
  const kinds = { site: gaps.sites, domain: gaps.domains };
  return Object.entries(kinds).map(([kind, all]) =>
    gapTable(
      [`without protection, by ${kind}`, "to expect", "19 of 20 times"],
      all.map(({ name, median, p95 }) => ({ name, typical: median, p95 })),
    ),
  );
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

function lengthLines({ length, begun }: Plan, { from, runs, p50, p95 }: WhenOver): string[] {
  const { seconds, lowerBoundSeconds } = length;
  const gap = lowerBoundSeconds > 0 ? (seconds / lowerBoundSeconds - 1) * 100 : 0;
  return [
    `${begun ? "Gone on with" : "Begun"} ${from}, it is over by ${p50} in half of ${runs} rehearsals, by ${p95} in 19 of 20; \`ata2mdi rehearse\` tells more.`,
    `Length ${lengthText(seconds)} at best${begun ? " from here" : ""}: typical durations, no windows, nothing goes wrong.`,
    `  no order is shorter than ${lengthText(lowerBoundSeconds)} (${length.bound}); this one is ${gap.toFixed(1)} % above`,
    `  found by ${length.method}`,
  ];
}
