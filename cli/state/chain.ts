import type { Estate } from "../../estate/schema.ts";
import type { Plan, PlannedDomainController } from "../../plan/plan.ts";

/** The steps a person sees, by the ending of their resource's name. */
export const parts = [
  "tools",
  "package",
  "ready",
  "watched",
  "remove-gateway",
  "install-sensor",
  "activate-sensor",
  "sensor",
  "lock",
  "remove",
] as const;
export type Part = (typeof parts)[number];

/** One host that the move changes, with the resources of its chain in their order. */
export interface Chain {
  host: string;
  kind: "domainController" | "standaloneGateway" | "center";
  /** Empty where the estate names none. */
  site: string;
  domain: string;
  generation: "v2" | "v3" | null;
  /** Index of its wave; null for gateways and Centers. */
  wave: number | null;
  /** Domain controllers whose sensors are verified first. */
  after: readonly string[];
  parts: readonly Part[];
}

/** Every chain of the move in the order of the plan: domain controllers by wave, gateways, Centers. */
export function chainsOf(estate: Estate, plan: Plan): Chain[] {
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const gateways = new Map(estate.domainControllers.map((dc) => [dc.name, dc.gateway]));
  const inOrder = plan.waves.flatMap((wave) => wave.domainControllers.flatMap((dc) => planned.get(dc) ?? []));
  return [
    ...inOrder.map((dc) => domainControllerChain(dc, gateways.get(dc.name) === "lightweight")),
    ...plan.standaloneGateways
      .filter((gateway) => gateway.heldBy.length === 0)
      .map((gateway) => ({
        ...chainOf(gateway.name, "standaloneGateway", ["tools", "watched", "remove-gateway"]),
        after: gateway.after,
      })),
    ...plan.centers.map((center) =>
      chainOf(center.name, "center", center.request === "remove" ? ["lock", "tools", "remove"] : ["lock"]),
    ),
  ];
}

/** Name of a chain's resource. */
export function resourceName(host: string, part: Part): string {
  return `${host}-${part}`;
}

function domainControllerChain(dc: PlannedDomainController, hasGateway: boolean): Chain {
  const generation = dc.decision.kind === "move" ? dc.decision.generation : null;
  const chain: Part[] = [
    "tools",
    ...(generation === "v2" ? (["package"] as const) : []),
    "ready",
    ...(hasGateway ? (["remove-gateway"] as const) : []),
    generation === "v2" ? "install-sensor" : "activate-sensor",
    "sensor",
  ];
  const { name, site, domain, wave, after } = dc;
  return {
    host: name,
    kind: "domainController",
    site,
    domain,
    generation,
    wave: wave ?? null,
    after,
    parts: chain,
  };
}

function chainOf(host: string, kind: Chain["kind"], parts: readonly Part[]): Chain {
  return { host, kind, site: "", domain: "", generation: null, wave: null, after: [], parts };
}
