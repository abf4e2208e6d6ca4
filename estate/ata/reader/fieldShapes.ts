import { binary, isObject, plain } from "./extendedJson.ts";
import { asEndpoint } from "./forms.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** Binary data that is no GUID. */
export function isBinary(value: Json): boolean {
  return isObject(value) && "$binary" in value && plain(value) === binary;
}

/** ATA keeps an encrypted value as `{ CertificateThumbprint, EncryptedBytes }`. */
export function isEncrypted(value: Json): boolean {
  return isObject(value) && "EncryptedBytes" in value;
}

export function isEmpty(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}

/** The texts of a header field, endpoints as `host:port`; undefined where it is something else. */
export function headerTexts(value: Json): string[] | undefined {
  if (typeof value === "string") return value === "" ? [] : [value];
  const inner = plain(value);
  const elements = inner === null ? [] : Array.isArray(inner) ? inner : [value];
  const texts: string[] = [];
  for (const element of elements) {
    const unwrapped = plain(element);
    const text = isObject(unwrapped) ? asEndpoint(unwrapped) : unwrapped;
    if (text === null || text === "") continue;
    if (typeof text !== "string" && typeof text !== "number") return undefined;
    texts.push(String(text));
  }
  return texts;
}
