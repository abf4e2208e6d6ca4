import type { Inventory } from "../../estate/ata/inventory.ts";
import type { AttestedRow } from "../../estate/schema.ts";
import type { CarryOver, CarryOverItem } from "./carryOver.ts";
import { rowDefinitions } from "./definitions.ts";
import { countUnresolved } from "./foundValues.ts";
import { unreadOf } from "./unread.ts";

/** What a person has to know before the row is done: what is not known, and what the product's page does not say. */
export function rowWarnings(
  row: AttestedRow,
  items: readonly CarryOverItem[],
  names: CarryOver["names"],
  inventory: Inventory,
  notApplicable: string | null,
): string[] {
  const unread = [
    ...unreadWarning(row, inventory),
    ...(rowDefinitions[row].settled === null ? unreadOf(row, inventory) : []),
  ];
  if (notApplicable !== null) return unread;
  return [...unread, ...unresolvedWarning(items, names), ...rowDefinitions[row].notes];
}

function unresolvedWarning(items: readonly CarryOverItem[], names: CarryOver["names"]): string[] {
  const unknown = items.reduce((sum, item) => sum + countUnresolved(item, names), 0);
  if (unknown === 0) return [];
  return [
    `${unknown} id(s) have no name: give \`ata2mdi import\` an export of UniqueEntity or the directory's facts, or look them up with Get-ADObject -Identity <id>. One that the directory does not know is gone, and needs nothing.`,
  ];
}

/** Unread is not the same as none. */
function unreadWarning(row: AttestedRow, inventory: Inventory): string[] {
  if (row === "role-groups" && inventory.roleGroups.length === 0) {
    return [
      "The Center's local groups were not read: docs/carry-over.md shows how to collect their members.",
    ];
  }
  if (row === "default-sensitive-groups" && inventory.sensitiveByDefault === null) {
    return [
      "The members of Remote Desktop Users and DnsAdmins were not read: docs/carry-over.md shows how to collect them.",
    ];
  }
  if (row === "ata-alerts" && inventory.alerts === null) {
    return ["ATA's alerts were not read: export SuspiciousActivity, or ask the Center's REST interface."];
  }
  return [];
}
