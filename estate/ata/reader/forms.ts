import type { SettingForm } from "../rules/settings.ts";
import { binary, isObject, plain } from "./extendedJson.ts";
import type { Json } from "./parseDocument.ts";

/** A setting's value as it is kept: a person can read it. */
export type SettingValue = null | boolean | string | string[];

/** What a value was read as, and which parts of it were not understood (`[3]`, `.Mask`; empty: all of it). */
export interface FormResult {
  value: SettingValue;
  odd: string[];
}

/** Reads a value in the form its setting has. Never throws. */
export function readForm(form: Exclude<SettingForm, "switches" | "trees">, json: Json): FormResult {
  switch (form) {
    case "switch":
      return one(asSwitch(json));
    case "text":
      return one(asText(json));
    case "endpoint":
      return one(asEndpoint(json));
    case "texts":
      return list(json, asRecipient);
    case "entities":
      return list(json, asEntityId);
    case "subnets":
      return list(json, asSubnet);
  }
}

function one(value: null | boolean | string | undefined): FormResult {
  return value === undefined ? { value: null, odd: [""] } : { value, odd: [] };
}

/** An element that says nothing is odd too: something stood there. */
function list(json: Json, element: (json: Json) => string | null | undefined): FormResult {
  const value = plain(json);
  if (value === null || value === "") return { value: [], odd: [] };
  if (Array.isArray(value) && value.every(isFilledText)) return { value, odd: [] };
  const elements = Array.isArray(value) ? value : [json];
  const read: string[] = [];
  const odd: string[] = [];
  for (let index = 0; index < elements.length; index += 1) {
    const text = element(elements[index] as Json);
    if (typeof text === "string" && text !== "") read.push(text);
    else odd.push(Array.isArray(value) ? `[${index}]` : "");
  }
  return { value: read, odd };
}

function asSwitch(json: Json): boolean | null | undefined {
  const value = plain(json);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return undefined;
}

function asText(json: Json): string | null | undefined {
  const value = plain(json);
  if (value === null) return null;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const mailNames = ["Address", "Mail", "Email", "EmailAddress", "MailAddress"];
/** .NET's MailAddress says its parts again. */
const partNames = ["User", "Host", "_t"];

/** An address as text, or as an object with the name of who it is. */
function asRecipient(json: Json): string | null | undefined {
  const value = plain(json);
  if (!isObject(value)) return asText(json);
  const field = mailNames.find((name) => name in value);
  const others = Object.keys(value).filter((key) => key !== field && !partNames.includes(key));
  if (field === undefined || others.some((key) => key !== "DisplayName")) return undefined;
  const address = plain(value[field] ?? null);
  const name = plain(value.DisplayName ?? null);
  if (typeof address !== "string") return undefined;
  return typeof name === "string" && name !== "" ? `${name} <${address}>` : address;
}

const idNames = ["Id", "_id", "_t"];

/** Ids as they are: GUIDs, or texts such as `computer 10.1.2.7`. Lists of them are long, so nothing is done to them. */
function asEntityId(json: Json): string | undefined {
  const value = plain(json);
  if (typeof value === "string") return value;
  if (!isObject(value) || !Object.keys(value).every((key) => idNames.includes(key))) return undefined;
  const inner = plain(value.Id ?? value._id ?? null);
  return typeof inner === "string" ? inner : undefined;
}

/** The spelling by which ids are compared: lower case, without braces. */
export function idKey(id: string): string {
  return (id.startsWith("{") && id.endsWith("}") ? id.slice(1, -1) : id).toLowerCase();
}

function isFilledText(value: Json): value is string {
  return typeof value === "string" && value !== "";
}

const hostNames = ["Address", "Host", "HostName", "Server"];

/** `host:port`, the port only where there is one; IPv6 addresses in brackets. */
export function asEndpoint(json: Json): string | null | undefined {
  const value = plain(json);
  if (value === null || typeof value === "string") return value === "" ? null : value;
  if (!isObject(value)) return undefined;
  const names = Object.keys(value).filter((key) => key !== "Port" && key !== "_t");
  const known = names.length === 0 || (names.length === 1 && hostNames.includes(names[0] ?? ""));
  const address = asText(value[names[0] ?? ""] ?? null);
  const port = asText(value.Port ?? null);
  if (!known || address === undefined || port === undefined) return undefined;
  if (address === null || address === "") return null;
  const host = address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
  return port === null || port === "0" ? host : `${host}:${port}`;
}

const addressNames = [
  "Address",
  "AddressString",
  "IpAddress",
  "NetworkAddress",
  "BaseAddress",
  "Prefix",
  "Subnet",
];
const lengthNames = [
  "PrefixLength",
  "SubnetPrefixLength",
  "MaskLength",
  "PrefixLen",
  "SubnetMaskLength",
  "Cidr",
  "SubnetMask",
  "Mask",
];

const rangeNames = [/^(start|from|first|begin|lower)/i, /^(end|to|last|upper)/i];

/** `10.0.0.0/24`, from text or from an object with an address and its prefix length; `10.0.0.1-10.0.0.9` from a range. */
function asSubnet(json: Json): string | undefined {
  const value = plain(json);
  if (typeof value === "string") return value;
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value).filter((key) => key !== "_t");
  const ends = rangeNames.map((name) => keys.find((key) => name.test(key)));
  if (keys.length === 2 && ends.every((key) => key !== undefined)) {
    const texts = ends.map((key) => asText(value[key] ?? null));
    return texts.every((text) => typeof text === "string" && text !== "") ? texts.join("-") : undefined;
  }
  const address = keys.find((key) => addressNames.includes(key));
  const length = keys.find((key) => lengthNames.includes(key));
  if (address === undefined || keys.length !== (length === undefined ? 1 : 2)) return undefined;
  const base = asText(value[address] ?? null);
  if (typeof base !== "string") return undefined;
  if (length === undefined) return base;
  const bits = asText(value[length] ?? null);
  return typeof bits === "string" ? `${base}/${bits}` : undefined;
}

/** True where PowerShell wrote an object as text, because ConvertTo-Json stops at a depth of 2 unless told otherwise. */
export function isFlattened(json: Json): boolean {
  return typeof json === "string" && /^(@\{.*\}|System\.(Object|Collections)[\w.]*(\[\])?)$/s.test(json);
}

/** What a value is, without saying it: `text of 12 characters`, `list of 3`. */
export function describeValue(json: Json): string {
  const value = plain(json);
  if (value === binary) return "binary data";
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "empty list" : `list of ${value.length}`;
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (typeof value === "object") return "object";
  return typeof value === "boolean" ? "true or false" : "number";
}
