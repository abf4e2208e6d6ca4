import { readFileSync } from "node:fs";
import { InputError } from "./inputProblem.ts";
import { type Inventory, inventory as inventorySchema } from "./inventory.ts";

/** `estates/prod.yaml` → `estates/prod.carry-over.json`: where what was read of ATA is kept, beside the estate. */
export function carryOverFileOf(estateFile: string): string {
  return `${estateFile.replace(/\.ya?ml$/i, "")}.carry-over.json`;
}

/**
 * What was read of ATA for an estate; null where nothing was imported yet.
 * @throws InputError where the file is there and cannot be read, or is not what `ata2mdi import` writes.
 */
export function loadInventory(estateFile: string): Inventory | null {
  const file = carryOverFileOf(estateFile);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return null;
    throw broken(file, `it cannot be read (${code})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(file, "it is not JSON");
  }
  const parsed = inventorySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw broken(file, `${issue?.path.map(String).join(".") || "it"} is not what this version writes`);
}

function broken(file: string, cause: string): InputError {
  return new InputError({
    id: "ATA-CARRY-OVER",
    place: { file },
    cause,
    fix: "Run `ata2mdi import` again with the exports; it writes the file anew.",
  });
}

/** The file's text. The same inventory gives the same bytes. */
export function inventoryText(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 1)}\n`;
}

/**
 * An inventory with a newer one taken in: Centers that were read again replace what was known of them, others stay.
 * What does not name its Center is taken from the newer one where it has any.
 */
export function mergeInventories(known: Inventory, newer: Inventory): Inventory {
  const readAgain = new Set(newer.centers.map(({ id }) => id));
  const centers = known.centers.filter(({ id }) => !readAgain.has(id));
  if (centers.length === 0) return carryingOn(known, newer);
  const gatewayIds = new Set(newer.gateways.map(({ id }) => id));
  const gateways = known.gateways.filter(
    ({ id, center }) => !gatewayIds.has(id) && (center === null || !readAgain.has(center)),
  );
  const byPath = <T extends { document: string; path: string }>(one: readonly T[], other: readonly T[]) => [
    ...new Map([...one, ...other].map((entry) => [`${entry.document} ${entry.path}`, entry])).values(),
  ];
  return {
    ...carryingOn(known, newer),
    centers: [...centers, ...newer.centers],
    gateways: [...gateways, ...newer.gateways],
    irrelevant: byPath(known.irrelevant, newer.irrelevant),
    unrecognised: byPath(known.unrecognised, newer.unrecognised),
    secrets: byPath(known.secrets, newer.secrets),
  };
}

/** The newer one, with names, alerts and role groups that only the older one has. */
function carryingOn(known: Inventory, newer: Inventory): Inventory {
  const entities = new Map([...known.entities, ...newer.entities].map((entity) => [entity.id, entity]));
  return {
    ...newer,
    entities: [...entities.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    sensitiveByDefault: newer.sensitiveByDefault ?? known.sensitiveByDefault,
    alerts: newer.alerts ?? known.alerts,
    healthAlerts: newer.healthAlerts ?? known.healthAlerts,
    roleGroups: newer.roleGroups.length > 0 ? newer.roleGroups : known.roleGroups,
  };
}
