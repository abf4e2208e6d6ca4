import type { AttestedRow } from "../../estate/schema.ts";

/** Where a setting of ATA lives in Defender for Identity today. */
export type Destination =
  /** Microsoft Graph: the program sets it and reads it back. */
  | { kind: "graph"; resource: string }
  /** A cmdlet on a Windows host. */
  | { kind: "powershell"; command: string }
  /** A page of the portal, with the path of clicks that leads there. */
  | { kind: "portal"; path: string }
  /** The product took the setting away. */
  | { kind: "retired"; since: string }
  /** Nothing of the kind exists there. */
  | { kind: "none" };

/** One thing found in ATA that a row carries over: where it was, what it says there, what to type now. */
export interface CarryOverItem {
  /** Center it was found in, by its computer name; null where the source does not say. */
  center: string | null;
  /** Place in the source, such as `Configuration.SyslogClientConfiguration.ServerTransport`. */
  path: string;
  /** What it is called in ATA's console. */
  name: string;
  /** The value found, as a person reads it; a list has one entry an element. */
  found: string[];
  /** The exact thing to do with it; empty: nothing. */
  action: string;
}

/** A row of the checklist with what ATA has for it. */
export interface CarryOverRow {
  row: AttestedRow;
  items: CarryOverItem[];
  /** Why there is nothing to do, where that is so. */
  notApplicable: string | null;
  /** What a person has to know or decide before the row is done. */
  warnings: string[];
  /** SHA-256 of what ATA holds for the row: an attestation is void when it changes. */
  valueHash: string;
}

/** Everything that ATA's configuration means for Defender for Identity. Plain data. */
export interface CarryOver {
  schema: 1;
  rows: CarryOverRow[];
}
