import type { Answers, DirectoryDomainController } from "./directory.ts";
import { forestOfCenter, forestOfDomain } from "./forests.ts";
import { hostsOf } from "./hosts.ts";
import type { InputProblem } from "./inputProblem.ts";
import type { CenterInventory, GatewayInventory, Inventory } from "./inventory.ts";

/** An entry of the estate file as it would be written, and what a person still has to say or look at. */
export interface ProposedEntry {
  /** Keys and values in the file's words and order; what is not known is left out. */
  entry: Record<string, unknown>;
  /** Comments that stand with it: `TODO site: …` for what is missing, `guessed …` for what was inferred. */
  comments: string[];
}

/** What an estate file has to hold, as far as the exports tell. */
export interface ProposedEstate {
  domains: ProposedEntry[];
  sites: ProposedEntry[];
  domainControllers: ProposedEntry[];
  standaloneGateways: ProposedEntry[];
  centers: ProposedEntry[];
  notes: InputProblem[];
}

/** What of a reading the estate is made of. */
export interface ProposalSource {
  inventory: Pick<Inventory, "centers" | "gateways">;
  domainControllers: readonly DirectoryDomainController[];
  answers: Answers | null;
}

/** The estate's hosts, domains and sites, from gateways, Centers and what is known of the directory. */
export function proposeEstate({ inventory, domainControllers, answers }: ProposalSource): ProposedEstate {
  const hosts = hostsOf(inventory.gateways, inventory.centers, domainControllers);
  const domainNames = unique([
    ...hosts.domainControllers.flatMap(({ domain }) => domain ?? []),
    ...inventory.centers.flatMap((center) => forestOfCenter(center, domainControllers) ?? []),
  ]);
  const forestOf = (domain: string) =>
    forestOfDomain(domain, domainControllers) ?? rootOf(domain, domainNames);
  const siteOf = (site: string | null) => site ?? answers?.site ?? null;
  return {
    domains: unique([...domainNames, ...domainNames.map(forestOf)])
      .sort()
      .map((name) => ({
        entry: { name, forest: forestOf(name) },
        comments:
          forestOfDomain(name, domainControllers) === null ? ["forest guessed from the domains' names"] : [],
      })),
    sites: unique(hosts.domainControllers.flatMap(({ site }) => siteOf(site) ?? []))
      .sort()
      .map((name) => ({ entry: { name }, comments: [] })),
    domainControllers: hosts.domainControllers.map((dc) => {
      const site = siteOf(dc.site);
      const { comments } = dc;
      return {
        entry: {
          name: dc.name,
          ...(dc.domain !== null && { domain: dc.domain }),
          ...(site !== null && { site }),
          ...(dc.os !== null && { os: dc.os }),
          ...(dc.readOnly && { readOnly: true }),
          ...(dc.roles.length > 0 && { roles: dc.roles }),
          ...(dc.gateway === "none" && { gateway: "none" }),
        },
        comments: [
          ...comments,
          ...(dc.domain === null ? ["TODO domain: DNS name of its domain; no source has it"] : []),
          ...(site === null ? ["TODO site: its Active Directory site; ATA does not know it"] : []),
        ],
      };
    }),
    standaloneGateways: hosts.standaloneGateways.map(({ name, domain, watches }) => ({
      entry: { name, ...(domain !== null && { domain }), watches },
      comments:
        domain === null
          ? ["TODO domain: when it is joined to one; else address: the name or address to connect to"]
          : ["domain guessed: that of what it watches; where it is in none, write address instead"],
    })),
    centers: inventory.centers
      .filter(({ name }) => name !== "")
      .map((center) => proposeCenter(center, inventory.gateways, domainControllers, forestOf)),
    notes: hosts.notes,
  };
}

function proposeCenter(
  center: CenterInventory,
  gateways: readonly GatewayInventory[],
  domainControllers: readonly DirectoryDomainController[],
  forestOf: (domain: string) => string,
): ProposedEntry {
  const name = center.name.toLowerCase();
  const domain = forestOfCenter(center, domainControllers);
  const forest = domain === null ? forestOfGateways(center, gateways, forestOf) : forestOf(domain);
  const [address] = center.consoles;
  const host = address?.replace(/:\d+$/, "");
  const port = address === undefined ? undefined : /:(\d+)$/.exec(address)?.[1];
  const [label, ...suffix] = host?.split(".") ?? [];
  const ownName = label?.toLowerCase() === name && suffix.length > 0;
  return {
    entry: {
      name,
      ...(forest !== null && { forest }),
      ...(ownName && { domain: suffix.join(".").toLowerCase() }),
      ...(!ownName && host !== undefined && { address: host }),
      ...(host !== undefined && {
        console: `https://${host}${port === undefined || port === "443" ? "" : `:${port}`}`,
      }),
    },
    comments: [
      `build ${center.version ?? "unknown"}`,
      ...(forest === null ? ["TODO forest: the forest it serves, by its root domain"] : []),
      ...(host === undefined ? ["TODO console: https address of its console"] : []),
    ],
  };
}

function forestOfGateways(
  center: CenterInventory,
  gateways: readonly GatewayInventory[],
  forestOf: (domain: string) => string,
): string | null {
  const own = gateways.filter((gateway) => gateway.center === center.id);
  const domains = own.flatMap(({ watches }) => watches).map((name) => name.split(".").slice(1).join("."));
  const [forest, ...others] = unique(domains.filter((domain) => domain !== "").map(forestOf));
  return forest !== undefined && others.length === 0 ? forest : null;
}

/** The shortest of the names that a domain's name ends with: the root of its tree, where names tell. */
function rootOf(domain: string, names: readonly string[]): string {
  const parents = names.filter((name) => domain.endsWith(`.${name}`));
  return [...parents, domain].sort((a, b) => a.length - b.length)[0] ?? domain;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
