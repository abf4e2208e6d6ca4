import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { findAnswer } from "../../remote/answer.ts";
import { type Chain, chainsOf } from "../state/chain.ts";
import type { Deployment } from "../state/deployment.ts";
import { overrideWarning } from "../status/override.ts";
import { beginView, type Gap, type RunView } from "./view.ts";

/** What a stack's view is made of when no event was seen yet: its plan and its state. */
export interface StackState {
  stack: string;
  estate: Estate;
  plan: Plan;
  deployment: Deployment;
}

/** The view of a stack as its state tells it. `at` is now, in milliseconds. */
export function viewFromState({ stack, estate, plan, deployment }: StackState, at: number): RunView {
  const chains = chainsOf(estate, plan);
  const done = [...deployment.resources.values()]
    .filter((resource) => !resource.initErrors?.length)
    .map((resource) => resource.name);
  const overrides = estate.centers
    .filter(({ name }) => !done.includes(`${name}-remove`))
    .flatMap((center) => overrideWarning(center, new Date(at)) ?? []);
  return beginView({ stack, plan, chains, at, done, gaps: gapsOf(chains, deployment), overrides });
}

function gapsOf(chains: readonly Chain[], deployment: Deployment): Map<string, Gap> {
  return new Map(
    chains.flatMap((chain) => {
      const gap = hasGap(chain) ? gapOf(chain.host, deployment, chain.kind) : undefined;
      return gap ? [[chain.host, gap] as const] : [];
    }),
  );
}

function hasGap({ kind }: Chain): boolean {
  return kind === "domainController" || kind === "rollback";
}

/**
 * The gap of a domain controller whose gateway was removed, or whose sensor was on the way back; undefined where none
 * was, or none was running.
 */
export function gapOf(host: string, { resources }: Deployment, kind?: Chain["kind"]): Gap | undefined {
  const back = kind === "rollback";
  const removal = resources.get(`${host}-${back ? "remove-sensor" : "remove-gateway"}`);
  const stopped = removal && findAnswer(String(removal.outputs?.stdout))?.facts.stoppedAt;
  const from = typeof stopped === "string" ? Date.parse(stopped) : Number.NaN;
  if (Number.isNaN(from)) return undefined;
  const measured = resources.get(`${host}-${back ? "gateway" : "sensor"}`)?.outputs?.protectionGapSeconds;
  return { from, seconds: typeof measured === "number" ? measured : null };
}
