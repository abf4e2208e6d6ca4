import type { Reply } from "./reply.ts";
import type { DefenderService } from "./service.ts";

/** One request as an operation sees it. */
export interface Call {
  service: DefenderService;
  version: "v1.0" | "beta";
  /** What stood in the path's parentheses of the pattern. */
  parts: string[];
  query: URLSearchParams;
  body: unknown;
  /** Address without query, as the client wrote it. */
  address: string;
  context: string;
}

/** One operation of the API, with the permission it takes and the pattern of its path after `/security/identities`. */
export interface Route {
  name: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: RegExp;
  /** Least privileged application permission first; one of them is enough. */
  permissions: readonly string[];
  betaOnly?: true;
  answer(call: Call): Reply;
}

const SENSORS = ["SecurityIdentitiesSensors.Read.All", "SecurityIdentitiesSensors.ReadWrite.All"] as const;
const SENSORS_WRITE = ["SecurityIdentitiesSensors.ReadWrite.All"] as const;

export const readsSensors = SENSORS;
export const writesSensors = SENSORS_WRITE;

/** A function's path in both OData forms: short, or with namespace and parentheses. */
export function functionPath(before: string, name: string): RegExp {
  return new RegExp(
    `^${before}/(?:${name}(?:\\(\\))?|microsoft\\.graph\\.security\\.${name}(?:\\(\\))?)$`,
    "i",
  );
}

/** A single value, in the shape the scenario asks for. */
export function single(call: Call, value: Record<string, unknown>): Reply {
  const body =
    call.service.scenario.graph.singles === "wrapped"
      ? { "@odata.context": call.context, value }
      : { "@odata.context": call.context, ...value };
  return { status: 200, body };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
