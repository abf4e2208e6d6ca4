import type { Json, JsonObject } from "./parseDocument.ts";

/** A value without MongoDB's type wrappers. Binary data is a mark, never its bytes. */
export type Plain = null | boolean | number | string | typeof binary | Json[] | JsonObject;

/** Stands for binary data, whatever it holds. */
export const binary: unique symbol = Symbol("binary data");

/**
 * Takes one value out of its extended JSON wrapper: `{"$oid":"…"}` is its text, `{"$date":…}` ISO 8601,
 * `{"$numberLong":"5"}` 5, `{"_t":…,"_v":…}` what is in `_v`. Anything else comes back as it is.
 */
export function plain(value: Json): Plain {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  for (const key in value) {
    const first = key.charCodeAt(0);
    if (first === 0x24) return unwrapped(value);
    return first === 0x5f && isTyped(value) ? plain(value._v as Json) : value;
  }
  return value;
}

/** `{ "_t": "System.String[]", "_v": [...] }`: so .NET's driver writes a value whose type the field does not say. */
function isTyped(value: JsonObject): boolean {
  return "_v" in value && "_t" in value && Object.keys(value).length === 2;
}

function unwrapped(value: JsonObject): Plain {
  if ("$oid" in value) return text(value.$oid);
  if ("$date" in value) return date(value.$date);
  if ("$numberLong" in value) return number(value.$numberLong);
  if ("$numberInt" in value) return number(value.$numberInt);
  if ("$numberDouble" in value) return number(value.$numberDouble);
  if ("$numberDecimal" in value) return number(value.$numberDecimal);
  if ("$uuid" in value) return text(value.$uuid);
  if ("$binary" in value) return binaryOrGuid(value);
  if ("$undefined" in value) return null;
  return value;
}

function text(value: Json | undefined): Plain {
  return typeof value === "string" ? value : null;
}

function number(value: Json | undefined): Plain {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) && (Number.isSafeInteger(parsed) || !/^-?\d+$/.test(value)) ? parsed : value;
}

/** A date in text stays as it is, as does one out of range; see `isoDate` for what it is worth. */
function date(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  const milliseconds = isObject(value) ? number(value.$numberLong) : value;
  return typeof milliseconds === "number" ? (isoDate(milliseconds) ?? String(milliseconds)) : null;
}

/**
 * A moment as ISO 8601 with milliseconds, from text or milliseconds since 1970. Null outside the years 1970 to 9998:
 * .NET's least and greatest dates mean that there is none.
 */
export function isoDate(moment: string | number): string | null {
  const milliseconds = typeof moment === "string" ? parsedDate(moment) : moment;
  if (!(milliseconds >= 0 && milliseconds < Date.UTC(9999, 0, 1))) return null;
  return new Date(milliseconds).toISOString();
}

/** ISO 8601, `/Date(1762155377909)/` as Windows PowerShell 5.1 writes dates, or milliseconds since 1970. */
function parsedDate(text: string): number {
  const milliseconds = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text)?.[1] ?? /^-?\d{11,}$/.exec(text)?.[0];
  return milliseconds === undefined ? Date.parse(text) : Number(milliseconds);
}

/** Subtypes 3 and 4 of binary data are GUIDs; 3 has .NET's order of bytes. All other binary data stays unread. */
function binaryOrGuid(value: JsonObject): Plain {
  const inner = value.$binary;
  const nested = inner !== null && typeof inner === "object" && !Array.isArray(inner) ? inner : undefined;
  const base64 = nested ? nested.base64 : inner;
  const subtype = Number.parseInt(String(nested ? nested.subType : value.$type), 16);
  if (typeof base64 !== "string" || (subtype !== 3 && subtype !== 4)) return binary;
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== 16) return binary;
  if (subtype === 3) {
    bytes.subarray(0, 4).reverse();
    bytes.subarray(4, 6).reverse();
    bytes.subarray(6, 8).reverse();
  }
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function isObject(value: Plain | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * The entries of a dictionary in any of its spellings: an object, `[{"k":…,"v":…}]`, `[{"Key":…,"Value":…}]` or `[[k, v]]`.
 * Undefined where the value is none of them.
 */
export function dictionary(value: Plain): [string, Json][] | undefined {
  if (isObject(value)) return Object.entries(value).filter(([key]) => key !== "_t");
  if (!Array.isArray(value)) return undefined;
  const entries: [string, Json][] = [];
  for (const element of value) {
    const pair = Array.isArray(element) ? element : keyAndValue(element);
    if (pair === undefined || pair.length !== 2 || typeof pair[0] !== "string") return undefined;
    entries.push([pair[0], pair[1] as Json]);
  }
  return entries;
}

function keyAndValue(element: Json): Json[] | undefined {
  if (!isObject(element)) return undefined;
  const names = Object.keys(element).filter((name) => name !== "_t");
  const key = names.find((name) => /^(k|key|name)$/i.test(name));
  const value = names.find((name) => /^(v|value)$/i.test(name));
  if (key === undefined || value === undefined || names.length !== 2) return undefined;
  return [element[key] as Json, element[value] as Json];
}
