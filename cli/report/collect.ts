import type { Estate } from "../../estate/schema.ts";
import type { PlannedDomainController } from "../../plan/plan.ts";
import { expectedTimes } from "../../plan/planner/gaps.ts";
import { isOfAll } from "../../plan/planner/rules.ts";
import { defaultTimes } from "../../plan/planner/times.ts";
import { forecastOf } from "../live/forecast.ts";
import { gapOf } from "../live/fromState.ts";
import { isBlind } from "../live/view.ts";
import { recordedRuns } from "../run/runFolder.ts";
import { type Chain, chainsOf } from "../state/chain.ts";
import { said } from "../state/said.ts";
import type { StackStatus } from "../status/collect.ts";
import { centerWait, needsOf } from "../status/needs.ts";
import { outcomeWords, withKnown } from "../summary.ts";
import { programVersion } from "../version.ts";
import { factsInShort } from "./facts.ts";
import { gapSums } from "./gapSums.ts";
import { gateTimes, historyOf, moment, type StepRecord, tasksOf, withTasks } from "./history.ts";
import type {
  CenterRecord,
  DomainControllerRecord,
  GatewayRecord,
  Outcome,
  ReportModel,
  WaveRecord,
} from "./model.ts";
import { overridesOf } from "./overrides.ts";
import { residueRecord } from "./residue.ts";
import { summaryOf } from "./sentences.ts";

/** Everything the report tells, from a stack's status and the record of its runs in this clone. */
export function collectReport(status: StackStatus, cwd: string): ReportModel {
  const { stack, view } = status;
  const { estate, plan, deployment } = stack;
  const chains = new Map(chainsOf(estate, plan).map((chain) => [chain.host, chain]));
  const domainControllers = domainControllersOf(status, chains);
  const waves = wavesOf(status, domainControllers);
  const moments = [
    ...domainControllers.flatMap((dc) =>
      dc.steps.filter(isOfChain).flatMap((step) => [step.startedAt, step.endedAt]),
    ),
    ...waves.flatMap((wave) => [wave.gateFrom, wave.gateTo]),
  ].filter((at) => at !== null);
  const [from = null, to = null] = [moments.toSorted().at(0), moments.toSorted().at(-1)];
  const isOver = waves.length > 0 && waves.every((wave) => wave.gateTo !== null);
  const model: Omit<ReportModel, "summary"> = {
    schema: 1,
    stack: stack.stack,
    estate: estate.name,
    lab: estate.workspace.cloud === "lab",
    writtenAt: new Date(status.at).toISOString(),
    program: programVersion(),
    plan: { hash: plan.hash, notes: plan.notes },
    activity: status.activity.kind,
    runs: recordedRuns(cwd, stack.stack).map(({ begun, ended, state }) => ({
      startedAt: begun.startedAt,
      endedAt: ended?.endedAt ?? null,
      exitCode: ended?.code ?? null,
      state,
      by: begun.by,
      planHash: begun.planHash,
    })),
    failures: view.failures.map(({ problem }) => problem),
    from,
    to,
    forecast: {
      plannedSeconds: forecastOf(estate, plan).whole,
      tookSeconds: isOver && from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : null,
    },
    waves,
    domainControllers,
    gaps: gapSums(estate, domainControllers),
    standaloneGateways: gatewaysOf(status, chains),
    checklist: stack.state.checklist,
    centers: centersOf(status, chains),
    residue: residueRecord(stack),
    overrides: overridesOf(estate),
    needed: needsOf(status).map(({ what, command }) => ({ what, command })),
  };
  return { ...model, summary: summaryOf(model, deployment.resources.size > 0) };
}

function domainControllersOf(
  status: StackStatus,
  chains: ReadonlyMap<string, Chain>,
): DomainControllerRecord[] {
  const { estate, plan } = status.stack;
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const tasks = tasksOf(status.view, status.stack.deployment);
  const { gaps } = expectedTimes(estate, planned, plan.waves, defaultTimes);
  return plan.domainControllers.map((dc) => {
    const chain = chains.get(dc.name);
    return {
      ...aboutPlan(dc, estate),
      ...aboutState(dc.name, status, chain?.kind),
      steps: withTasks(chain ? historyOf(chain, status.stack.deployment) : [], tasks.get(dc.name)),
      expectedGap: gaps.get(dc.name) ?? null,
    };
  });
}

function aboutPlan(dc: PlannedDomainController, estate: Estate) {
  const { name, domain, site, wave, after, because, decision } = dc;
  return {
    name,
    domain,
    site,
    generation: decision.kind === "move" ? decision.generation : null,
    wave: wave ?? null,
    // What is the same for nearly everyone stands in the plan; here it would only make the page large.
    because: [
      ...because.filter((reason) => !isOfAll(reason)),
      ...(decision.kind === "blocked" ? [decision.unblockedBy] : []),
    ],
    after,
    waivers: estate.policy.waivers
      .filter((waiver) => waiver.hosts.includes(name))
      .map(({ check, by, reason, expires }) => ({ check, by, reason, expires })),
  };
}

