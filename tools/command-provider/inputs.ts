import { asSource, isObject, type Properties, plain, secret, UNKNOWN } from "./wire.ts";

/** What a property may hold. `anything` is an array of values of any kind; a nested shape is an object. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "strings"
  | "stringMap"
  | "anything"
  | "source"
  | { oneOf: readonly string[] }
  | { fields: Fields; secret?: true };

export interface Field {
  shape: Shape;
  required?: true;
  /** Filled in where the program says nothing. */
  default?: unknown;
}
export type Fields = Readonly<Record<string, Field>>;

export interface Failure {
  /** Path of the property, for example `connection.port`. */
  property: string;
  reason: string;
}

const endpoint = {
  host: { shape: "string", required: true },
  user: { shape: "string", default: "root" },
  port: { shape: "number", default: 22 },
  password: { shape: "string" },
  privateKey: { shape: "string" },
  privateKeyPassword: { shape: "string" },
  agentSocketPath: { shape: "string" },
  hostKey: { shape: "string" },
  dialErrorLimit: { shape: "number", default: 10 },
  perDialTimeout: { shape: "number", default: 15 },
} as const satisfies Fields;

const connection: Field = {
  required: true,
  shape: { secret: true, fields: { ...endpoint, proxy: { shape: { fields: endpoint } } } },
};
const logging: Field = { shape: { oneOf: ["stdout", "stderr", "stdoutAndStderr", "none"] } };

const commandFields = {
  create: { shape: "string" },
  update: { shape: "string" },
  delete: { shape: "string" },
  triggers: { shape: "anything" },
  stdin: { shape: "string" },
  environment: { shape: "stringMap" },
  logging,
  addPreviousOutputInEnv: { shape: "boolean" },
} as const satisfies Fields;

const processFields = {
  stdin: { shape: "string" },
  environment: { shape: "stringMap" },
  logging,
  addPreviousOutputInEnv: { shape: "boolean" },
  dir: { shape: "string" },
  interpreter: { shape: "strings" },
} as const satisfies Fields;

/** Inputs of each resource, as @pulumi/command 1.2.1 documents them. */
export const resourceInputs = {
  "command:remote:Command": { connection, ...commandFields },
  "command:remote:CopyToRemote": {
    connection,
    source: { shape: "source", required: true },
    remotePath: { shape: "string", required: true },
    triggers: { shape: "anything" },
  },
  "command:remote:CopyFile": {
    connection,
    localPath: { shape: "string", required: true },
    remotePath: { shape: "string", required: true },
    triggers: { shape: "anything" },
  },
  "command:local:Command": { ...commandFields, ...processFields },
} as const satisfies Record<string, Fields>;

/** Inputs of the function command:local:run. */
export const runInputs: Fields = { command: { shape: "string", required: true }, ...processFields };

/** Properties the official provider knows and this one does not do. */
const notDone = new Set(["assetPaths", "archivePaths"]);

/**
 * Checks inputs and fills in defaults. Failures name the property and never its value, which may be secret.
 * Wrappers stay; what must be secret is wrapped.
 */
export function checkInputs(fields: Fields, news: Properties): { inputs: Properties; failures: Failure[] } {
  const failures: Failure[] = [];
  const inputs = checkObject(fields, news, "", failures);
  return { inputs, failures };
}

function checkObject(fields: Fields, value: Properties, path: string, failures: Failure[]): Properties {
  const checked: Properties = {};
  for (const key of Object.keys(value)) {
    if (key in fields || plain(value[key]) === undefined) continue;
    failures.push({ property: path + key, reason: unknownReason(key, fields) });
  }
  for (const [key, field] of Object.entries(fields)) {
    if (plain(value[key]) !== undefined) {
      checked[key] = checkValue(field.shape, value[key], path + key, failures);
    } else if (field.default !== undefined) {
      checked[key] = field.default;
    } else if (field.required) {
      failures.push({ property: path + key, reason: "is required" });
    }
  }
  return checked;
}

function unknownReason(key: string, fields: Fields): string {
  return notDone.has(key)
    ? "is not done by this stand-in; use the official command provider"
    : `is not known; known are ${Object.keys(fields).join(", ")}`;
}

function checkValue(shape: Shape, value: unknown, path: string, failures: Failure[]): unknown {
  const bare = plain(value);
  if (bare === UNKNOWN) return value;
  if (typeof shape === "object" && "fields" in shape) {
    if (!isObject(bare)) {
      failures.push({ property: path, reason: "must be an object" });
      return value;
    }
    // A secret object is checked and kept as a whole: its own wrapper covers what is inside.
    if (shape.secret) return secret(checkObject(shape.fields, bare, `${path}.`, failures));
    return checkObject(shape.fields, value as Properties, `${path}.`, failures);
  }
  const reason = mismatch(shape, bare);
  if (reason) failures.push({ property: path, reason });
  return value;
}

function mismatch(shape: Exclude<Shape, { fields: Fields }>, value: unknown): string | undefined {
  if (typeof shape === "object") {
    return shape.oneOf.includes(value as string) ? undefined : `must be one of ${shape.oneOf.join(", ")}`;
  }
  switch (shape) {
    case "strings":
      return isStrings(value) ? undefined : "must be an array of strings";
    case "stringMap":
      return isObject(value) && isStrings(Object.values(value)) ? undefined : "must be a map of strings";
    case "anything":
      return Array.isArray(value) ? undefined : "must be an array";
    case "source":
      return asSource(value) ? undefined : "must be a FileAsset, a StringAsset or a FileArchive";
    default:
      return typeof value === shape ? undefined : `must be a ${shape}`;
  }
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
