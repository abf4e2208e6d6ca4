import type { Spread } from "../times.ts";

/** What domain controllers may have in common when a fault hits several. */
export type Shared = "site" | "domain" | "image";

export interface Fault {
  name: string;
  /** How many of 100 domain controllers fail of it at the first try. */
  percent: number;
  /** Whom it hits together; absent: each by itself. */
  shared?: Shared;
  /** Whether the readiness measured before the removal shows it, or only the sensor's setup or start. */
  found: "before removal" | "after removal";
}

/** What goes wrong in a rehearsal, how often and how long it takes to cure. All assumptions; see docs/planning.md. */
export interface Odds {
  faults: readonly Fault[];
  /** Of those that share what a fault hits, the share that fails of it until it is cured. */
  hitShare: number;
  /** From a failure until its cause is cured. */
  cure: Spread;
  /** Removals that hang and need cleaning up: percent, and what that takes more. */
  stuckRemoval: { percent: number; more: Spread };
  /** From a gate that opened until the approval of the next wave, where one is still needed. */
  approval: Spread;
  people: {
    /** Persons who watch while domain controllers move. */
    watching: number;
    /** Share of a cure's time that somebody works on it. */
    curing: number;
    /** Hours to look at a wave before the next. */
    hoursPerWave: number;
    hoursPerApproval: number;
  };
}

const minutes = (median: number, p95: number): Spread => ({ median: median * 60, p95: p95 * 60 });

/** Faults of an estate nobody has looked at, in percent of domain controllers, 12 together. */
const UNPREPARED: readonly Fault[] = [
  { name: "group managed service account", percent: 3, shared: "domain", found: "before removal" },
  { name: "proxy or TLS inspection", percent: 3, shared: "site", found: "before removal" },
  { name: "capture driver", percent: 1.5, shared: "image", found: "after removal" },
  { name: "log on as a service", percent: 1.5, shared: "domain", found: "before removal" },
  { name: "restart nobody expected", percent: 1, found: "after removal" },
  { name: "other", percent: 2, found: "after removal" },
];

/** The same estate after its survey was acted upon: 2 percent together. */
const PREPARED = UNPREPARED.map((fault) => ({ ...fault, percent: fault.percent / 6 }));

const COMMON: Omit<Odds, "faults"> = {
  hitShare: 0.7,
  cure: minutes(60, 240),
  stuckRemoval: { percent: 2, more: minutes(20, 60) },
  approval: minutes(8 * 60, 48 * 60),
  people: { watching: 1, curing: 0.5, hoursPerWave: 0.5, hoursPerApproval: 1 },
};

export const odds = {
  prepared: { ...COMMON, faults: PREPARED },
  unprepared: { ...COMMON, faults: UNPREPARED },
  /** Nothing goes wrong: what is left is durations, windows and approvals. */
  none: { ...COMMON, faults: [], stuckRemoval: { ...COMMON.stuckRemoval, percent: 0 } },
} as const satisfies Record<string, Odds>;
export type OddsName = keyof typeof odds;
