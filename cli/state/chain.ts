import type { Estate } from "../../estate/schema.ts";
import { centerRest } from "../../plan/centerRest.ts";
import type { Plan, PlannedDomainController } from "../../plan/plan.ts";

/** The steps a person sees, by the ending of their resource's name. */
export const parts = [
  "tools",
  "package",
  "ready",
  "watched",
  "access-key",
  "remove-gateway",
  "install-sensor",
  "activate-sensor",
  "sensor",
  // Not `tools`: while a host turns round, the engine still forgets those of the way forward.
  "back-tools",
  "way-back",
  "remove-sensor",
  "deactivate-sensor",
  "restore-gateway",
  "gateway",
  "wake",
  "backup",
  "read-back",
  "archive",
  "lock",
  "rest",
  "remove",
] as const;
export type Part = (typeof parts)[number];

/** One host that the move changes, with the resources of its chain in their order. */
export interface Chain {
  host: string;
  kind: "domainController" | "rollback" | "standaloneGateway" | "center";
  /** Empty where the estate names none. */
  site: string;
  domain: string;
  generation: "v2" | "v3" | null;
  /** Index of its wave; null for gateways and Centers. */
  wave: number | null;
  /** Domain controllers whose sensors are verified first. */
  after: readonly string[];
  parts: readonly Part[];
  /** What the resource's name of a step ends in that may come again: which of a Center's backups. */
  endings: { readonly [P in Part]?: string | undefined };
}

/** Every chain of the move in the order of the plan: domain controllers by wave, gateways, Centers. */
export function chainsOf(estate: Estate, plan: Plan): Chain[] {
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const gateways = new Map(estate.domainControllers.map((dc) => [dc.name, dc.gateway]));
  const inOrder = plan.waves.flatMap((wave) => wave.domainControllers.flatMap((dc) => planned.get(dc) ?? []));
  return [
    ...plan.domainControllers.flatMap(rollbackChain),
    ...inOrder.map((dc) => domainControllerChain(dc, gateways.get(dc.name) === "lightweight")),
    ...plan.standaloneGateways
      .filter((gateway) => gateway.heldBy.length === 0)
      .map((gateway) => ({
        ...chainOf(gateway.name, "standaloneGateway", ["tools", "watched", "remove-gateway"]),
        after: gateway.after,
      })),
    ...plan.centers.map(({ name }) => centerChain(name, estate, plan)),
  ];
}

/** Name of a chain's resource. */
export function resourceName({ host, endings }: Pick<Chain, "host" | "endings">, part: Part): string {
  const ending = endings[part];
  return ending === undefined ? `${host}-${part}` : `${host}-${part}-${ending}`;
}

function centerChain(name: string, estate: Estate, plan: Plan): Chain {
  const entry = estate.centers.find((center) => center.name === name);
  const removes = plan.centers.some((center) => center.name === name && center.request === "remove");
  const rest = entry ? centerRest(estate, entry, plan) : ({ kind: "left" } as const);
  const { backup, archive } = entry ?? {};
  const parts: Part[] = [
    ...(removes || backup || rest.kind !== "left" ? (["tools"] as const) : []),
    ...(rest.kind === "stopped" ? (["wake"] as const) : []),
    ...(rest.kind === "running" ? (["rest"] as const) : []),
    ...(backup ? (["backup", "read-back"] as const) : []),
    ...(backup && archive ? (["archive"] as const) : []),
    "lock",
    ...(rest.kind === "stopped" ? (["rest"] as const) : []),
    ...(removes ? (["remove"] as const) : []),
  ];
  const take = backup && String(backup.take);
  const endings = { backup: take, "read-back": take, archive: take };
  return { ...chainOf(name, "center", parts), endings };
}

function domainControllerChain(dc: PlannedDomainController, hasGateway: boolean): Chain {
  const generation = dc.decision.kind === "move" ? dc.decision.generation : null;
  const chain: Part[] = [
    "tools",
    ...(generation === "v2" ? (["package"] as const) : []),
    "ready",
    ...(generation === "v2" ? (["access-key"] as const) : []),
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
    endings: {},
  };
}

/** The way back of a domain controller that goes back to its gateway. */
function rollbackChain({ name, site, domain, decision }: PlannedDomainController): Chain[] {
  if (decision.kind !== "rollback") return [];
  const { generation } = decision;
  const parts: Part[] = [
    "back-tools",
    "way-back",
    "remove-sensor",
    ...(generation === "v3" ? (["deactivate-sensor"] as const) : []),
    "restore-gateway",
    "gateway",
  ];
  return [{ ...chainOf(name, "rollback", parts), site, domain, generation }];
}

/** A part that ends what protects the host; the part that closes the gap is `sensor` or `gateway`. */
export function takesProtection(kind: string, part: string | null): boolean {
  return kind === "domainController" ? part === "remove-gateway" : part === "remove-sensor";
}

function chainOf(host: string, kind: Chain["kind"], parts: readonly Part[]): Chain {
  return { host, kind, site: "", domain: "", generation: null, wave: null, after: [], parts, endings: {} };
}
