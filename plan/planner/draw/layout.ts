import type { Plan, PlannedDomainController } from "../../plan.ts";
import type { Timeline } from "../timeline.ts";

/** Above this many that move, those of one wave and domain are drawn as one block. */
export const FOLD_ABOVE = 40;
/** Rows of domains drawn one by one; the rest share a last row. */
const MOST_ROWS = 60;

/** One bar of the drawing: a domain controller, or several of one wave and domain. */
export interface Bar {
  names: string[];
  /** Seconds from the beginning. */
  from: number;
  to: number;
  row: number;
  generation: "v2" | "v3" | "mixed";
  canary: boolean;
}

export interface Row {
  /** Its domain; empty where a domain has more than one row. */
  label: string;
}

export interface WaveColumn {
  name: string;
  from: number;
  /** When its last sensor is verified: from here on it soaks. */
  soakFrom: number;
  to: number;
  count: number;
  soakSeconds: number;
  approval?: "needed" | "given";
}

export interface Layout {
  bars: Bar[];
  rows: Row[];
  waves: WaveColumn[];
  seconds: number;
  folded: boolean;
}

/** Where everything of a plan stands: waves one after another, rows of lanes under their domain. */
export function layOut(plan: Plan, timeline: Timeline): Layout {
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move");
  const isFolded = moving.length > FOLD_ABOVE;
  const rows: Row[] = [];
  const bars: Bar[] = [];
  const byDomain = Map.groupBy(moving, (dc) => dc.domain);
  const domains = [...new Set(plan.domainControllers.map((dc) => dc.domain))].filter((one) =>
    byDomain.has(one),
  );
  for (const [index, domain] of domains.entries()) {
    const members = byDomain.get(domain) ?? [];
    if (isFolded && index >= MOST_ROWS) {
      if (index === MOST_ROWS) rows.push({ label: `${domains.length - MOST_ROWS} more domains` });
      bars.push(...blocksOf(members, timeline).map((bar) => ({ ...bar, row: rows.length - 1 })));
    } else if (isFolded) {
      rows.push({ label: domain });
      bars.push(...blocksOf(members, timeline).map((bar) => ({ ...bar, row: rows.length - 1 })));
    } else {
      const placed = inRows(members.map((dc) => barOf([dc], timeline)));
      const first = rows.length;
      const count = Math.max(...placed.map((bar) => bar.row)) + 1;
      for (let row = 0; row < count; row++) rows.push({ label: row === 0 ? domain : "" });
      bars.push(...placed.map((bar) => ({ ...bar, row: first + bar.row })));
    }
  }
  return { bars, rows, waves: wavesOf(plan, timeline), seconds: timeline.end.at, folded: isFolded };
}

function barOf(members: readonly PlannedDomainController[], timeline: Timeline): Bar {
  const generations = new Set(
    members.flatMap(({ decision }) => (decision.kind === "move" ? decision.generation : [])),
  );
  return {
    names: members.map((dc) => dc.name),
    from: Math.min(...members.map((dc) => timeline.begins.get(dc.name) ?? 0)),
    to: Math.max(...members.map((dc) => timeline.sensors.get(dc.name)?.at ?? 0)),
    row: 0,
    generation: generations.size === 1 ? ([...generations][0] ?? "mixed") : "mixed",
    canary:
      members.length === 1 && members[0]?.because.some((reason) => reason.startsWith("canary")) === true,
  };
}

function blocksOf(members: readonly PlannedDomainController[], timeline: Timeline): Bar[] {
  return [...Map.groupBy(members, (dc) => dc.wave).values()].map((own) => barOf(own, timeline));
}

/** Each bar in the first row that is free when it begins. */
function inRows(bars: readonly Bar[]): Bar[] {
  const ends: number[] = [];
  return bars
    .toSorted((a, b) => a.from - b.from)
    .map((bar) => {
      const free = ends.findIndex((end) => end <= bar.from);
      const row = free < 0 ? ends.length : free;
      ends[row] = bar.to;
      return { ...bar, row };
    });
}

function wavesOf(plan: Plan, timeline: Timeline): WaveColumn[] {
  return plan.waves.map((wave, index) => {
    const ends = wave.domainControllers.map((name) => timeline.sensors.get(name)?.at ?? 0);
    return {
      name: wave.name,
      from: index === 0 ? 0 : (timeline.gates[index - 1]?.at ?? 0),
      soakFrom: Math.max(0, ...ends),
      to: timeline.gates[index]?.at ?? 0,
      count: wave.domainControllers.length,
      soakSeconds: wave.soakSeconds,
      ...(wave.approval && {
        approval: wave.approval === "needed" ? ("needed" as const) : ("given" as const),
      }),
    };
  });
}
