import { isDeepStrictEqual } from "node:util";

/**
 * Values as the engine sends them: plain JSON, with wrappers for what JSON has no word for. A wrapper is an object
 * whose signature key holds one of the signatures below (sdk/go/common/resource of pulumi/pulumi).
 */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Stands for a value that is not known yet; only seen in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Properties by name, wrapped or plain. */
export type Properties = Record<string, unknown>;

/** A file asset (path), a string asset (text) or an archive of a file or folder (path). */
export interface Source {
  kind: "asset" | "archive";
  path?: string;
  text?: string;
  hash?: string;
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function signature(value: unknown): unknown {
  return isObject(value) ? value[SIGNATURE_KEY] : undefined;
}

/** The value without its secret and output wrappers, at every depth. Assets and archives stay as they are. */
export function plain(value: unknown): unknown {
  switch (signature(value)) {
    case SECRET:
    case OUTPUT: {
      const wrapped = value as Properties;
      return "value" in wrapped ? plain(wrapped.value) : UNKNOWN;
    }
    case ASSET:
    case ARCHIVE:
      return value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value ?? undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** The value marked secret; one that is marked already is left alone. */
export function secret(value: unknown): unknown {
  return signature(value) === SECRET ? value : { [SIGNATURE_KEY]: SECRET, value };
}

/** The asset or archive in a plain value; undefined where it is neither, or made of several assets. */
export function asSource(value: unknown): Source | undefined {
  const found = signature(value);
  if (found !== ASSET && found !== ARCHIVE) return undefined;
  const { path, text, hash } = value as { path?: string; text?: string; hash?: string };
  if (path === undefined && (text === undefined || found === ARCHIVE)) return undefined;
  return { kind: found === ASSET ? "asset" : "archive", path, text, hash };
}

/** True where two wire values mean the same. Wrappers do not count; assets are told apart by their content's hash. */
export function sameValue(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(comparable(plain(one)), comparable(plain(other)));
}

function comparable(value: unknown): unknown {
  const source = asSource(value);
  if (source) return source.hash === undefined ? source : { kind: source.kind, hash: source.hash };
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}
