import type { Estate } from "../../estate/schema.ts";
import type { Group } from "./limits.ts";
import type { Model } from "./model.ts";
import { becauseOfTier } from "./order.ts";

export interface Place {
  estate: Estate;
  model: Model;
  member: number;
  /** Whether it is the canary. */
  role: "canary" | "follower";
  /** What it waits for in its wave, each with the numbers of the groups that ask for it. */
  before: readonly (readonly [number, readonly number[]])[];
}

/** Why a domain controller stands where it stands: one sentence for each rule that put it there. */
export function explainPlace({ estate, model, member, role, before }: Place): string[] {
  const standing = model.standings[member];
  const because: string[] = [];
  if (role === "canary") {
    const named = estate.policy.canary === model.names[member];
    because.push(
      named
        ? "canary: policy.canary names it"
        : "canary: the least critical one, so that a fault shows where it hurts least",
    );
  }
  const tier = standing && becauseOfTier(standing.tier);
  if (tier) because.push(tier);
  if (standing?.lastOfSite)
    because.push(`it moves with no other of its domain: it is ${standing.lastOfSite}`);
  for (const [one, groups] of before) {
    const rules = groups.flatMap((group) => ruleText(model.allGroups[group]) ?? []);
    because.push(`after ${model.names[one] ?? ""}: ${[...new Set(rules)].join("; ")}`);
  }
  return because;
}

function ruleText(group: Group | undefined): string | undefined {
  if (!group) return undefined;
  if (group.rule === "apart") return `${group.name} must never be without protection together`;
  if (group.rule === "hypervisor-apart") return `both run on ${group.name}`;
  const share = typeof group.count === "string" ? ` (${group.count} of ${group.members.length})` : "";
  return `${group.name} allows ${group.limit} at once${share}`;
}
