import { isDeepStrictEqual } from "node:util";

/**
 * How the engine writes what JSON cannot say: a value not known yet, and a value that is secret. Source: the engine's
 * property encoding; both are part of every provider's contract.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export type Properties = Record<string, unknown>;

/** A value marked so that the engine keeps it encrypted. */
export function secret(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, value };
}

function isSecret(value: object): value is { value: unknown } {
  return SIGNATURE in value && value[SIGNATURE] === SECRET;
}

/** The same value with every secret inside it in clear. */
export function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return reveal(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reveal(member)]));
}

export function revealAll(properties: Properties): Properties {
  return reveal(properties) as Properties;
}

/** True when the value, or anything inside it, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}

/** Whether two values say the same; null and absence are the same, as the engine may turn one into the other. */
export function same(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutNulls(reveal(one)), withoutNulls(reveal(other)));
}

function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object") return value;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const kept = withoutNulls(member);
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(members);
}
