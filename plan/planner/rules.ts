import type { Estate, SwitchableRule } from "../../estate/schema.ts";

/**
 * The rules the order keeps, by name. Those of `policy.setAside` can be set aside by a person; the others are changed
 * by their own value in the estate. docs/planning.md gives each the example that made it necessary.
 */
export const rules = {
  "site-limit": {
    says: "no more domain controllers of a site are without protection at once than its limit",
    where: "policy.maxUnavailable.site, sites[].maxUnavailable",
  },
  "domain-limit": {
    says: "no more domain controllers of a domain are without protection at once than its limit",
    where: "policy.maxUnavailable.domain",
  },
  "forest-limit": {
    says: "no more domain controllers of a forest are without protection at once than its limit",
    where: "policy.maxUnavailable.forest",
  },
  apart: { says: "two that a person named never move together", where: "policy.apart" },
  "hypervisor-apart": {
    says: "two of one physical host never move together",
    where: "domainControllers[].hypervisor",
  },
  "last-of-site-alone": {
    says: "a site's only domain controller moves with no other of its domain, its last global catalog with no other of its domain or site",
    where: "domainControllers[].site, roles",
  },
  "roles-late": {
    says: "operations masters, bridgeheads and servers with further roles move after the ordinary ones of their domain",
    where: "domainControllers[].roles",
  },
  "synchronizers-last": {
    says: "ATA domain synchronizers move last in their domain",
    where: "domainControllers[].roles",
  },
  "canary-first": { says: "one domain controller moves first, alone", where: "policy.canary" },
  "wave-sizes": { says: "a wave is no larger than its size", where: "policy.waves" },
  "gateway-after-watched": {
    says: "a standalone gateway goes after the sensors of all it watched",
    where: "standaloneGateways[].watches",
  },
  "package-bandwidth": {
    says: "no more packages are copied to a site at once than its link carries within a step's deadline",
    where: "sites[].packageMegabitsPerSecond",
  },
  windows: { says: "a domain controller moves in its maintenance windows", where: "policy.windows" },
  freezes: { says: "nothing moves on frozen days", where: "policy.freezes" },
  "gap-budget": { says: "protection gaps stay within their budget", where: "policy.gapBudget" },
} as const satisfies Record<string, { says: string; where: string }>;

export type RuleName = keyof typeof rules;

/** What a rule did to one domain controller. */
export interface Reason {
  rule: RuleName;
  text: string;
}

/** A reason as a plan carries it: with the rule's name, so that it can be looked up and, where that may be, set aside. */
export function reasonText({ rule, text }: Reason): string {
  return `${text} (${rule})`;
}

/** Rules that say the same of nearly everyone. */
const OF_ALL: ReadonlySet<string> = new Set<RuleName>(["wave-sizes", "windows", "freezes", "gap-budget"]);

/** Whether a reason says something that is the same for nearly everyone: the size of waves, the calendar, budgets. */
export function isOfAll(reason: string): boolean {
  return OF_ALL.has(ruleOf(reason) ?? "");
}

/** The rules that put one of a plan where it stands, without those that are the same for nearly everyone. */
export function placedBy({ because }: { because: readonly string[] }): string[] {
  const named = because.flatMap((reason) => ruleOf(reason) ?? []);
  return [...new Set(named)].filter((name) => Object.hasOwn(rules, name) && !OF_ALL.has(name));
}

/** The rule a reason names at its end. */
function ruleOf(reason: string): string | undefined {
  return /\(([a-z-]+)\)$/.exec(reason)?.[1];
}

/** The rules set aside: by the estate, and by whoever asks what a rule costs. */
export function rulesSetAside(estate: Estate, more: readonly SwitchableRule[] = []): ReadonlySet<RuleName> {
  return new Set<RuleName>([...estate.policy.setAside.map(({ rule }) => rule), ...more]);
}
