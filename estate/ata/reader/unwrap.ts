import { withAtaNames } from "./ataNames.ts";
import { isObject, plain } from "./extendedJson.ts";
import { kindOf } from "./kind.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** Wrappers within wrappers that are opened. */
const deepest = 4;

/**
 * The documents that a value holds: itself, or what is in the wrapper it is. A list; `{ "value": [...] }`, as Windows
 * PowerShell 5.1 writes a list (with `Count`) and OData does (with `@odata.context`); or an object of somebody's own,
 * such as `{ "center": {...}, "gateways": [...] }`. What else such an object holds becomes a document too, so that it is
 * told. A first page that says others follow stays closed.
 */
export function documentsIn(value: Json, depth = 0): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((one) => documentsIn(one, depth + 1));
  if (value === null) return [];
  // Nothing that stands among documents is passed over.
  if (!isObject(value)) return [{ value }];
  if (depth > deepest) return [value];
  const list = listIn(value);
  if (list !== undefined) return list.flatMap((one) => documentsIn(one, depth + 1));
  const parts = partsOf(value);
  if (parts === undefined) return [value];
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !parts.includes(name)));
  return [
    ...parts.flatMap((name) => documentsIn(value[name] as Json, depth + 1)),
    ...(Object.keys(rest).some((name) => !isAboutList(name)) ? [rest] : []),
  ];
}

/** How many there are, and what OData says of a list. */
const isAboutList = (name: string) => /^(count|totalcount|@?odata\.(?!nextlink).+)$/i.test(name);

function listIn(document: JsonObject): Json[] | undefined {
  const names = Object.keys(document);
  const name = names.find((one) => one === "value" || one === "Value");
  if (name === undefined || names.some((one) => one !== name && !isAboutList(one))) return undefined;
  const inner = document[name] as Json;
  if (Array.isArray(inner)) return inner;
  return isObject(inner) ? [inner] : undefined;
}

/** Members that hold documents; undefined where the object is a document itself, or none of them does. */
function partsOf(document: JsonObject): string[] | undefined {
  const names = Object.keys(document);
  if (names.some((name) => /^(_t|\$?type)$|nextlink$/i.test(name))) return undefined;
  const kind = kindOf(document);
  if (kind !== "unknown" && kind !== "license") return undefined;
  const parts = names.filter((name) => holdsDocument(document[name] as Json, 0));
  return parts.length > 0 ? parts : undefined;
}

function holdsDocument(value: Json, depth: number): boolean {
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.some((one) => holdsDocument(one, depth + 1));
  if (!isObject(plain(value)) || !isObject(value)) return false;
  const kind = kindOf(withAtaNames(value));
  if (kind !== "unknown" && kind !== "license") return true;
  return Object.values(value).some((one) => holdsDocument(one, depth + 1));
}
