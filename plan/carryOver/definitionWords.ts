import type { Destination } from "./carryOver.ts";

/** What a row is about, the same for every estate. */
export interface RowDefinition {
  title: string;
  destination: Destination;
  /** Which sensors the setting exists for. */
  appliesTo: "v2" | "v3" | "both" | "none";
  /** What the person, or the application, must be allowed to do. */
  permission: string;
  /** The row cannot be done before the first sensors' initial sync is over. */
  needsInitialSync: boolean;
  /** What to do, in order; the values stand with the row's items. */
  steps: readonly string[];
  /** What shows that it was done. */
  proof: string;
  /** What to know first. */
  notes: readonly string[];
  /** Why nothing is to be done, whatever ATA holds; null: it depends on what ATA holds. */
  settled: string | null;
}

export const identities = "Settings > Identities";
/** Entra roles that configure the service, and the same in unified RBAC. */
export const configure =
  "Security Administrator or Security Operator; in unified RBAC: Authorization and settings > Security settings (all)";
