import type { CenterInventory, Inventory } from "../../estate/ata/inventory.ts";
import { kindNames } from "../../estate/ata/reader/kind.ts";
import { type SettingId, type SettingRule, settingRules } from "../../estate/ata/rules/settings.ts";
import type { AttestedRow } from "../../estate/schema.ts";

/** Settings without which nobody can say that ATA used nothing of a row: all of them, or one of several lists. */
const decisive: Partial<Record<AttestedRow, { all: SettingId[] } | { any: SettingId[] }>> = {
  "directory-service-account": { all: ["directory-account-name"] },
  syslog: { all: ["syslog-enabled"] },
  vpn: { all: ["vpn-enabled"] },
  honeytokens: { all: ["honeytoken-accounts"] },
  "sensitive-tags": { all: ["sensitive-accounts", "sensitive-groups"] },
  exclusions: { any: ["excluded-computers", "excluded-accounts", "excluded-subnets"] },
  "mail-notifications": { all: ["mail-enabled", "alert-mail-recipients", "health-mail-recipients"] },
  "scheduled-reports": { all: ["report-schedule"] },
  siem: { all: ["siem-syslog-listener"] },
  "health-alerts": { all: ["health-alert"] },
  "detectors-off": { all: ["detector"] },
};

const rules: readonly (SettingRule & { id: SettingId })[] = settingRules;

/**
 * What of a row was not read: a setting that decides it is missing from a profile, or a part of one was not understood.
 * One sentence each. As long as there is one, the row is not "not applicable": not read is not none.
 */
export function unreadOf(row: AttestedRow, inventory: Inventory): string[] {
  return [...inventory.centers.flatMap((center) => missingIn(row, center)), ...notUnderstood(row, inventory)];
}

function missingIn(row: AttestedRow, center: CenterInventory): string[] {
  const needed = decisive[row];
  // ATA 1.8 had no list of sensitive entities.
  if (needed === undefined || (row === "sensitive-tags" && center.version?.startsWith("1.8."))) return [];
  const isThere = (id: SettingId) =>
    center.settings.some(({ setting, value }) => setting === id && (value !== null || !isSwitch(id)));
  const missing =
    "all" in needed ? needed.all.filter((id) => !isThere(id)) : needed.any.some(isThere) ? [] : needed.any;
  if (missing.length === 0) return [];
  return [
    `The profile of the Center ${center.name || center.id} does not have: ${missing.map(nameOf).join("; ")}. Look it up in ATA's console.`,
  ];
}

function isSwitch(id: SettingId): boolean {
  return rules.find((rule) => rule.id === id)?.form === "switch";
}

function nameOf(id: SettingId): string {
  return rules.find((rule) => rule.id === id)?.name ?? id;
}

/** Parts of the row's settings that were not understood, or dropped because they are binary. */
function notUnderstood(row: AttestedRow, { unrecognised, secrets }: Inventory): string[] {
  const told = [...unrecognised, ...secrets].filter(({ document }) => document === kindNames.center);
  if (told.length === 0) return [];
  const places = rules.filter((rule) => rule.row === row && rule.document === "center").map(placePattern);
  const paths = told.map(({ path }) => path).filter((path) => places.some((place) => place.test(path)));
  if (paths.length === 0) return [];
  const shown = `${paths.slice(0, 3).join(", ")}${paths.length > 3 ? `, and ${paths.length - 3} more` : ""}`;
  return [`Not understood in ATA's profile: ${shown}. Look it up in ATA's console.`];
}

function placePattern({ path }: SettingRule): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^.]*")}(?:[.[].*)?$`);
}
