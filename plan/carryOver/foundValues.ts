import type { Entity } from "../../estate/ata/inventory.ts";
import { idKey } from "../../estate/ata/reader/forms.ts";
import type { CarryOver, CarryOverItem } from "./carryOver.ts";

/** One value as a person reads it. */
export interface ShownValue {
  /** What to type or look for: a directory object's name; its id where no source knows the name. */
  text: string;
  /** ATA's id, where the value is one. */
  id: string | null;
  entity: Entity | null;
  /** False where the value is an id that no source knows. */
  resolved: boolean;
}

/** The values of an item, each once, with the names that are known. */
export function shownValues(item: CarryOverItem, names: CarryOver["names"]): ShownValue[] {
  const values = [...new Set(item.found)];
  if (!item.entities) return values.map((text) => ({ text, id: null, entity: null, resolved: true }));
  return values.map((id) => {
    const entity = nameOf(id, names);
    const text = entity?.name ?? machineOf(id);
    return { text: text ?? id, id, entity: entity ?? null, resolved: text !== undefined };
  });
}

/** How many values of an item are ids that no source knows. */
export function countUnresolved(item: CarryOverItem, names: CarryOver["names"]): number {
  if (!item.entities) return 0;
  const none = isEmpty(names);
  let unresolved = 0;
  for (const id of item.found) {
    if (machineOf(id) === undefined && (none || nameOf(id, names) === undefined)) unresolved += 1;
  }
  return unresolved;
}

function nameOf(id: string, names: CarryOver["names"]): Entity | undefined {
  const key = idKey(id);
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

/** A machine that ATA never found in the directory has its address or DNS name in its id: `computer 10.1.2.7`. */
function machineOf(id: string): string | undefined {
  return id.startsWith("computer ") ? id.slice("computer ".length).trim() : undefined;
}

function isEmpty(names: CarryOver["names"]): boolean {
  for (const _ in names) return false;
  return true;
}
