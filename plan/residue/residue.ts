import type { Estate } from "../../estate/schema.ts";
import type { HostFacts } from "../facts.ts";
import type { Survey } from "../survey.ts";
import { residueItems } from "./catalogue.ts";
import type { ResidueFinding, ResidueItem, ResidueKind, ResidueState } from "./item.ts";

export interface ResidueRow extends ResidueFinding, Omit<ResidueItem, "on" | "tell"> {}

/** What to look for on one host, or in one forest. */
export interface HostResidue {
  /** Name of the host, or of the forest. */
  host: string;
  kinds: readonly ResidueKind[];
  /** When its facts were measured, ISO 8601; null: no survey has it. */
  measuredAt: string | null;
  rows: ResidueRow[];
}

/** What ATA leaves behind in an estate, host by host: measured where the last survey can tell, else a row to look at. */
export function residueOf(estate: Estate, survey?: Survey): HostResidue[] {
  return places(estate)
    .filter(({ kinds }) => kinds.length > 0)
    .map(({ host, kinds }) => {
      const facts = survey?.hosts[host];
      const items = residueItems.filter(({ on }) => on.some((kind) => kinds.includes(kind)));
      return {
        host,
        kinds,
        measuredAt: facts?.measuredAt ?? null,
        rows: items.map((item) => row(item, host, facts)),
      };
    });
}

/** How many rows are in each state. */
export function residueCounts(hosts: readonly HostResidue[]): Record<ResidueState, number> {
  const counts = { there: 0, gone: 0, unread: 0, look: 0 };
  for (const { state } of hosts.flatMap(({ rows }) => rows)) counts[state] += 1;
  return counts;
}

function places(estate: Estate): { host: string; kinds: ResidueKind[] }[] {
  const watched = new Set(estate.standaloneGateways.flatMap(({ watches }) => watches));
  return [
    ...estate.domainControllers.map(({ name, gateway }) => ({
      host: name,
      kinds: [
        ...(gateway === "lightweight" ? (["lightweightGateway"] as const) : []),
        ...(watched.has(name) ? (["watchedDomainController"] as const) : []),
      ],
    })),
    ...estate.standaloneGateways.map(({ name }) => ({ host: name, kinds: ["standaloneGateway" as const] })),
    ...estate.centers.map(({ name }) => ({ host: name, kinds: ["center" as const] })),
    ...[...new Set(estate.centers.map(({ forest }) => forest))].map((forest) => ({
      host: forest,
      kinds: ["forest" as const],
    })),
  ];
}

function row(
  { on: _on, tell, ...item }: ResidueItem,
  host: string,
  facts: HostFacts | undefined,
): ResidueRow {
  const finding = found(tell, facts);
  return { ...item, where: item.where.replaceAll("{host}", host), ...finding };
}

function found(tell: ResidueItem["tell"], facts: HostFacts | undefined): ResidueFinding {
  if (!tell) return { state: "look", measured: "" };
  return facts ? tell(facts) : { state: "unread", measured: "no survey has this host" };
}
