import type { LockReason } from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import type { Part } from "../state/chain.ts";
import type { ChecklistRowState } from "../state/moveState.ts";
import type { FactsInShort } from "./facts.ts";
import type { StepRecord } from "./history.ts";
import type { ResidueRecord } from "./residue.ts";

/**
 * All a report tells, as plain data: the same for the page, for `--json` and for `--csv`. Members are added, never
 * renamed. Moments are ISO 8601 in UTC, lengths are seconds; null: not known, or none.
 */
export interface ReportModel {
  schema: 1;
  stack: string;
  estate: string;
  /** The stack plays in the lab, where time runs faster. */
  lab: boolean;
  writtenAt: string;
  program: string;
  plan: { hash: string; notes: string[] };
  /** A few sentences: what happened, who stays, what is open. */
  summary: string[];
  /** running: a run is under way; killed: the last one was; idle: none goes on; unseen: the backend does not tell. */
  activity: "running" | "elsewhere" | "killed" | "idle" | "unseen";
  runs: RunRecord[];
  failures: Problem[];
  /** When the first step began and the last one ended. */
  from: string | null;
  to: string | null;
  forecast: Comparison;
  waves: WaveRecord[];
  domainControllers: DomainControllerRecord[];
  gaps: GapSum[];
  standaloneGateways: GatewayRecord[];
  checklist: ChecklistRowState[];
  centers: CenterRecord[];
  residue: ResidueRecord;
  overrides: Override[];
  /** What waits for a person, in one sentence each, with the command. */
  needed: { what: string; command: string }[];
}

export interface RunRecord {
  startedAt: string;
  endedAt: string | null;
  exitCode: number | null;
  state: "running" | "ended" | "killed" | "elsewhere";
  by: string;
  planHash: string;
}

export interface Comparison {
  plannedSeconds: number;
  /** From the first step to the last open gate; null: it is not over, or it has not begun. */
  tookSeconds: number | null;
}

export interface WaveRecord {
  name: string;
  domainControllers: string[];
  /** First and last moment of its members; then the gate. */
  from: string | null;
  to: string | null;
  gateFrom: string | null;
  gateTo: string | null;
  soakSeconds: number;
}

export type Outcome =
  | "moved"
  | "moved, not running"
  | "under way"
  | "waiting"
  | "held"
  | "blocked"
  | "rolled back"
  | "going back"
  | "failed";

export interface DomainControllerRecord {
  name: string;
  domain: string;
  site: string;
  generation: "v2" | "v3" | null;
  wave: number | null;
  outcome: Outcome;
  /** One sentence: where it stands. */
  says: string;
  /** Why this generation, and why at this place; for one that stays: why. */
  because: string[];
  after: string[];
  protectedNow: boolean;
  gapSeconds: number | null;
  /** Typical and bad case that were to be expected. */
  expectedGap: { median: number; p95: number } | null;
  gapFrom: string | null;
  steps: StepRecord[];
  readiness: Readiness | null;
  /** Hash of the plan it moved under, whatever was planned since. */
  movedUnder: string | null;
  sensor: { id: string; version: string; service: string; deployment: string; health: string } | null;
  facts: FactsInShort | null;
  waivers: { check: string; by: string; reason: string; expires: string }[];
  failure: Problem | null;
}

export interface Readiness {
  measuredAt: string;
  factsHash: string;
  /** Check id → pass, fail, unread or waived. */
  verdicts: Record<string, string>;
}

export interface GapSum {
  of: "domain controller" | "site" | "domain";
  name: string;
  seconds: number;
  /** Typical, by the plan; null: it expected nothing of one of them. */
  expectedSeconds: number | null;
  budget: number | null;
}

export interface GatewayRecord {
  name: string;
  removed: boolean;
  removedAt: string | null;
  why: string;
  steps: StepRecord[];
}

export interface CenterRecord {
  name: string;
  request: "retain" | "remove";
  state: string;
  evaluatedAt: string | null;
  reasons: LockReason[];
  /** Backup, lock and removal, as far as they went. */
  steps: StepRecord[];
  /** What its removal waits for by the estate itself; null where it is to stay. */
  waits: string | null;
  /** How its services were left; null: they were not touched. */
  services: "running" | "stopped" | null;
}

/** Something a person decided against the rule. */
export interface Override {
  what: string;
  by: string;
  reason: string;
  /** Where it ends by itself. */
  until: string | null;
}

export type { Part };
