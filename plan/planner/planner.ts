import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import type { Plan, PlannedDomainController, PlannedStandaloneGateway, PlannedWave } from "../plan.ts";
import type { Survey } from "../survey.ts";
import { canonicalHash } from "./canonical.ts";
import { decide } from "./decide.ts";
import { type Group, lanes } from "./lanes.ts";
import { becauseOfTier, tierOf, tiers } from "./order.ts";

type Count = Estate["policy"]["waves"][number];

/** A number, or the share of `of` rounded down; never below one. */
function amount(count: Count, of: number): number {
  return typeof count === "number" ? count : Math.max(1, Math.floor((of * Number.parseInt(count, 10)) / 100));
}

/**
 * The whole move, decided before it begins: what becomes of each domain controller, in which wave, after which others.
 * Pure and deterministic: the same estate and survey give the same bytes.
 */
export function planMove(estate: Estate, survey?: Survey): Plan {
  const domainControllers = estate.domainControllers.map((dc): PlannedDomainController => {
    const decision = decide(dc, survey?.hosts[dc.name]);
    return {
      name: dc.name,
      domain: dc.domain,
      site: dc.site,
      decision,
      after: [],
      because: [decision.reason],
    };
  });
  const planned = new Map(domainControllers.map((dc) => [dc.name, dc]));
  const waves = cutWaves(estate, planned);
  placeInLanes(estate, planned, waves);
  const plan = {
    schema: 1 as const,
    estate: estate.name,
    domainControllers,
    waves,
    standaloneGateways: estate.standaloneGateways.map((gateway) => planGateway(gateway, planned)),
    centers: planCenters(estate),
  };
  return { ...plan, hash: canonicalHash(plan) };
}

function cutWaves(estate: Estate, planned: Map<string, PlannedDomainController>): PlannedWave[] {
  const moving = estate.domainControllers.filter((dc) => planned.get(dc.name)?.decision.kind === "move");
  const queue = [...moving].sort((a, b) => criticality(estate, a) - criticality(estate, b));
  const canary = queue.findIndex((dc) => dc.name === estate.policy.canary);
  if (canary > 0) queue.unshift(...queue.splice(canary, 1));
  const waves: PlannedWave[] = [];
  while (queue.length > 0) {
    const index = waves.length;
    const size = estate.policy.waves[Math.min(index, estate.policy.waves.length - 1)] ?? 1;
    const taken = queue.splice(0, amount(size, moving.length));
    waves.push({
      index,
      name: `wave-${index}`,
      domainControllers: taken.map((dc) => dc.name),
      soakSeconds: estate.policy.soak,
    });
  }
  return waves;
}

/** Less is moved earlier: the tier first; then whether a gateway is there, so that the canary proves every step. */
function criticality(estate: Estate, dc: DomainControllerEntry): number {
  const alone = estate.domainControllers.filter((other) => other.site === dc.site).length === 1;
  return (
    tiers.indexOf(tierOf(dc)) * 16 +
    (alone ? 8 : 0) +
    (dc.gateway === "none" ? 4 : 0) +
    (dc.roles.includes("globalCatalog") ? 2 : 0)
  );
}

function placeInLanes(
  estate: Estate,
  planned: Map<string, PlannedDomainController>,
  waves: readonly PlannedWave[],
): void {
  const groupsOf = groupsOfEstate(estate);
  for (const wave of waves) {
    const members = wave.domainControllers.map((name) => ({ name, groups: groupsOf.get(name) ?? [] }));
    const edges = lanes(members);
    for (const [name, after] of edges) {
      const dc = planned.get(name);
      const entry = estate.domainControllers.find((one) => one.name === name);
      if (!dc || !entry) continue;
      dc.wave = wave.index;
      dc.after = after;
      const tier = becauseOfTier(tierOf(entry));
      if (wave.index === 0)
        dc.because.push("it is the canary: the least critical, or the one the policy names");
      else if (tier) dc.because.push(tier);
      if (after.length > 0)
        dc.because.push(`it waits for ${after.join(", ")}: they share a site or a domain`);
    }
  }
}

/** Groups of each domain controller: its site, its domain and, where the policy limits it, its forest. */
function groupsOfEstate(estate: Estate): Map<string, Group[]> {
  const { maxUnavailable, apart } = estate.policy;
  const group = (
    name: string,
    count: Count,
    members: DomainControllerEntry[],
  ): [Group, DomainControllerEntry[]] => [{ name, limit: amount(count, members.length) }, members];
  const all = estate.domainControllers;
  const inForest = (forest: string) =>
    new Set(estate.domains.filter((d) => d.forest === forest).map((d) => d.name));
  const groups = [
    ...estate.sites.map((site) =>
      group(
        `site ${site.name}`,
        site.maxUnavailable ?? maxUnavailable.site,
        all.filter((dc) => dc.site === site.name),
      ),
    ),
    ...estate.domains.map((domain) =>
      group(
        `domain ${domain.name}`,
        maxUnavailable.domain,
        all.filter((dc) => dc.domain === domain.name),
      ),
    ),
    ...[...new Set(estate.domains.map((domain) => domain.forest))].flatMap((forest) =>
      maxUnavailable.forest === undefined
        ? []
        : [
            group(
              `forest ${forest}`,
              maxUnavailable.forest,
              all.filter((dc) => inForest(forest).has(dc.domain)),
            ),
          ],
    ),
    ...apart.map((pair) =>
      group(
        `apart ${pair.join(" and ")}`,
        1,
        all.filter((dc) => pair.includes(dc.name)),
      ),
    ),
  ];
  const of = new Map<string, Group[]>(all.map((dc) => [dc.name, []]));
  for (const [one, members] of groups) for (const dc of members) of.get(dc.name)?.push(one);
  return of;
}

function planGateway(
  gateway: Estate["standaloneGateways"][number],
  planned: Map<string, PlannedDomainController>,
): PlannedStandaloneGateway {
  const watched = gateway.watches.flatMap((name) => planned.get(name) ?? []);
  const staying = watched.filter((dc) => dc.decision.kind !== "move");
  return {
    name: gateway.name,
    after: watched.filter((dc) => dc.decision.kind === "move").map((dc) => dc.name),
    heldBy: [
      ...(gateway.hold ? [`held back: ${gateway.hold}`] : []),
      ...staying.map((dc) => `it watches ${dc.name}, which does not move: ${dc.decision.reason}`),
    ],
  };
}

function planCenters(estate: Estate): Plan["centers"] {
  const forestOf = new Map(estate.domains.map((domain) => [domain.name, domain.forest]));
  const forestOfDc = new Map(estate.domainControllers.map((dc) => [dc.name, forestOf.get(dc.domain)]));
  return estate.centers.map((center) => ({
    name: center.name,
    forest: center.forest,
    request: center.then,
    domainControllers: estate.domainControllers
      .filter((dc) => forestOf.get(dc.domain) === center.forest)
      .map((dc) => dc.name),
    standaloneGateways: estate.standaloneGateways
      .filter(
        (gateway) =>
          forestOf.get(gateway.domain ?? "") === center.forest ||
          gateway.watches.some((name) => forestOfDc.get(name) === center.forest),
      )
      .map((gateway) => gateway.name),
  }));
}
