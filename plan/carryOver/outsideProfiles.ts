import type { Inventory } from "../../estate/ata/inventory.ts";
import type { AttestedRow } from "../../estate/schema.ts";
import { alertsNow, detectionsOfType } from "./alertMap.ts";
import type { CarryOverItem } from "./carryOver.ts";
import { ataRoles } from "./roles.ts";

/** What ATA keeps outside its profiles: role groups, groups sensitive by default, alerts. */
export function outsideItems(inventory: Inventory): [AttestedRow, CarryOverItem][] {
  return [
    ...roleItems(inventory).map((item): [AttestedRow, CarryOverItem] => ["role-groups", item]),
    ...sensitiveItems(inventory).map((item): [AttestedRow, CarryOverItem] => [
      "default-sensitive-groups",
      item,
    ]),
    ...alertItems(inventory).map((item): [AttestedRow, CarryOverItem] => ["ata-alerts", item]),
  ];
}

function roleItems({ roleGroups }: Inventory): CarryOverItem[] {
  return roleGroups.flatMap((groups) =>
    ataRoles.flatMap((role) => {
      const members = [...new Set(groups[role.key])];
      if (members.length === 0) return [];
      return [
        {
          center: groups.center,
          setting: null,
          path: `local group: ${role.group}`,
          name: role.group,
          found: members,
          entities: false,
          action: role.action,
        },
      ];
    }),
  );
}

function sensitiveItems({ sensitiveByDefault }: Inventory): CarryOverItem[] {
  return (sensitiveByDefault ?? [])
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => ({
      center: null,
      setting: null,
      path: `group: ${group}`,
      name: `Sensitive in ATA only through ${group}`,
      found: [...new Set(members)],
      entities: false,
      action: "Decide: tag the group or these members as sensitive, or accept that they are not any more.",
    }));
}

/** What ATA calls an alert that needs nothing more. Any other word, or none, may be an open one. */
const settledStatus = /^(closed|suppressed|dismissed)$/i;

const statusWords: ReadonlyMap<string, string> = new Map([
  ["open", "open"],
  ["invisible", "held back by ATA, which its console does not show"],
]);

/** Alerts that are still open, by type; those that were closed need nothing. */
function alertItems({ alerts }: Inventory): CarryOverItem[] {
  const open = new Map<string, Map<string, number>>();
  for (const { type, status, count } of alerts ?? []) {
    if (settledStatus.test(status)) continue;
    const word = statusWords.get(status.toLowerCase()) ?? `whose status is ${status}`;
    const counts = open.get(type) ?? new Map<string, number>();
    open.set(type, counts.set(word, (counts.get(word) ?? 0) + count));
  }
  return [...open].map(([type, counts]) => {
    const found = detectionsOfType(type);
    const name = [...new Set(found.map((one) => one.name))].join(" / ");
    return {
      center: null,
      setting: null,
      path: `alerts: ${type}`,
      name: name === "" ? type : name,
      found: [...counts].map(([word, count]) => `${count} ${word}`),
      entities: false,
      action: `Record or remediate each one in ATA's console; none is taken over. The same is reported now by: ${alertsNow(found)}.`,
    };
  });
}
