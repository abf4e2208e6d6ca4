import { tasksAtHand } from "../live/tasks.ts";
import { currentPart, gapSeconds, isBlind, standingOf, stepOf, waitsFor } from "../live/view.ts";
import type { StackStatus } from "./collect.ts";
import { needsOf } from "./needs.ts";

/**
 * What `ata2mdi status --json` promises. Members are added, never renamed. Times are ISO 8601 in UTC, lengths are
 * seconds.
 */
export function statusDocument(status: StackStatus) {
  const { view, stack, activity, at, lastRun } = status;
  const tasks = tasksAtHand(view);
  const stamps = new Map(stack.state.domainControllers.map((dc) => [dc.name, dc.movedUnder]));
  return {
    schema: 1,
    stack: stack.stack,
    estate: stack.estate.name,
    at: new Date(at).toISOString(),
    activity: activity.kind,
    lastRun: lastRun && {
      state: lastRun.state,
      startedAt: lastRun.begun.startedAt,
      endedAt: lastRun.ended?.endedAt ?? null,
      exitCode: lastRun.ended?.code ?? null,
      planHash: lastRun.begun.planHash,
    },
    plan: stack.plan.hash,
    waves: view.waves.map(({ index, gate, members }) => ({
      wave: index,
      gate: stepOf(view, gate).state,
      says: stepOf(view, gate).says,
      domainControllers: members,
    })),
    hosts: view.chains.map((chain) => {
      const current = currentPart(view, chain);
      return {
        name: chain.host,
        kind: chain.kind,
        site: chain.site || null,
        generation: chain.generation,
        wave: chain.wave,
        standing: standingOf(view, chain),
        step: current?.part ?? null,
        task: tasks.get(chain.host)?.task ?? null,
        since: current?.step.since ? new Date(current.step.since).toISOString() : null,
        says: current?.step.says ?? null,
        waitsFor: waitsFor(view, chain),
        withoutProtection: isBlind(view, chain.host),
        protectionGapSeconds: gapSeconds(view, chain.host, at),
        movedUnder: stamps.get(chain.host) ?? null,
      };
    }),
    staying: view.staying,
    pending: stack.deployment.pending,
    checklist: stack.state.checklist.map(({ row, state }) => ({ row, state })),
    centers: stack.state.centers.map(({ name, state, services, reasons, evaluatedAt }) => ({
      name,
      state,
      services,
      evaluatedAt,
      reasons,
    })),
    personNeeded: needsOf(status),
  };
}
