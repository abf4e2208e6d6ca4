import {
  type DomainControllerRole,
  type Estate,
  type EstateInput,
  estate as estateSchema,
  type OperatingSystem,
} from "../../estate/schema.ts";
import { seededRandom } from "../../plan/planner/random.ts";

/** What an estate is generated from. Shares follow what is known of real estates, or assumed where nothing is. */
export interface EstateShape {
  name: string;
  seed: number;
  domainControllers: number;
  domains: number;
  sites: number;
  policy?: EstateInput["policy"];
}

type Input = EstateInput["domainControllers"][number];

/** Share of each release, cumulated. */
const RELEASES: readonly [number, OperatingSystem][] = [
  [0.55, "2019"],
  [0.75, "2022"],
  [0.9, "2016"],
  [0.95, "2025"],
  [1, "2012R2"],
];
const READ_ONLY = 0.07;
const VIRTUAL = 0.7;
const PER_HYPERVISOR = 6;
const ENDPOINT = 0.8;
const HELD = 0.02;

/**
 * An estate as they are: domains and sites of very different sizes, most domain controllers in a few sites, the masters
 * and two synchronizers in each domain's largest site, read-only ones in the branches.
 */
export function generatedEstate(shape: EstateShape): Estate {
  const random = seededRandom(shape.seed);
  const domains = names(shape.domains, (index) => (index === 0 ? "corp.test" : `d${index}.corp.test`));
  const sites = names(shape.sites, (index) => `Site${index}`);
  const seen = new Map<string, number>();
  const domainControllers = names(shape.domainControllers, (index): Input => {
    // Every domain and every site has one; the rest fall on few, as one over the rank.
    const domain = index < domains.length ? index : skewed(random, domains.length);
    const site = index < sites.length ? index : skewed(random, sites.length);
    const nth = seen.get(domains[domain] ?? "") ?? 0;
    seen.set(domains[domain] ?? "", nth + 1);
    const readOnly = nth > 1 && random() < READ_ONLY;
    return {
      name: `dc${String(index).padStart(5, "0")}`,
      domain: domains[domain] ?? "",
      site: sites[site] ?? "",
      os: RELEASES.find(([share]) => random() <= share)?.[1],
      defenderForEndpoint: random() < ENDPOINT,
      readOnly,
      roles: rolesOf(nth, domain, readOnly, random),
      hypervisor:
        random() < VIRTUAL
          ? `hv-${site}-${Math.floor((random() * shape.domainControllers) / PER_HYPERVISOR / sites.length)}`
          : undefined,
      hold: random() < HELD ? "replaced soon" : undefined,
    };
  });
  return estateSchema.parse({
    name: shape.name,
    workspace: {
      name: "contoso",
      tenantId: "11111111-2222-4333-8444-555555555555",
      clientId: "66666666-7777-4888-9999-000000000000",
    },
    connection: { user: "svc", authentication: { agent: true } },
    domains: domains.map((name) => ({ name, forest: "corp.test" })),
    sites: sites.map((name) => ({ name })),
    domainControllers,
    centers: [{ name: "center", forest: "corp.test", console: "https://center.corp.test" }],
    policy: shape.policy,
  } satisfies EstateInput);
}

function rolesOf(
  nth: number,
  domain: number,
  readOnly: boolean,
  random: () => number,
): DomainControllerRole[] {
  const roles: DomainControllerRole[] = [];
  if (nth === 0) {
    roles.push("pdcEmulator", "ridMaster", "infrastructureMaster", "ataDomainSynchronizer");
    if (domain === 0) roles.push("schemaMaster", "domainNamingMaster");
  }
  if (nth === 1) roles.push("ataDomainSynchronizer");
  if (!readOnly && random() < 0.9) roles.push("globalCatalog");
  if (!readOnly && nth > 1 && random() < 0.05) roles.push("bridgehead");
  return roles;
}

function names<T>(count: number, of: (index: number) => T): T[] {
  return Array.from({ length: count }, (_none, index) => of(index));
}

/** A number below `count`; `n` comes up about as often as 1 / (n + 1). */
function skewed(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(count ** random() - 1));
}
