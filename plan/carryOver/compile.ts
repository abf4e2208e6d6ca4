import type { CenterInventory, Inventory, InventorySetting } from "../../estate/ata/inventory.ts";
import { idKey } from "../../estate/ata/reader/forms.ts";
import { type SettingId, type SettingRule, settingRules } from "../../estate/ata/rules/settings.ts";
import { type AttestedRow, attestedRows } from "../../estate/schema.ts";
import { settingActions } from "./actions.ts";
import { alertsNow, detectionOfPath } from "./alertMap.ts";
import { applicability } from "./applicability.ts";
import type { CarryOver, CarryOverItem, CarryOverRow } from "./carryOver.ts";
import { healthAlertNow } from "./healthAlertMap.ts";
import { outsideItems } from "./outsideProfiles.ts";
import { rowWarnings } from "./warnings.ts";

const ruleOf = new Map<SettingId, SettingRule>(settingRules.map((rule) => [rule.id, rule]));

const places = new Map<SettingId | null, number>(settingRules.map(({ id }, index) => [id, index]));
const placeOf = ({ setting }: CarryOverItem) => places.get(setting) ?? 0;

/**
 * What ATA's configuration means for Defender for Identity: every setting that was read stands in exactly one row, with
 * what to do about it. Switches that stand as in a fresh Center (detections and health alerts that are on, gateways that
 * are no synchronizer candidates) are not listed. Pure: the same inventory gives the same rows, in the same order.
 */
export function compileCarryOver(inventory: Inventory): CarryOver {
  const names = Object.fromEntries(inventory.entities.map((entity) => [idKey(entity.id), entity]));
  const items = new Map<AttestedRow, CarryOverItem[]>(attestedRows.map((row) => [row, []]));
  for (const center of inventory.centers) addSettings(items, center.name, center.settings);
  for (const gateway of inventory.gateways) {
    const center = inventory.centers.find(({ id }) => id === gateway.center);
    addSettings(items, center?.name ?? null, gateway.settings, gateway.name);
  }
  for (const list of items.values()) list.sort((a, b) => placeOf(a) - placeOf(b));
  for (const [row, item] of outsideItems(inventory)) items.get(row)?.push(item);
  return {
    schema: 1,
    names,
    rows: attestedRows.map((row) => compileRow(row, items.get(row) ?? [], names, inventory)),
  };
}

function compileRow(
  row: AttestedRow,
  items: CarryOverItem[],
  names: CarryOver["names"],
  inventory: Inventory,
): CarryOverRow {
  const notApplicable = applicability(row, items, inventory);
  return {
    row,
    items: notApplicable === null ? items : items.map((item) => ({ ...item, action: null })),
    notApplicable,
    warnings: rowWarnings(row, items, names, inventory, notApplicable),
  };
}

function addSettings(
  items: ReadonlyMap<AttestedRow, CarryOverItem[]>,
  center: CenterInventory["name"] | null,
  settings: readonly InventorySetting[],
  gateway?: string,
): void {
  for (const { setting, path, value } of settings) {
    const rule = ruleOf.get(setting);
    if (rule === undefined || value === null || value === rule.standard) continue;
    const found = foundTexts(value);
    if (found.length === 0) continue;
    items.get(rule.row)?.push({
      center,
      setting,
      path: gateway === undefined ? path : `${gateway}: ${path}`,
      name: nameOf(rule, path),
      found,
      entities: rule.form === "entities",
      action: actionOf(rule.id as SettingId, path, value),
    });
  }
}

/** Empty: nothing is set. */
function foundTexts(value: InventorySetting["value"]): readonly string[] {
  if (typeof value === "boolean") return [value ? "on" : "off"];
  return value === null || value === "" ? [] : typeof value === "string" ? [value] : value;
}

/** The console's name, with which detection, health alert or report it is about. */
function nameOf(rule: SettingRule, path: string): string {
  const last = path.slice(path.lastIndexOf(".") + 1);
  if (rule.form === "switches") return `${rule.name}: ${healthAlertNow(last).name}`;
  if (rule.form === "trees") return `${rule.name}: ${last}`;
  if (!path.includes("DetectorConfiguration.")) return rule.name;
  const { detector, detection } = detectionOfPath(path);
  return `${rule.name}: ${detection?.name ?? detector}`;
}

function actionOf(id: SettingId, path: string, value: InventorySetting["value"]): string | null {
  const action = settingActions[id];
  if (id === "health-alert") {
    const { now } = healthAlertNow(path.slice(path.lastIndexOf(".") + 1));
    if (now === null) return null;
    return now === undefined ? action : `${action} It is ${now}.`;
  }
  if (id === "detector" || id.startsWith("excluded-")) {
    const { detection } = detectionOfPath(path);
    return `${action} ${detection ? `It is now: ${alertsNow([detection])}.` : "No alert is known for this detection."}`;
  }
  if (id === "report-schedule" && /lateral/i.test(path)) {
    return "Nothing to schedule: the report of lateral movement paths does not exist any more.";
  }
  return value === false ? null : action;
}
