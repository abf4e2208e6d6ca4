/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type ParsedDocument =
  | { ok: true; value: Json }
  /** `offset` of the fault within the text. The parser's own message is not kept: it quotes the text. */
  | { ok: false; offset: number };

/** Reads one document: JSON, or what MongoDB's shells print (`ObjectId("…")`, `ISODate("…")`, bare keys, `'…'`). */
export function parseDocument(text: string): ParsedDocument {
  const strict = parseJson(text);
  if ("value" in strict) return { ok: true, value: strict.value };
  const rewritten = rewriteShellForms(text);
  if (rewritten === undefined) return { ok: false, offset: strict.fault };
  const tolerant = parseJson(rewritten.text);
  if ("value" in tolerant) return { ok: true, value: tolerant.value };
  return { ok: false, offset: rewritten.originalOffset(tolerant.fault) };
}

function parseJson(text: string): { value: Json } | { fault: number } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "");
    return { fault: position ? Number(position[1]) : Math.max(0, text.length - 1) };
  }
}

/** Strings come first, so that nothing inside them is taken for a form. */
const token =
  /"[^"\\]*(?:\\.[^"\\]*)*"|'([^'\\]*(?:\\.[^'\\]*)*)'|\b(?:new\s+)?([A-Z]\w*)\s*\(((?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|[^()"'])*)\)|-?\b(undefined|NaN|Infinity|MinKey|MaxKey)\b(?!\s*:)|([A-Za-z_$][\w$]*)(?=\s*:)|(?<=[:,[]\s*)(\/(?:[^/\\\n]|\\.)+\/[a-z]*)|,(?=\s*[}\]])/gs;

/** The same text as JSON: each shell form becomes its extended JSON. Undefined where nothing is to be rewritten. */
function rewriteShellForms(
  text: string,
): { text: string; originalOffset: (offset: number) => number } | undefined {
  const shifts: { at: number; by: number }[] = [];
  let grown = 0;
  const rewritten = text.replace(token, (match: string, ...groups: unknown[]) => {
    const [single, name, argument, word, key, pattern] = groups as (string | undefined)[];
    const offset = groups[6] as number;
    let replacement = match;
    if (single !== undefined) replacement = quoteAgain(single);
    else if (name !== undefined) replacement = shellForm(name, argument ?? "");
    else if (word !== undefined) replacement = "null";
    else if (key !== undefined) replacement = JSON.stringify(key);
    else if (pattern !== undefined) replacement = unknownForm("RegExp");
    else if (match === ",") replacement = " ";
    if (replacement !== match) {
      grown += replacement.length - match.length;
      shifts.push({ at: offset + match.length, by: grown });
    }
    return replacement;
  });
  if (shifts.length === 0) return undefined;
  return {
    text: rewritten,
    originalOffset: (offset) => {
      const shift = shifts.findLast((s) => s.at + s.by <= offset);
      return Math.min(text.length - 1, offset - (shift?.by ?? 0));
    },
  };
}

function quoteAgain(single: string): string {
  const inner = single.replace(/\\'/g, "'").replace(/(\\.)|"/gs, (_, escaped) => escaped ?? '\\"');
  return `"${inner}"`;
}

/** Stands for a form of the shell that no field of ATA has; the walk through the profile reports it. */
function unknownForm(name: string): string {
  return JSON.stringify({ $shell: name });
}

/** Extended JSON of one shell call. */
function shellForm(name: string, argument: string): string {
  const parts = argument.split(",").map((part) => part.trim().replace(/^["'](.*)["']$/s, "$1"));
  const [first = "", second = ""] = parts;
  switch (name) {
    case "ObjectId":
      return JSON.stringify({ $oid: first });
    case "ISODate":
    case "Date":
      return JSON.stringify({ $date: /^-?\d+$/.test(first) ? Number(first) : first });
    case "NumberLong":
    case "Long":
      return JSON.stringify({ $numberLong: first });
    case "NumberInt":
    case "Int32":
      return JSON.stringify({ $numberInt: first });
    case "NumberDecimal":
    case "Decimal":
    case "Double":
      return JSON.stringify({ $numberDecimal: first });
    case "BinData":
    case "HexData":
      return JSON.stringify({ $binary: second, $type: first.padStart(2, "0") });
    case "UUID":
    case "GUID":
    case "CSUUID":
    case "NUUID":
    case "LUUID":
    case "JUUID":
    case "PYUUID":
      return JSON.stringify({ $uuid: first });
    case "Timestamp":
      return JSON.stringify({ $timestamp: { t: Number(first), i: Number(second) } });
    case "MinKey":
    case "MaxKey":
      return JSON.stringify({ [`$${name[0]?.toLowerCase()}${name.slice(1)}`]: 1 });
    default:
      return unknownForm(name);
  }
}
