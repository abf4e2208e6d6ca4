import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";

/**
 * What the engine may do with a plan, found out without the planner: it starts anything whose dependencies are done, in
 * any order and as many as it likes, and any of what runs may end next or fail and stay as it is for good.
 */
export interface Broken {
  rule: string;
  members: string[];
}

interface Limited {
  rule: string;
  limit: number;
  members: ReadonlySet<string>;
}

/** The limits of an estate, read from its policy a second time. */
export function limitsOf(estate: Estate): Limited[] {
  const { maxUnavailable, apart } = estate.policy;
  const share = (count: number | string, of: number) =>
    typeof count === "number" ? count : Math.floor((Number(count.slice(0, -1)) * of) / 100);
  const all = estate.domainControllers;
  const limited = (rule: string, count: number | string, members: string[]): Limited => ({
    rule,
    limit: share(count, members.length),
    members: new Set(members),
  });
  const namesWhere = (test: (dc: (typeof all)[number]) => boolean) => all.filter(test).map((dc) => dc.name);
  const forestOf = new Map(estate.domains.map((domain) => [domain.name, domain.forest]));
  const hosts = [...new Set(all.flatMap((dc) => dc.hypervisor ?? []))];
  return [
    ...estate.sites.map((site) =>
      limited(
        `site ${site.name}`,
        site.maxUnavailable ?? maxUnavailable.site,
        namesWhere((dc) => dc.site === site.name),
      ),
    ),
    ...estate.domains.map((domain) =>
      limited(
        `domain ${domain.name}`,
        maxUnavailable.domain,
        namesWhere((dc) => dc.domain === domain.name),
      ),
    ),
    ...(maxUnavailable.forest === undefined
      ? []
      : [...new Set(forestOf.values())].map((forest) =>
          limited(
            `forest ${forest}`,
            maxUnavailable.forest ?? 1,
            namesWhere((dc) => forestOf.get(dc.domain) === forest),
          ),
        )),
    ...apart.map((pair) => limited(`apart ${pair.join(" ")}`, 1, pair)),
    ...hosts.map((host) =>
      limited(
        `hypervisor ${host}`,
        1,
        namesWhere((dc) => dc.hypervisor === host),
      ),
    ),
  ];
}

/** What a start asks for beyond the limits: its domain's order, and being alone there. */
interface Standing {
  domain: string;
  site: string;
  /** Rank of its most critical role; those of a lower rank in its domain are done before it starts. */
  rank: number;
  alone: boolean;
  /** Whether its site has other domain controllers, but no other global catalog: none of them moves beside it. */
  aloneInSite: boolean;
}

function standingsOf(estate: Estate): Map<string, Standing> {
  const inSite = (site: string) => estate.domainControllers.filter((dc) => dc.site === site);
  return new Map(
    estate.domainControllers.map((dc) => {
      const has = (...roles: string[]) => dc.roles.some((role) => roles.includes(role));
      const rank = has("ataDomainSynchronizer")
        ? 3
        : has("schemaMaster", "domainNamingMaster", "pdcEmulator", "ridMaster", "infrastructureMaster")
          ? 2
          : has("bridgehead", "adFs", "adCs", "entraConnect")
            ? 1
            : 0;
      const catalogs = inSite(dc.site).filter((one) => one.roles.includes("globalCatalog"));
      const aloneInSite = has("globalCatalog") && catalogs.length === 1;
      const alone = inSite(dc.site).length === 1 || aloneInSite;
      return [dc.name, { domain: dc.domain, site: dc.site, rank, alone, aloneInSite }];
    }),
  );
}

/** Everyone that must be done before a name may start: its edges and, through the gate, all waves before. */
function dependencies(plan: Plan): Map<string, string[]> {
  const before = new Map<string, string[]>();
  const waves = plan.waves.map((wave) => wave.domainControllers);
  for (const dc of plan.domainControllers) {
    if (dc.wave === undefined) continue;
    before.set(dc.name, [...dc.after, ...(dc.wave > 0 ? (waves[dc.wave - 1] ?? []) : [])]);
  }
  return before;
}

/** Watches a schedule as it is played: who is without protection now, and what that breaks. */
export class Watch {
  private readonly groups = new Map<string, { limited: Limited; unprotected: Set<string> }[]>();
  private readonly standings: Map<string, Standing>;
  private readonly left: Set<string>;
  private readonly unprotected = new Set<string>();

  /** @param moving all that are still to move. */
  constructor(estate: Estate, moving: Iterable<string>) {
    for (const limited of limitsOf(estate)) {
      const group = { limited, unprotected: new Set<string>() };
      for (const name of limited.members) this.groups.set(name, [...(this.groups.get(name) ?? []), group]);
    }
    this.standings = standingsOf(estate);
    this.left = new Set(moving);
  }

