import { has } from "./rules/rule.ts";
import type { Estate, Waiver } from "./schema.ts";

/**
 * The same estate with every reference spelt as what it refers to (`DC01` in `watches` becomes `dc01` where the domain
 * controller is called so), so that names can be compared exactly from here on. Names of nothing stay as they are. A
 * waiver for sites or domains names the hosts it is for.
 */
export function spellAlike(estate: Estate): Estate {
  const domain = speller(estate.domains.flatMap(({ name, forest }) => [name, forest]));
  const site = speller(estate.sites.map(({ name }) => name));
  const dc = speller(estate.domainControllers.map(({ name }) => name));
  const gatewayHost = speller(
    [...estate.domainControllers, ...estate.standaloneGateways].map(({ name }) => name),
  );
  const center = speller(estate.centers.map(({ name }) => name));
  const scope = <T extends { sites?: string[]; domains?: string[] }>(of: T): T => ({
    ...of,
    ...(of.sites ? { sites: of.sites.map(site) } : {}),
    ...(of.domains ? { domains: of.domains.map(domain) } : {}),
  });
  const { policy, service } = estate;
  const { migrateToV3 } = service;
  return {
    ...estate,
    domains: estate.domains.map((one) => ({ ...one, forest: domain(one.forest) })),
    domainControllers: estate.domainControllers.map((one) => ({
      ...one,
      domain: domain(one.domain),
      site: site(one.site),
    })),
    standaloneGateways: estate.standaloneGateways.map((one) => ({ ...one, watches: one.watches.map(dc) })),
    centers: estate.centers.map((one) => ({ ...one, forest: domain(one.forest) })),
    policy: {
      ...policy,
      ...(policy.canary === undefined ? {} : { canary: dc(policy.canary) }),
      apart: policy.apart.map(([one, other]): [string, string] => [dc(one), dc(other)]),
      windows: policy.windows.map(scope),
      freezes: policy.freezes.map(scope),
      waivers: policy.waivers.map((one) => withEachHost(scope({ ...one, hosts: one.hosts.map(dc) }), estate)),
    },
    service: {
      ...service,
      ...(migrateToV3
        ? { migrateToV3: { ...migrateToV3, domainControllers: migrateToV3.domainControllers.map(dc) } }
        : {}),
    },
    preparation: { ...estate.preparation, windows: estate.preparation.windows.map(scope) },
    clearRemnants: estate.clearRemnants.map((one) => ({ ...one, host: gatewayHost(one.host) })),
    rollback: estate.rollback.map(dc),
    attestations: estate.attestations.map((one) =>
      one.center === undefined ? one : { ...one, center: center(one.center) },
    ),
  };
}

/** The waiver with the domain controllers of its sites and domains among its hosts, in the order of the file. */
function withEachHost(waiver: Waiver, { domainControllers }: Estate): Waiver {
  const { hosts, sites = [], domains = [] } = waiver;
  const meant = domainControllers.filter(
    ({ name, site, domain }) => has(hosts, name) || has(sites, site) || has(domains, domain),
  );
  return { ...waiver, hosts: meant.map(({ name }) => name) };
}

/** Spells a name as the first of `names` that differs from it in case only. */
function speller(names: readonly string[]): (name: string) => string {
  const spelling = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  return (name) => spelling.get(name.toLowerCase()) ?? name;
}
