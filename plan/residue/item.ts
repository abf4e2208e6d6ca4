import type { HostFacts } from "../facts.ts";

/** Whom a trace may be on: a domain controller that had a gateway, one that was watched, … or the forest itself. */
export type ResidueKind =
  | "lightweightGateway"
  | "watchedDomainController"
  | "standaloneGateway"
  | "center"
  | "forest";

/** `there` and `gone` are measured; `unread` was asked for in vain; `look`: no fact can tell, a person has to look. */
export type ResidueState = "there" | "gone" | "unread" | "look";

export interface ResidueFinding {
  state: ResidueState;
  /** What was measured; empty where nothing was. */
  measured: string;
}

/** Who usually owns the place. */
export type ResidueOwner =
  | "server team"
  | "directory team"
  | "network team"
  | "antivirus team"
  | "monitoring team"
  | "certificate team"
  | "owner of ATA";

/** What a step clears is what its host can prove to be the product's own, and nothing that others may use. */
export type ResidueSetting = "clearRemnants" | "then: remove" | "deleteDatabase";

/** Something ATA, or its move, leaves behind. In `where`, `{host}` stands for the host. */
export interface ResidueItem {
  id: string;
  on: readonly ResidueKind[];
  what: string;
  /** Where it is found, literally where that helps. */
  where: string;
  owner: ResidueOwner;
  /** How it is cleared, or why it stays. */
  clear: string;
  /** Setting of the estate file that has a step clear it, where one does; all else a person clears. */
  setting?: ResidueSetting;
  /** Whether Microsoft's pages name it, or it follows from what they say of the installation. */
  source: "documented" | "inferred";
  /** What a survey's facts tell of it; without it, a person looks. */
  tell?: (facts: HostFacts) => ResidueFinding;
}
