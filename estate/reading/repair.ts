import type { z } from "zod";
import type { Path } from "../problem.ts";
import { type Estate, estate } from "../schema.ts";
import { valueAt } from "./schemaProblems.ts";

/** An estate in which everything the schema refuses was left out or stood in for, and the places of that. */
export interface Repaired {
  estate: Estate;
  standIns: Path[];
}

const DOMAIN = "unreadable.invalid";
const SITE = "unreadable";

/** What stands in for a required value that cannot be read, by its key. No real estate can hold these names. */
function standIn(path: Path): unknown {
  const number = path.findLast((part) => typeof part === "number") ?? 0;
  const values: Record<string, unknown> = {
    name: path[0] === "domains" ? DOMAIN : path[0] === "sites" ? SITE : `unreadable${number}`,
    domain: DOMAIN,
    forest: DOMAIN,
    site: SITE,
    console: "https://unreadable.invalid",
    workspace: {
      name: "unreadable",
      tenantId: "00000000-0000-0000-0000-000000000000",
      clientId: "00000000-0000-0000-0000-000000000000",
    },
    connection: { user: "unreadable", authentication: { agent: true } },
    domains: [{ name: DOMAIN, forest: DOMAIN }],
    sites: [{ name: SITE }],
    domainControllers: [{ name: `unreadable${number}`, domain: DOMAIN, site: SITE }],
    standaloneGateways: [{ name: `unreadable${number}`, watches: ["unreadable"] }],
    centers: [{ name: `unreadable${number}`, forest: DOMAIN, console: "https://unreadable.invalid" }],
    watches: ["unreadable"],
    tenantId: "00000000-0000-0000-0000-000000000000",
    clientId: "00000000-0000-0000-0000-000000000000",
    user: "unreadable",
    authentication: { agent: true },
  };
  const last = path.at(-1);
  const known = (key: unknown) => (Object.hasOwn(values, String(key)) ? values[String(key)] : undefined);
  if (typeof last !== "number") return known(last);
  const list = known(path.at(-2));
  return Array.isArray(list) ? list[0] : undefined;
}

/**
 * Makes the rest of a faulty file readable, so that every rule can still be held to it and all problems are told at
 * once. Undefined when too little is left of it.
 */
export function repair(value: unknown): Repaired | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const copy = clone(value);
  const standIns: Path[] = [];
  const tried = new Map<string, number>();
  for (let round = 0; round < 12; round += 1) {
    const result = estate.safeParse(copy);
    if (result.success) return { estate: result.data, standIns };
    for (const issue of result.error.issues) {
      for (const path of placesOf(issue)) {
        const times = tried.get(JSON.stringify(path)) ?? 0;
        tried.set(JSON.stringify(path), times + 1);
        // First leave it out; where it is required, stand something in; where that fails too, give up what holds it.
        const place = times < 2 ? path : path.slice(0, -1);
        if (place.length === 0) return undefined;
        const required = times === 1 || typeof path.at(-1) === "number";
        put(copy, place, times < 2 && required ? standIn(path) : undefined);
        if (issue.code !== "unrecognized_keys") standIns.push(path);
      }
    }
  }
  return undefined;
}

function placesOf(issue: z.core.$ZodIssue): Path[] {
  const path = issue.path as (string | number)[];
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
}

function put(root: unknown, path: Path, value: unknown): void {
  const holder = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder !== "object" || holder === null || key === undefined) return;
  if (value !== undefined) Object.assign(holder, { [key]: value });
  else if (Array.isArray(holder)) holder[Number(key)] = null;
  else Reflect.deleteProperty(holder, key);
}

/** A deep copy in which values shared through aliases are apart. */
function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clone(inner)]));
}
