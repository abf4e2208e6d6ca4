import type { DomainControllerEntry, DomainControllerRole, Estate } from "../../estate/schema.ts";
import { factValue } from "../facts.ts";
import type { Survey } from "../survey.ts";
import type { Reason, RuleName } from "./rules.ts";

/** Kinds of domain controller in the order in which they move inside their domain; the last are the most critical. */
export const tiers = ["ordinary", "special", "operationsMaster", "domainSynchronizer"] as const;
export type Tier = (typeof tiers)[number];

const OPERATIONS_MASTERS: readonly DomainControllerRole[] = [
  "schemaMaster",
  "domainNamingMaster",
  "pdcEmulator",
  "ridMaster",
  "infrastructureMaster",
];
const SPECIAL: readonly DomainControllerRole[] = ["bridgehead", "adFs", "adCs", "entraConnect"];
const ROLES: Record<Tier, readonly DomainControllerRole[]> = {
  ordinary: [],
  special: SPECIAL,
  operationsMaster: OPERATIONS_MASTERS,
  domainSynchronizer: ["ataDomainSynchronizer"],
};

/** What the order needs to know of a domain controller besides its groups. */
export interface Standing {
  tier: Tier;
  /** Its roles that put it in that tier. */
  roles: string[];
  /** What its site has only here, in words: its only domain controller, or its last global catalog. */
  lastOfSite?: string;
  /** The site that has no other global catalog, but other domain controllers: it moves beside none of them either. */
  aloneIn?: string;
  globalCatalog: boolean;
}

/** The standing of every domain controller of the estate, from what is declared and what was measured together. */
export function standings(
  estate: Estate,
  survey: Survey | undefined,
  without: ReadonlySet<RuleName> = new Set(),
): Map<string, Standing> {
  const roles = new Map(estate.domainControllers.map((dc) => [dc.name, rolesOf(dc, survey)]));
  const population = new Map<string, number>();
  const catalogs = new Map<string, number>();
  for (const { name, site } of estate.domainControllers) {
    population.set(site, (population.get(site) ?? 0) + 1);
    if (roles.get(name)?.has("globalCatalog")) catalogs.set(site, (catalogs.get(site) ?? 0) + 1);
  }
  return new Map(
    estate.domainControllers.map(({ name, site }) => {
      const own = roles.get(name) ?? new Set();
      const globalCatalog = own.has("globalCatalog");
      const only = population.get(site) === 1 ? `the only domain controller of site ${site}` : undefined;
      const last =
        globalCatalog && catalogs.get(site) === 1 ? `the last global catalog of site ${site}` : undefined;
      const isAlone = !without.has("last-of-site-alone");
      const tier = tierOf(own, without);
      const rolesOfTier = [...own].filter((role) => ROLES[tier].includes(role as DomainControllerRole));
      const alone = isAlone ? { lastOfSite: only ?? last, ...(last && !only && { aloneIn: site }) } : {};
      return [name, { tier, roles: rolesOfTier, globalCatalog, ...alone }];
    }),
  );
}

/** A role counts when the estate declares it or the directory was measured to give it. */
function rolesOf(dc: DomainControllerEntry, survey: Survey | undefined): ReadonlySet<string> {
  const facts = survey?.hosts[dc.name];
  const measured = facts && factValue(facts.directory);
  return new Set<string>([
    ...dc.roles,
    ...(measured?.operationsMasters ?? []),
    ...(measured?.globalCatalog ? ["globalCatalog"] : []),
  ]);
}

function tierOf(roles: ReadonlySet<string>, without: ReadonlySet<RuleName>): Tier {
  if (roles.has("ataDomainSynchronizer") && !without.has("synchronizers-last")) return "domainSynchronizer";
  if (without.has("roles-late")) return "ordinary";
  if (OPERATIONS_MASTERS.some((role) => roles.has(role))) return "operationsMaster";
  return SPECIAL.some((role) => roles.has(role)) ? "special" : "ordinary";
}

/** Why its tier puts a domain controller late; undefined for an ordinary one. */
export function becauseOfTier({ tier, roles }: Standing): Reason | undefined {
  const held = roles.join(", ");
  switch (tier) {
    case "ordinary":
      return undefined;
    case "special":
      return {
        rule: "roles-late",
        text: `a bridgehead or server with further roles (${held}) moves after the ordinary ones of its domain`,
      };
    case "operationsMaster":
      return { rule: "roles-late", text: `an operations master (${held}) moves late in its domain` };
    case "domainSynchronizer":
      return {
        rule: "synchronizers-last",
        text: "an ATA domain synchronizer moves last in its domain, or ATA goes blind on its entities",
      };
  }
}