  /** A domain controller loses its protection; what that breaks. */
  begin(name: string): Broken | undefined {
    const own = this.standings.get(name);
    const ofDomain = (names: ReadonlySet<string>) =>
      [...names].filter((one) => one !== name && this.standings.get(one)?.domain === own?.domain);
    const early = ofDomain(this.left).filter(
      (one) => (this.standings.get(one)?.rank ?? 0) < (own?.rank ?? 0),
    );
    if (early.length > 0) return { rule: `${name} before earlier ones of its domain`, members: early };
    const beside = ofDomain(this.unprotected).filter((one) => own?.alone || this.standings.get(one)?.alone);
    if (beside.length > 0) return { rule: `${name} is not alone in its domain`, members: beside };
    const besideInSite = [...this.unprotected].filter((one) => {
      const other = this.standings.get(one);
      return one !== name && other?.site === own?.site && (own?.aloneInSite || other?.aloneInSite);
    });
    if (besideInSite.length > 0) return { rule: `${name} is not alone in its site`, members: besideInSite };
    this.isWithout(name);
    for (const { limited, unprotected } of this.groups.get(name) ?? []) {
      if (unprotected.size > limited.limit) return { rule: limited.rule, members: [...unprotected] };
    }
    return undefined;
  }

  /** A domain controller is without protection, by whatever was planned before. */
  isWithout(name: string): void {
    this.unprotected.add(name);
    for (const { unprotected } of this.groups.get(name) ?? []) unprotected.add(name);
  }

  /** It is protected again. */
  end(name: string): void {
    for (const { unprotected } of this.groups.get(name) ?? []) unprotected.delete(name);
    this.unprotected.delete(name);
    this.left.delete(name);
  }
}

export interface PlayOptions {
  /** Whether some of those that end have failed: they stay without protection, and nothing after them starts. */
  failures?: "some" | "none";
  /** Names that were done before; only `limits` and the order of the others are held against the schedule. */
  done?: ReadonlySet<string>;
  /** Names that are without protection when it begins, whatever the plan says of them. */
  underWay?: ReadonlySet<string>;
  /** How much happens before everything stops as it is: starts and ends. Default: all. */
  events?: number;
}

/**
 * Plays one schedule of the engine. `choose` picks what happens next out of so many possibilities; everything it could
 * pick can happen. A failed domain controller stays without protection and nothing that waits for it ever starts.
 * @returns the first limit that was exceeded.
 */
export function playSchedule(
  estate: Estate,
  plan: Plan,
  choose: (possibilities: number) => number,
  { failures = "none", done: begunWith = new Set(), underWay = new Set(), events }: PlayOptions = {},
): { broken?: Broken; order: string[]; done: Set<string>; running: string[] } {
  const before = new Map(
    [...dependencies(plan)]
      .filter(([name]) => !begunWith.has(name))
      .map(([name, names]) => [name, names.filter((one) => !begunWith.has(one))]),
  );
  const unmet = new Map([...before].map(([name, names]) => [name, names.length]));
  const startable = [...before.keys()].filter((name) => unmet.get(name) === 0 && !underWay.has(name));
  const running = [...before.keys()].filter((name) => unmet.get(name) === 0 && underWay.has(name));
  const done = new Set<string>();
  const order: string[] = [];
  const followers = new Map<string, string[]>();
  for (const [name, names] of before) {
    for (const one of names) {
      const own = followers.get(one);
      if (own) own.push(name);
      else followers.set(one, [name]);
    }
  }
  const watch = new Watch(estate, before.keys());
  for (const name of underWay) if (before.has(name)) watch.isWithout(name);
  let happened = 0;
  while (startable.length + running.length > 0 && happened !== events) {
    happened++;
    const pick = choose(startable.length + running.length);
    if (pick < startable.length) {
      const name = takeAt(startable, pick);
      running.push(name);
      order.push(name);
      const broken = watch.begin(name);
      if (broken) return { broken, order, done, running };
    } else {
      const name = takeAt(running, pick - startable.length);
      if (failures === "some" && choose(8) === 0) continue;
      watch.end(name);
      done.add(name);
      for (const follower of followers.get(name) ?? []) {
        const left = (unmet.get(follower) ?? 0) - 1;
        unmet.set(follower, left);
        if (left === 0) (underWay.has(follower) ? running : startable).push(follower);
      }
    }
  }
  return { order, done, running };
}

/** Takes the element at a place out; the last one moves there. */
function takeAt(list: string[], at: number): string {
  const last = list.pop() ?? "";
  const taken = list[at];
  if (taken === undefined) return last;
  list[at] = last;
  return taken;
}

/**
 * The most of a group that any schedule can have under way at once: its largest set of members none of which waits for
 * another (Dilworth: members minus a maximum matching over the closure of the edges).
 */
export function mostAtOnce(plan: Plan, members: ReadonlySet<string>): number {
  const before = dependencies(plan);
  const ancestors = new Map<string, Set<string>>();
  const ancestorsOf = (name: string): Set<string> => {
    const known = ancestors.get(name);
    if (known) return known;
    const all = new Set<string>();
    ancestors.set(name, all);
    for (const one of before.get(name) ?? []) {
      all.add(one);
      for (const far of ancestorsOf(one)) all.add(far);
    }
    return all;
  };
  const own = [...members].filter((name) => before.has(name));
  const matched = new Map<string, string>();
  const augment = (name: string, seen: Set<string>): boolean => {
    for (const one of ancestorsOf(name)) {
      if (!members.has(one) || seen.has(one)) continue;
      seen.add(one);
      const owner = matched.get(one);
      if (owner === undefined || augment(owner, seen)) {
        matched.set(one, name);
        return true;
      }
    }
    return false;
  };
  const size = own.filter((name) => augment(name, new Set())).length;
  return own.length - size;
}
