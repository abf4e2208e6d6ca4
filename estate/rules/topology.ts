import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { has, repeated, same, unknownName } from "./rule.ts";

/** Domains and sites are listed once, and every domain's forest is known by its root domain. */
export function domainsAndSites(estate: Estate): Finding[] {
  const domains = estate.domains.map(({ name }) => name);
  const twice = (section: "domains" | "sites") =>
    repeated<{ name: string }>(
      estate[section],
      ({ name }) => name,
      ({ name }, index, first) => ({
        path: [section, index, "name"],
        value: name,
        message: `${section}[${first}] has this name already`,
        fix: "remove one of the two",
      }),
    );
  const roots = estate.domains.flatMap(({ forest }, index) =>
    has(domains, forest)
      ? []
      : [
          {
            ...unknownName(["domains", index, "forest"], forest, "domain", domains, "domains"),
            message:
              "the forest's root domain is not in `domains`; without its domain controllers the Center cannot be judged",
          },
        ],
  );
  return [...twice("domains"), ...twice("sites"), ...roots];
}

/** A domain without domain controllers does not exist: some were left out, and the Center could go too early. */
export function populatedDomains(estate: Estate): Finding[] {
  return estate.domains.flatMap(({ name }, index) =>
    estate.domainControllers.some(({ domain }) => same(domain, name))
      ? []
      : [
          {
            path: ["domains", index, "name"],
            value: name,
            message: "none of `domainControllers` is of this domain, and every domain has at least one",
            fix: "add its domain controllers (with `hold:` where they stay as they are), or remove the domain",
            restsOn: ["domainControllers", "domains"],
          },
        ],
  );
}

/** Every domain controller stands in a domain and a site of the estate. */
export function placedDomainControllers(estate: Estate): Finding[] {
  const domains = estate.domains.map(({ name }) => name);
  const sites = estate.sites.map(({ name }) => name);
  return estate.domainControllers.flatMap(({ domain, site }, index) => [
    ...(has(domains, domain)
      ? []
      : [unknownName(["domainControllers", index, "domain"], domain, "domain", domains, "domains")]),
    ...(has(sites, site)
      ? []
      : [unknownName(["domainControllers", index, "site"], site, "site", sites, "sites")]),
  ]);
}
