import type { Estate } from "../../estate/schema.ts";
import type { Group } from "./limits.ts";
import type { Model } from "./model.ts";
import { becauseOfTier } from "./order.ts";
import type { Reason } from "./rules.ts";

/** Most of a pair's or host's others named in one sentence. */
const MOST_OTHERS = 5;

export interface Place {
  estate: Estate;
  model: Model;
  member: number;
  wave: number;
  /** Whether it is the canary. */
  role: "canary" | "follower";
  /** What it waits for in its wave, each with the numbers of the groups that ask for it. */
  before: readonly (readonly [number, readonly number[]])[];
  /** Name → wave, of all that move. */
  waveOf: ReadonlyMap<string, number>;
  /** Size of the wave before, where that one is full. */
  fullBefore?: number;
}

/** Why a domain controller stands where it stands: one sentence for each rule that put it there. */
export function explainPlace(place: Place): Reason[] {
  const { estate, model, member, wave, role, before, fullBefore } = place;
  const standing = model.standings[member];
  const because: Reason[] = [];
  if (role === "canary") {
    const named = estate.policy.canary === model.names[member];
    because.push({
      rule: "canary-first",
      text: named
        ? "canary: policy.canary names it"
        : "canary: the least critical one, so that a fault shows where it hurts least",
    });
  }
  if (fullBefore !== undefined) {
    because.push({
      rule: "wave-sizes",
      text: `wave-${wave - 1} is full with ${fullBefore}`,
    });
  }
  const tier = standing && becauseOfTier(standing);
  if (tier) because.push(tier);
  if (standing?.lastOfSite)
    because.push({
      rule: "last-of-site-alone",
      text: `it moves with no other of its ${standing.aloneIn === undefined ? "domain" : "domain or site"}: it is ${standing.lastOfSite}`,
    });
  for (const [one, groups] of before) {
    for (const [rule, texts] of byRule(groups.flatMap((group) => model.allGroups[group] ?? []))) {
      because.push({ rule, text: `after ${model.names[one] ?? ""}: ${[...texts].join("; ")}` });
    }
  }
  return [...because, ...keptApart(place)];
}

/** The pairs and physical hosts of which it never moves beside the others: also those that a wave keeps apart. */
function keptApart({ model, member, wave, before, waveOf }: Place): Reason[] {
  const own = model.names[member];
  return (model.groups[member] ?? []).flatMap((number): Reason[] => {
    const group = model.allGroups[number];
    if (group?.rule !== "apart" && group?.rule !== "hypervisor-apart") return [];
    const told = new Set(before.filter(([, by]) => by.includes(number)).map(([one]) => model.names[one]));
    const others: string[] = [];
    for (const name of group.members) {
      const theirs = waveOf.get(name);
      if (name === own || theirs === undefined || told.has(name)) continue;
      others.push(theirs === wave ? `${name} (same wave)` : `${name} (wave-${theirs})`);
      if (others.length > MOST_OTHERS) break;
    }
    if (others.length === 0) return [];
    const shown = others.slice(0, MOST_OTHERS).join(", ");
    const more = others.length > MOST_OTHERS ? " and more" : "";
    return [{ rule: group.rule, text: `never beside ${shown}${more}: ${ruleText(group)}` }];
  });
}

function byRule(groups: readonly Group[]): Map<Group["rule"], Set<string>> {
  const texts = new Map<Group["rule"], Set<string>>();
  for (const group of groups) {
    texts.set(group.rule, (texts.get(group.rule) ?? new Set()).add(ruleText(group)));
  }
  return texts;
}

function ruleText(group: Group): string {
  if (group.rule === "apart") return `${group.name} must never be without protection together`;
  if (group.rule === "last-of-site-alone")
    return `one of ${group.name} is the last global catalog of their site`;
  if (group.rule === "hypervisor-apart") return `they run on ${group.name}`;
  const share = typeof group.count === "string" ? ` (${group.count} of ${group.members.length})` : "";
  return `${group.name} allows ${group.limit} at once${share}`;
}
