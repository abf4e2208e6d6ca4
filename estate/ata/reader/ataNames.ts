import { isObject } from "./extendedJson.ts";
import { deepestDocument, TooDeep } from "./limits.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/**
 * The document with names as ATA spells them: some tools write `netbiosName` for `NetbiosName`. One that has a name of
 * ATA's spelling stays as it is, and so do this project's own files.
 */
export function withAtaNames(document: JsonObject): JsonObject {
  for (const name in document) {
    const first = name.charCodeAt(0);
    if (first >= 0x41 && first <= 0x5a) return document;
  }
  const isOwn = typeof document.kind === "string" || typeof document.takenAt === "string";
  if (isOwn || !Object.keys(document).some(isCamel)) return document;
  return renamed(document, 1);
}

const isCamel = (name: string) => /^[a-z]/.test(name);

function renamed(object: JsonObject, depth: number): JsonObject {
  if (depth > deepestDocument) throw new TooDeep();
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const pascal = isCamel(name) ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
      // Two names must not become one.
      return [Object.hasOwn(object, pascal) ? name : pascal, renamedValue(value, depth + 1)];
    }),
  );
}

function renamedValue(value: Json, depth: number): Json {
  if (depth > deepestDocument) throw new TooDeep();
  if (Array.isArray(value)) return value.map((element) => renamedValue(element, depth + 1));
  if (!isObject(value) || Object.keys(value).some((name) => name.startsWith("$"))) return value;
  return renamed(value, depth);
}
