import type { Inventory } from "../../estate/ata/inventory.ts";
import type { SettingId } from "../../estate/ata/rules/settings.ts";
import type { AttestedRow } from "../../estate/schema.ts";
import type { CarryOverItem } from "./carryOver.ts";
import { rowDefinitions } from "./definitions.ts";
import { unreadOf } from "./unread.ts";

type Items = readonly CarryOverItem[];

/** Why nothing is to be done for a row, found in ATA itself; null: something is, or it is not known. */
export function applicability(row: AttestedRow, items: Items, inventory: Inventory): string | null {
  const { settled } = rowDefinitions[row];
  if (settled !== null) return settled;
  return unreadOf(row, inventory).length > 0 ? null : (reasons[row]?.(items, inventory) ?? null);
}

const isOn = (items: Items, ...settings: SettingId[]) =>
  items.some(({ setting, found }) => setting !== null && settings.includes(setting) && found[0] === "on");
const has = (items: Items, ...settings: SettingId[]) =>
  items.some(({ setting, found }) => setting !== null && settings.includes(setting) && found.length > 0);
const when = (nothingToDo: boolean, reason: string) => (nothingToDo ? reason : null);

const reasons: Partial<Record<AttestedRow, (items: Items, inventory: Inventory) => string | null>> = {
  "delayed-updates": () =>
    "ATA delayed no updates, so there is nothing to carry over; settings.delayedUpdate of a domain controller sets it.",
  "directory-service-account": (items) =>
    when(!has(items, "directory-account-name"), "ATA had no account for the directory."),
  syslog: (items) => when(!isOn(items, "syslog-enabled"), "ATA sent nothing by syslog."),
  vpn: (items) => when(!isOn(items, "vpn-enabled"), "ATA's gateways took no RADIUS accounting."),
  honeytokens: (items) => when(items.length === 0, "ATA had no honeytoken accounts."),
  "sensitive-tags": (items) => when(items.length === 0, "Nobody tagged an entity as sensitive in ATA."),
  exclusions: (items) => when(items.length === 0, "ATA excluded nothing from its detections."),
  "mail-notifications": (items) =>
    when(
      !isOn(items, "mail-enabled") || !has(items, "alert-mail-recipients", "health-mail-recipients"),
      "ATA sent no mail: it had no mail server, or no recipients.",
    ),
  "scheduled-reports": (items) => when(!has(items, "report-schedule"), "No report was scheduled in ATA."),
  siem: (items) => when(!isOn(items, "siem-syslog-listener"), "ATA's gateways took no events from a SIEM."),
  "health-alerts": (items) =>
    when(
      items.every(({ action }) => action === null),
      items.length === 0
        ? "Every health alert was on in ATA."
        : "Only health alerts about the Center, or what goes with it, were off, and the Center goes.",
    ),
  "detectors-off": (items) => when(items.length === 0, "Every detection was on in ATA."),
  "default-sensitive-groups": (items, { sensitiveByDefault }) =>
    when(
      sensitiveByDefault !== null && items.length === 0,
      "Nobody was sensitive in ATA only through a group that Defender for Identity does not count.",
    ),
};
