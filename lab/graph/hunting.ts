import { badRequest, type Reply } from "./reply.ts";
import { type Call, isObject } from "./routes.ts";

/** Tables whose rows come from sensors on domain controllers. */
const TABLES = /\b(IdentityDirectoryEvents|IdentityQueryEvents|IdentityLogonEvents|IdentityInfo)\b/;

/**
 * `runHuntingQuery`: the lab does not speak the query language. It answers one row for each domain controller whose
 * sensor runs, with the column the query groups by and the column it counts in; a query that quotes names of hosts
 * gets those alone.
 */
export function runHuntingQuery({ service, version, body }: Call): Reply {
  // The metadata writes the parameters small, the documentation's page large.
  const said = isObject(body) ? body : {};
  const query = said.query ?? said.Query;
  const timespan = said.timespan ?? said.Timespan ?? "P30D";
  if (typeof query !== "string" || query === "") return badRequest("'query' is a string.");
  if (typeof timespan !== "string") return badRequest("'timespan' is a string.");
  if (!TABLES.test(query)) return badRequest("The query names no table that the lab has.");
  const group = /\bby\s+(\w+)/i.exec(query)?.[1] ?? "DestinationDeviceName";
  const counted = /(\w+)\s*=\s*d?count\w*\(/i.exec(query)?.[1] ?? "count_";
  const quoted = [...query.matchAll(/["']([\w.-]+)["']/g)].map(([, name]) => (name ?? "").toLowerCase());
  const names = service
    .sensors()
    .filter(({ record, row }) => record.host !== null && row.deploymentStatus === "upToDate")
    .flatMap(({ record }) => service.hosts.get(record.host ?? "") ?? [])
    .filter((host) => !host.has("no-events"))
    .map((host) => host.dnsName.toLowerCase());
  const asked = names.filter((name) => quoted.some((one) => name === one || name.split(".")[0] === one));
  const rows =
    quoted.length > 0 && (asked.length > 0 || quoted.some((one) => one.includes("."))) ? asked : names;
  return {
    status: 200,
    body: {
      "@odata.context": `${service.origin}/${version}/$metadata#microsoft.graph.security.huntingQueryResults`,
      schema: [
        { name: group, type: "String" },
        { name: counted, type: "Int64" },
      ],
      results: rows.map((name, at) => ({ [group]: name, [counted]: 40 + at })),
    },
  };
}
