import { badRequest, type Reply } from "../reply.ts";
import { FilterError, parseFilter, type Row } from "./filter.ts";

export interface CollectionRules {
  /** Query options the page documents. */
  options: readonly string[];
  /** Properties `$filter` may name. */
  filterable: readonly string[];
  pageSize: number;
  /** Address of the collection as the client wrote it, without a query. */
  address: string;
  context: string;
  strict: boolean;
}

/** Answers a list: filters, counts, pages, with `@odata.nextLink` while there is more. */
export function answerCollection(
  rows: readonly Row[],
  query: URLSearchParams,
  rules: CollectionRules,
): Reply {
  for (const option of query.keys()) {
    const known = [...rules.options, "$skiptoken"].includes(option);
    if (!known && rules.strict) return badRequest(`The query option '${option}' is not supported here.`);
  }
  const top = whole(query.get("$top"));
  const skip = whole(query.get("$skip")) ?? 0;
  if (Number.isNaN(top) || Number.isNaN(skip)) {
    return badRequest("$top and $skip take a number that is not negative.");
  }
  let found = [...rows];
  const filter = query.get("$filter");
  if (filter !== null) {
    try {
      found = found.filter(parseFilter(filter, rules.filterable, rules.strict ? "documented" : "odata"));
    } catch (error) {
      if (error instanceof FilterError) return badRequest(`Invalid filter clause: ${error.message}`);
      throw error;
    }
  }
  const count = found.length;
  found = found.slice(skip, top === undefined ? undefined : skip + top);
  const token = query.get("$skiptoken");
  const from = token === null ? 0 : Number(Buffer.from(token, "base64url").toString("utf8"));
  if (!Number.isSafeInteger(from) || from < 0) return badRequest("The $skiptoken is not valid.");
  const page = found.slice(from, from + rules.pageSize);
  const shown = project(page, query);
  if ("refused" in shown) return shown.refused;
  const body: Row = { "@odata.context": rules.context };
  if (query.get("$count") === "true") body["@odata.count"] = count;
  if (from + page.length < found.length) {
    const next = new URLSearchParams(query);
    next.set("$skiptoken", Buffer.from(String(from + page.length)).toString("base64url"));
    body["@odata.nextLink"] = `${rules.address}?${next.toString().replaceAll("%24", "$")}`;
  }
  body.value = shown.rows;
  return { status: 200, body };
}

/** undefined: not given; NaN: not a number that may stand there. */
function whole(text: string | null): number | undefined {
  if (text === null) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A single thing, with the properties `$select` asks for. */
export function answerOne(row: Row, query: URLSearchParams, context: string): Reply {
  const shown = project([row], query);
  return "refused" in shown
    ? shown.refused
    : { status: 200, body: { "@odata.context": context, ...shown.rows[0] } };
}

/** Rows with the properties `$select` asks for; a refusal where it names one they do not have. */
function project(
  rows: readonly Row[],
  query: URLSearchParams,
): { rows: readonly Row[] } | { refused: Reply } {
  const names = query.get("$select")?.split(",");
  const [first] = rows;
  if (!names || !first) return { rows };
  const unknown = names.find((name) => !(name in first));
  if (unknown !== undefined) return { refused: badRequest(`Could not find a property named '${unknown}'.`) };
  return { rows: rows.map((row) => pick(row, names)) };
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === "id" || names.includes(name)));
}
