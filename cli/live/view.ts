import type { Plan } from "../../plan/plan.ts";
import type { Problem } from "../../plan/problem.ts";
import { type Chain, type Part, resourceName } from "../state/chain.ts";
import type { Again } from "./again.ts";

/** Where one resource stands. Moments are milliseconds of this machine's clock. */
export interface StepView {
  /** stopped: it was under way when the run was asked to stop; the next run goes on with it. */
  state: "open" | "running" | "done" | "failed" | "stopped";
  /** When it began in this run; null where it did not. */
  since: number | null;
  until: number | null;
  /** Its last line of status: what it waits for. */
  says: string | null;
}

/** A domain controller without running gateway and without verified sensor. */
export interface Gap {
  from: number;
  /** Seconds it lasted, as measured; null while it lasts. */
  seconds: number | null;
}

export interface Wave {
  index: number;
  /** Name of its gate's resource. */
  gate: string;
  members: readonly string[];
}

export interface Failure {
  resource: string;
  host: string | null;
  part: Part | "gate" | null;
  problem: Problem;
  /** Whether the same may end otherwise when it is done again with nothing put right. */
  again: Again;
  at: number;
}

/** All an operator may want to see of a run. Plain data: a reducer makes the next from the last. */
export interface RunView {
  stack: string;
  estate: string;
  chains: readonly Chain[];
  waves: readonly Wave[];
  staying: readonly { name: string; kind: "hold" | "blocked" | "rollback"; why: string }[];
  stage: "starting" | "moving" | "stopping" | "over";
  /** Whether somebody asked it to stop, also when it is over. */
  stopAsked: boolean;
  startedAt: number;
  /** Every resource of the stack that was heard of, by name. */
  steps: ReadonlyMap<string, StepView>;
  gaps: ReadonlyMap<string, Gap>;
  failures: readonly Failure[];
  /** Errors that belong to no resource; they count where no failure explains them. */
  loose: readonly string[];
  warnings: readonly string[];
  /** Centers whose lock has opened. */
  unlocked: readonly string[];
  /** Emergency overrides of Centers that still stand, in words. */
  overrides: readonly string[];
  result: { succeeded: boolean; changes: Record<string, number>; seconds: number } | null;
}

export interface Beginning {
  stack: string;
  plan: Plan;
  chains: readonly Chain[];
  at: number;
  /** Resources that the state holds as done. */
  done: Iterable<string>;
  /** Protection gaps that were open or measured before this run. */
  gaps: ReadonlyMap<string, Gap>;
  /** Emergency overrides in force; default: none. */
  overrides?: readonly string[];
}

/** The view before the first event. */
export function beginView({ stack, plan, chains, at, done, gaps, overrides = [] }: Beginning): RunView {
  return {
    stack,
    estate: plan.estate,
    chains,
    waves: plan.waves.map((wave) => ({
      index: wave.index,
      gate: `${wave.name}-gate`,
      members: wave.domainControllers,
    })),
    staying: plan.domainControllers.flatMap(({ name, decision }) =>
      decision.kind === "move" ? [] : [{ name, kind: decision.kind, why: decision.reason }],
    ),
    stage: "starting",
    stopAsked: false,
    startedAt: at,
    steps: new Map([...done].map((name) => [name, { ...open, state: "done" }])),
    gaps,
    failures: [],
    loose: [],
    warnings: [],
    unlocked: [],
    overrides,
    result: null,
  };
}

export const open: StepView = { state: "open", since: null, until: null, says: null };

export function stepOf(view: RunView, resource: string): StepView {
  return view.steps.get(resource) ?? open;
}

/**
 * The step a chain is at: the first that failed or runs, else the one behind the last that is done; undefined: the last of
 * all is done. A step that an earlier version of the program did not have is not taken for one that is left.
 */
export function currentPart(view: RunView, chain: Chain): { part: Part; step: StepView } | undefined {
  const steps = chain.parts.map((part) => ({ part, step: stepOf(view, resourceName(chain, part)) }));
  const busy = steps.find(({ step }) => step.state === "failed" || step.state === "running");
  return busy ?? steps[steps.findLastIndex(({ step }) => step.state === "done") + 1];
}

/** moved: every step is done; atWork: one is running; failed; begun: some are done and none runs; waiting. */
export type Standing = "moved" | "atWork" | "failed" | "begun" | "waiting";

export function standingOf(view: RunView, chain: Chain): Standing {
  const current = currentPart(view, chain);
  if (!current) return "moved";
  if (current.step.state === "failed") return "failed";
  if (current.step.state === "running") return "atWork";
  return chain.parts.some((part) => stepOf(view, resourceName(chain, part)).state === "done")
    ? "begun"
    : "waiting";
}

/** What a chain at rest waits for, in words; null where nothing of the plan holds it. */
export function waitsFor(view: RunView, chain: Chain): string | null {
  const open = (name: string) => stepOf(view, name).state !== "done";
  const gate = view.waves.find(({ gate, index }) => index < lastWaveBefore(chain) && open(gate));
  if (gate) return `wave ${gate.index}`;
  const before = chain.after.filter((name) => open(`${name}-sensor`));
  const back =
    chain.kind === "rollback"
      ? []
      : view.chains.filter(({ kind, host }) => kind === "rollback" && open(`${host}-gateway`));
  const all = [...back.map(({ host }) => host), ...before];
  return all.length > 0 ? all.join(", ") : null;
}

/** A domain controller comes after the gates of the waves before its own, a Center after every gate. */
function lastWaveBefore(chain: Chain): number {
  if (chain.kind === "center") return Number.POSITIVE_INFINITY;
  return chain.wave ?? 0;
}

/** Seconds that a domain controller has been, or was, without protection; null: it has not. */
export function gapSeconds(view: RunView, host: string, now: number): number | null {
  const gap = view.gaps.get(host);
  if (!gap) return null;
  return gap.seconds ?? Math.max(0, (now - gap.from) / 1000);
}

export function isBlind(view: RunView, host: string): boolean {
  return view.gaps.get(host)?.seconds === null;
}

/** Every host that has neither a running gateway nor a verified sensor. */
export function blindHosts(view: RunView): ReadonlySet<string> {
  return new Set(view.chains.filter(({ host }) => isBlind(view, host)).map(({ host }) => host));
}
