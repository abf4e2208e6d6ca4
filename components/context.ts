import * as pulumi from "@pulumi/pulumi";
import type { Estate } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { CarryOver } from "../plan/carryOver/carryOver.ts";
import type { WorkspaceRef } from "../plan/declared.ts";
import type { Plan } from "../plan/plan.ts";
import type { Transport } from "../remote/transport.ts";

/** What every component needs to know of the move. Plain data but for the transport. */
export interface MoveContext {
  estate: Estate;
  plan: Plan;
  /** How each host is reached, by its name in the estate. */
  targets: Record<string, Target>;
  workspace: WorkspaceRef;
  transport: Transport;
  /** What ATA held, compiled; undefined where nothing was imported. */
  carryOver?: CarryOver;
}

/** The target of a host the estate names; resolved before the program begins, so its absence is our own fault. */
export function targetOf(context: MoveContext, host: string): Target {
  const target = context.targets[host];
  if (!target) throw new Error(`no target was resolved for ${host}`);
  return target;
}

/** Domain controllers of the plan as the service knows them: all, or those that are wanted. */
export function subjectsOf(
  { plan }: MoveContext,
  wanted: (dc: Plan["domainControllers"][number]) => boolean = () => true,
): { name: string; domain: string }[] {
  return plan.domainControllers.filter(wanted).map(({ name, domain }) => ({ name, domain }));
}

/** The options of the project's own waits on one host. */
export function waits(context: MoveContext): { pollSeconds: number; deadlineSeconds: number } {
  const { poll, sensorDeadline } = context.estate.policy;
  return { pollSeconds: poll, deadlineSeconds: sensorDeadline };
}

/** The options of a gate: when it warns of what it waits for, and why a person lets it pass unseen. */
export function gateWaits(context: MoveContext, skip: string | undefined) {
  return {
    ...waits(context),
    warnAfterSeconds: context.estate.policy.warnAfter,
    skipWithReason: skip ?? null,
  };
}

/**
 * What another resource gives, for a resource that also depends on it: when that one fails, the engine skips this one,
 * and the failure is told once, by the resource it happened to. Only with `dependsOn` on the giver.
 */
export function given<T>(output: pulumi.Output<T>): pulumi.Output<T> {
  return pulumi.recover(output, () => undefined as T);
}
