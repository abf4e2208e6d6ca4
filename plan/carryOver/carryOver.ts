import type { Entity } from "../../estate/ata/inventory.ts";
import type { SettingId } from "../../estate/ata/rules/settings.ts";
import type { AttestedRow } from "../../estate/schema.ts";

/** Where a setting of ATA lives in Defender for Identity today. */
export type Destination =
  /** Microsoft Graph: the program sets it and reads it back. */
  | { kind: "graph"; resource: string }
  /** A page of the portal, with the path of clicks that leads there. */
  | { kind: "portal"; path: string }
  /** The product took the setting away. */
  | { kind: "retired"; since: string }
  /** Nothing of the kind exists there. */
  | { kind: "none" };

/** One setting found in ATA: where it was, what it says there, what to do with it now. */
export interface CarryOverItem {
  /** Center it was found in, by its computer name; null where there is none behind it. */
  center: string | null;
  /** Null for what stands outside the profiles: role groups, alerts, groups sensitive by default. */
  setting: SettingId | null;
  /** Place in the source, such as `Configuration.SyslogClientConfiguration.ServerTransport`. */
  path: string;
  /** What it is called in ATA's console. */
  name: string;
  /** The values as ATA has them; what an id stands for is in `names`. */
  found: readonly string[];
  /** True where the values are ids of directory objects. */
  entities: boolean;
  /** The exact thing to do with it; null: nothing. */
  action: string | null;
}

/** A row of the checklist with what ATA has for it. */
export interface CarryOverRow {
  row: AttestedRow;
  items: CarryOverItem[];
  /** Why there is nothing to do, where that is so. */
  notApplicable: string | null;
  /** What a person has to know or decide before the row is done. */
  warnings: string[];
}

/** Everything that ATA's configuration means for Defender for Identity. Plain data. */
export interface CarryOver {
  schema: 1;
  /** The directory objects whose names are known, by id as `idKey` spells it. */
  names: Readonly<Record<string, Entity>>;
  /** One a row, in the order of the estate schema. */
  rows: CarryOverRow[];
}
