import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import type { RuleName } from "./rules.ts";

/** A number, or a share such as `20%`. */
export type Count = Estate["policy"]["waves"][number];

/** How many a count is of `of` things; shares are rounded down, so 20% of 4 is none. */
export function amountOf(count: Count, of: number): number {
  return typeof count === "number" ? count : Math.floor((of * Number.parseInt(count, 10)) / 100);
}

/** Domain controllers of which no more than `limit` may be without protection at once. */
export interface Group {
  rule: RuleName;
  /** `site Berlin`, `domain contoso.com`, `dc01 and dc02` … */
  name: string;
  /** What the estate says, for messages: 1, `20%`. */
  count: Count;
  /** Where the estate says so: `policy.maxUnavailable.site`. */
  where: string;
  limit: number;
  /** Names in the order of the estate; also of those that do not move, for a share is a share of all. */
  members: string[];
}

/** Every group of the estate with its limit. */
export function groupsOf(estate: Estate, without: ReadonlySet<RuleName> = new Set()): Group[] {
  const { maxUnavailable, apart } = estate.policy;
  const groups: Group[] = [];
  const add = (rule: RuleName, name: string, count: Count, where: string, members: string[] = []) => {
    if (members.length > 0)
      groups.push({ rule, name, count, where, limit: amountOf(count, members.length), members });
  };
  const bySite = membersBy(estate, (dc) => dc.site);
  for (const [index, { name, maxUnavailable: own }] of estate.sites.entries()) {
    const where = own === undefined ? "policy.maxUnavailable.site" : `sites[${index}].maxUnavailable`;
    add("site-limit", `site ${name}`, own ?? maxUnavailable.site, where, bySite.get(name));
  }
  const byDomain = membersBy(estate, (dc) => dc.domain);
  for (const { name } of estate.domains) {
    add(
      "domain-limit",
      `domain ${name}`,
      maxUnavailable.domain,
      "policy.maxUnavailable.domain",
      byDomain.get(name),
    );
  }
  if (maxUnavailable.forest !== undefined) {
    const forests = new Map(estate.domains.map((domain) => [domain.name, domain.forest]));
    for (const [forest, members] of membersBy(estate, (dc) => forests.get(dc.domain))) {
      const where = "policy.maxUnavailable.forest";
      add("forest-limit", `forest ${forest}`, maxUnavailable.forest, where, members);
    }
  }
  for (const [index, [one, other]] of apart.entries()) {
    add("apart", `${one} and ${other}`, 1, `policy.apart[${index}]`, [one, other]);
  }
  if (!without.has("hypervisor-apart")) {
    for (const [host, members] of membersBy(estate, (dc) => dc.hypervisor)) {
      add("hypervisor-apart", `hypervisor ${host}`, 1, "domainControllers[].hypervisor", members);
    }
  }
  return groups;
}

/**
 * A site's last global catalog and each other domain controller there of another domain: a pair that never moves
 * together. Of its own domain none moves beside it anyway.
 */
export function aloneInSite(estate: Estate, standings: ReadonlyMap<string, { aloneIn?: string }>): Group[] {
  const bySite = Map.groupBy(estate.domainControllers, (dc) => dc.site);
  return estate.domainControllers.flatMap((dc) => {
    if (standings.get(dc.name)?.aloneIn === undefined) return [];
    const others = (bySite.get(dc.site) ?? []).filter((one) => one.domain !== dc.domain);
    return others.map((other) => ({
      rule: "last-of-site-alone" as const,
      name: `${dc.name} and ${other.name}`,
      count: 1,
      where: "domainControllers[].roles",
      limit: 1,
      members: [dc.name, other.name],
    }));
  });
}

function membersBy(
  estate: Estate,
  key: (dc: DomainControllerEntry) => string | undefined,
): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const dc of estate.domainControllers) {
    const of = key(dc);
    if (of === undefined) continue;
    const own = members.get(of);
    if (own) own.push(dc.name);
    else members.set(of, [dc.name]);
  }
  return members;
}
