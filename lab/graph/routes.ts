import { badRequest, type Reply } from "./reply.ts";
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
  /** In the schema of the US government clouds as well. */
  usGov?: true;
  /** Members a body may have; none: there is no body. */
  takes?: readonly string[];
  /** Query options the page of a single thing documents; a list looks after its own. */
  options?: readonly string[];
  /** Answers a list, which has query options of its own. */
  lists?: true;
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

/** How many a list has, as plain text. */
export function countOf(route: Route, call: Call): Reply {
  const query = new URLSearchParams(call.query);
  query.set("$count", "true");
  const reply = route.answer({ ...call, query });
  if (reply.status !== 200 || !isObject(reply.body)) return reply;
  return {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: String(reply.body["@odata.count"]),
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Why the documentation of an operation does not allow a request; undefined where it does. */
export function undocumented(route: Route, query: URLSearchParams, body: unknown): Reply | undefined {
  const strange = [...query.keys()].find((option) => !route.lists && !route.options?.includes(option));
  if (strange !== undefined) return badRequest(`The query option '${strange}' is not supported here.`);
  if (body === undefined) return undefined;
  if (!route.takes) return badRequest("A request body is not expected here.");
  const stranger = Object.keys(isObject(body) ? body : {}).find(
    (key) => !key.startsWith("@odata.") && !route.takes?.includes(key),
  );
  return stranger === undefined ? undefined : badRequest(`The property '${stranger}' is not expected here.`);
}

/** A path with each key in a segment of its own, whichever of the two OData forms it came in. */
export function plainKeys(path: string): string {
  return path.replace(/\('([^']*)'\)/g, "/$1");
}
