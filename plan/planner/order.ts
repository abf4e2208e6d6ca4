import type { DomainControllerEntry, DomainControllerRole } from "../../estate/schema.ts";

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

/** The tier of a domain controller: the latest that one of its roles asks for. */
export function tierOf(dc: DomainControllerEntry): Tier {
  if (dc.roles.includes("ataDomainSynchronizer")) return "domainSynchronizer";
  if (dc.roles.some((r) => OPERATIONS_MASTERS.includes(r))) return "operationsMaster";
  return dc.roles.some((r) => SPECIAL.includes(r)) ? "special" : "ordinary";
}

const BECAUSE: Record<Tier, string | undefined> = {
  ordinary: undefined,
  special: "a bridgehead or a server with further roles moves after the ordinary ones of its domain",
  operationsMaster: "an operations master moves late in its domain",
  domainSynchronizer:
    "an ATA domain synchronizer moves last in its domain, or ATA goes blind on its entities",
};
export function becauseOfTier(tier: Tier): string | undefined {
  return BECAUSE[tier];
}