function aboutState(name: string, { stack, view }: StackStatus, kind: Chain["kind"] | undefined) {
  const { deployment, state, survey } = stack;
  const found = state.domainControllers.find((dc) => dc.name === name);
  const progress = found?.progress ?? { kind: "waiting" as const };
  const failure = view.failures.find(({ host }) => host === name)?.problem ?? null;
  const gap = gapOf(name, deployment, kind) ?? view.gaps.get(name);
  const facts = survey?.hosts[name];
  return {
    outcome: outcomeOf(progress, failure !== null),
    says: outcomeWords(withKnown(progress, isBlind(view, name) ? "blind" : "unknown")),
    protectedNow: !isBlind(view, name),
    gapSeconds: gap?.seconds ?? null,
    gapFrom: gap ? new Date(gap.from).toISOString() : null,
    readiness: readinessOf(deployment.resources.get(`${name}-ready`)?.outputs),
    movedUnder: found?.movedUnder ?? null,
    sensor: sensorOf(deployment.resources.get(`${name}-sensor`)?.outputs),
    facts: facts ? factsInShort(facts) : null,
    failure,
  };
}

type Progress = StackStatus["stack"]["state"]["domainControllers"][number]["progress"];

function outcomeOf(progress: Progress, failed: boolean): Outcome {
  if (progress.kind === "moved") return progress.serviceStatus === "running" ? "moved" : "moved, not running";
  if (failed) return "failed";
  if (progress.kind === "hold") return "held";
  if (progress.kind === "rolledBack") return "rolled back";
  if (progress.kind === "goingBack") return "going back";
  if (progress.kind === "underWay") return "under way";
  return progress.kind;
}

function readinessOf(outputs: Record<string, unknown> | undefined): DomainControllerRecord["readiness"] {
  const measuredAt = moment(outputs?.measuredAt);
  if (!measuredAt) return null;
  const verdicts = Object.entries((outputs?.verdicts ?? {}) as Record<string, unknown>);
  return {
    measuredAt,
    factsHash: said(outputs?.factsHash),
    verdicts: Object.fromEntries(verdicts.map(([check, verdict]) => [check, said(verdict)])),
  };
}

function sensorOf(outputs: Record<string, unknown> | undefined): DomainControllerRecord["sensor"] {
  if (typeof outputs?.sensorId !== "string") return null;
  return {
    id: outputs.sensorId,
    version: said(outputs.version),
    service: said(outputs.serviceStatus),
    deployment: said(outputs.deploymentStatus),
    health: said(outputs.healthStatus),
  };
}

function wavesOf({ stack }: StackStatus, domainControllers: readonly DomainControllerRecord[]): WaveRecord[] {
  return stack.plan.waves.map((wave) => {
    const members = domainControllers.filter((dc) => wave.domainControllers.includes(dc.name));
    const steps = members.flatMap((dc) => dc.steps.filter(isTheMoveItself));
    const gate = gateTimes(`${wave.name}-gate`, stack.deployment);
    return {
      name: wave.name,
      domainControllers: wave.domainControllers,
      from: first(steps.map((step) => step.startedAt)),
      to: last(steps.map((step) => step.endedAt)),
      gateFrom: gate.startedAt,
      gateTo: gate.endedAt,
      soakSeconds: wave.soakSeconds,
    };
  });
}

/** A preparation may be days older than the move, which is what the drawings are of. */
function isOfChain({ task }: StepRecord): boolean {
  return task === null;
}

/** Preparations run while the wave before moves. */
function isTheMoveItself({ part }: StepRecord): boolean {
  return part !== "task" && part !== "tools" && part !== "package" && part !== "access-key";
}

function first(moments: (string | null)[]): string | null {
  return moments.filter((at) => at !== null).toSorted()[0] ?? null;
}

function last(moments: (string | null)[]): string | null {
  return (
    moments
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null
  );
}

function gatewaysOf({ stack, view }: StackStatus, chains: ReadonlyMap<string, Chain>): GatewayRecord[] {
  const tasks = tasksOf(view, stack.deployment);
  return stack.state.standaloneGateways.map(({ name, removed, why }) => {
    const chain = chains.get(name);
    const steps = chain ? historyOf(chain, stack.deployment) : [];
    const removedAt = removed ? (steps.at(-1)?.endedAt ?? null) : null;
    return { name, removed, removedAt, why, steps: withTasks(steps, tasks.get(name)) };
  });
}

function centersOf({ stack, view, at }: StackStatus, chains: ReadonlyMap<string, Chain>): CenterRecord[] {
  const tasks = tasksOf(view, stack.deployment);
  return stack.state.centers.map((center) => {
    const entry = stack.estate.centers.find(({ name }) => name === center.name);
    const request = entry?.then ?? "retain";
    const waits = entry && request === "remove" && center.state !== "removed";
    const chain = chains.get(center.name);
    const steps = withTasks(chain ? historyOf(chain, stack.deployment) : [], tasks.get(center.name));
    return { ...center, request, steps, waits: waits ? centerWait(entry, new Date(at)) : null };
  });
}
