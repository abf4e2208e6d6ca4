import { isSecretName } from "../rules/secrets.ts";
import { binary, isObject, plain } from "./extendedJson.ts";
import { asEndpoint } from "./forms.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** Binary data that is no GUID. */
export function isBinary(value: Json): boolean {
  return isObject(value) && ("$binary" in value || "_v" in value) && plain(value) === binary;
}

/** ATA keeps an encrypted value as `{ CertificateThumbprint, EncryptedBytes }`. */
export function isEncrypted(value: Json): boolean {
  if (!isObject(value)) return false;
  if ("EncryptedBytes" in value) return true;
  const inner = "_v" in value ? plain(value) : null;
  return isObject(inner) && "EncryptedBytes" in inner;
}

/** True for a field that must be neither kept nor printed, by its name or by what it is; a switch is none. */
export function isSecretField(name: string, value: Json): boolean {
  if (typeof value === "object" && (isBinary(value) || isEncrypted(value))) return true;
  return isSecretName(name) && typeof plain(value) !== "boolean";
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
    const text = isObject(unwrapped) ? (asVersion(unwrapped) ?? asEndpoint(unwrapped)) : unwrapped;
    if (text === null || text === "") continue;
    if (typeof text !== "string" && typeof text !== "number") return undefined;
    texts.push(String(text));
  }
  return texts;
}

/**
 * `{ "Interval": "00:10:00", "IsEnabled": true }`: how ATA says when a piece of its own work runs. One that is switched
 * off may be somebody's choice.
 */
export function isRunning(value: Json): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).filter((name) => name !== "_t");
  return (
    names.length === 2 &&
    typeof plain(value.Interval ?? null) === "string" &&
    plain(value.IsEnabled ?? null) === true
  );
}

const chosenName = /exclu|exempt|whitelist|allowlist|ignored|honeytoken|sensitive|recipient|^to$/i;

/** A list that a person filled, as its name says, in a part that holds nothing of the kind as far as anybody knows. */
export function isChosenList(name: string, value: Json): boolean {
  const inner = Array.isArray(value) || isObject(value) ? plain(value) : null;
  return Array.isArray(inner) && inner.length > 0 && chosenName.test(name);
}

const versionParts = ["Major", "Minor", "Build", "Revision"];

/** `1.9.7576.0` of .NET's Version as an object; undefined where it is something else. */
function asVersion(value: JsonObject): string | undefined {
  const known = Object.keys(value).every((key) => [...versionParts, "_t"].includes(key));
  const parts = versionParts.map((part) => plain(value[part] ?? null)).filter((part) => part !== null);
  return known && parts.length >= 2 && parts.every((part) => typeof part === "number")
    ? parts.join(".")
    : undefined;
}

/** The host an object in a list of hosts names, and which of its fields says so; undefined: none. */
export function hostIn(value: Json): { field: string; name: string } | undefined {
  if (!isObject(value)) return undefined;
  const field = ["DnsName", "Fqdn", "DomainControllerDnsName", "HostName", "Name"].find(
    (key) => key in value,
  );
  const name = field === undefined ? undefined : plain(value[field] as Json);
  return field !== undefined && typeof name === "string" && name !== "" ? { field, name } : undefined;
}
