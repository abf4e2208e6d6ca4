import type { z } from "zod";
import type { Finding, Path } from "../problem.ts";
import { nearest } from "./nearest.ts";
import { estateSchemaNode, keysAt, nodesAt, type SchemaNode } from "./schemaView.ts";

type Issue = z.core.$ZodIssue;

const KIND: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
  tuple: "a list",
};

/** What the schema found, in words: message, the nearest known key or value, and what to write instead. */
export function schemaFindings(issues: readonly Issue[], value: unknown): Finding[] {
  const root = estateSchemaNode();
  return issues.filter(saysSomething).flatMap((issue) => findingsOf(issue, [], value, root));
}

/** A whole number's own bounds are no help to anyone beside the narrower ones of its place. */
function saysSomething(issue: Issue, _: number, all: readonly Issue[]): boolean {
  const sizes = all.filter(({ code, path }) => code === issue.code && path.join() === issue.path.join());
  const bound = "maximum" in issue ? issue.maximum : "minimum" in issue ? issue.minimum : 0;
  return sizes.length < 2 || Math.abs(Number(bound)) !== Number.MAX_SAFE_INTEGER;
}

function findingsOf(issue: Issue, above: Path, value: unknown, root: SchemaNode): Finding[] {
  const path: Path = [...above, ...(issue.path as (string | number)[])];
  const is = valueAt(value, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, path, root));
    case "invalid_type":
      return [wrongType(issue.expected, path, is, root)];
    case "invalid_value":
      return [wrongValue(issue, path, is)];
    case "invalid_union":
      return unionFindings(issue.errors, path, value, root);
    case "invalid_key":
      return [{ path, message: firstMessage(issue.issues), fix: `rename the key ${quoted(path.at(-1))}` }];
    case "too_small":
    case "too_big":
      return [wrongSize(issue, path, is)];
    default:
      return [{ path, value: is, message: formatMessage(issue), fix: fixFor(path, root) }];
  }
}

function unknownKey(key: string, path: Path, root: SchemaNode): Finding {
  const known = keysAt(root, path);
  const near = nearest(key, known);
  return {
    path: [...path, key],
    message: `${quoted(key)} is not a key that is known here`,
    fix: near
      ? `did you mean \`${near}\`? Else remove it; known here: ${known.join(", ")}`
      : `remove it; known here: ${known.join(", ")}`,
  };
}

function wrongType(expected: string, path: Path, is: unknown, root: SchemaNode): Finding {
  const kind = KIND[expected] ?? expected;
  if (is === undefined) {
    return {
      path,
      message: `is missing: ${kind} belongs here`,
      fix: `add \`${path.at(-1)}:\`. ${about(path, root)}`.trim(),
    };
  }
  if (is === null) {
    return {
      path,
      message: `is empty: ${kind} belongs here`,
      fix: `fill it in, or remove the key. ${about(path, root)}`.trim(),
    };
  }
  const message = `must be ${kind}`;
  if (nodesAt(root, path).some((node) => node["x-shortest"])) {
    const number = typeof is === "number" ? is : 30;
    const fix = `write a number with its unit: ${number}s, ${number}m, ${number}h or ${number}d`;
    return { path, value: is, message: "must be a length of time with its unit", fix };
  }
  if (expected === "string" && (typeof is === "number" || typeof is === "boolean")) {
    return { path, value: is, message, fix: `put it in quotes: "${is}"; ${about(path, root)}` };
  }
  if (expected === "array" && typeof is !== "object") {
    return { path, value: is, message, fix: `write it as a list: [${is}]` };
  }
  return { path, value: is, message, fix: fixFor(path, root) };
}

function wrongValue(issue: Extract<Issue, { code: "invalid_value" }>, path: Path, is: unknown): Finding {
  const allowed = issue.values.map(String);
  const message = `must be one of ${allowed.join(", ")}`;
  // A reason of the schema's own; else the library's words, which say no more than the values.
  const reason = /^Invalid /.test(issue.message) ? "" : `: ${issue.message}`;
  return { path, value: is, message: `${message}${reason}`, fix: nearestValue(allowed, is) };
}

function nearestValue(allowed: readonly string[], is: unknown): string {
  if (typeof is === "number" && allowed.includes(`${is}`)) return `write it in quotes, "${is}"`;
  const near = typeof is === "string" ? nearest(is, allowed) : undefined;
  return near ? `did you mean \`${near}\`?` : `write one of ${allowed.join(", ")}`;
}

/** Of several allowed forms, the one whose keys were begun is explained; else what the forms are. */
function unionFindings(
  errors: readonly (readonly Issue[])[],
  path: Path,
  value: unknown,
  root: SchemaNode,
): Finding[] {
  const is = valueAt(value, path);
  const forms = nodesAt(root, path);
  const begun =
    typeof is === "object" && is !== null
      ? errors.filter((_, i) => Object.keys(forms[i]?.properties ?? {}).some((key) => Object.hasOwn(is, key)))
      : [];
  const [only] = begun;
  if (only && begun.length === 1) return only.flatMap((issue) => findingsOf(issue, path, value, root));
  const maps = forms.every((form) => form.properties);
  const message = `must be ${maps ? "exactly one of " : ""}${forms.map(formText).join(" or ")}`;
  return [{ path, value: is, message, fix: nearestKey(is, path, root) ?? fixFor(path, root) }];
}

function nearestKey(is: unknown, path: Path, root: SchemaNode): string | undefined {
  if (typeof is !== "object" || is === null) return undefined;
  const known = keysAt(root, path);
  const near = Object.keys(is).flatMap((key) => (known.includes(key) ? [] : (nearest(key, known) ?? [])));
  return near[0] && `did you mean \`${near[0]}\`?`;
}

function formText(node: SchemaNode): string {
  if (node.properties) {
    const [first, ...more] = Object.keys(node.properties);
    return `{ ${[first, ...more].map((key) => `${key}: …`).join(", ")} }`;
  }
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.pattern?.endsWith("%$")) return "a percentage from 1% to 100%";
  return KIND[node.type === "integer" ? "int" : (node.type ?? "")] ?? "something else";
}

function wrongSize(
  issue: Extract<Issue, { code: "too_small" | "too_big" }>,
  path: Path,
  is: unknown,
): Finding {
  const least = issue.code === "too_small";
  const limit = String(least ? issue.minimum : issue.maximum);
  const unit: Record<string, string> = { string: "characters", array: "entries" };
  if (issue.origin === "string" && least && limit === "1") {
    return { path, value: is, message: "must not be empty", fix: "fill it in, or remove the key" };
  }
  if (issue.origin === "array" && least && limit === "1") {
    return {
      path,
      value: is,
      message: "needs at least one entry",
      fix: "add an entry, or remove the key if it may be left out",
    };
  }
  const than = least
    ? issue.inclusive
      ? "at least"
      : "more than"
    : issue.inclusive
      ? "at most"
      : "less than";
  const what = [than, limit, unit[issue.origin]].filter(Boolean).join(" ");
  return { path, value: is, message: `must be ${what}`, fix: `write ${what}` };
}

function formatMessage(issue: Issue): string {
  if (issue.code !== "invalid_format" || !issue.message.startsWith("Invalid")) return issue.message;
  if (issue.format === "guid") return "must be a GUID such as 11111111-2222-4333-8444-555555555555";
  if (issue.format === "url") return "must be an address such as https://host.contoso.com";
  return `must be a ${issue.format}`;
}

function firstMessage(issues: readonly Issue[]): string {
  return issues[0]?.message ?? "is not a key that is known here";
}

function fixFor(path: Path, root: SchemaNode): string {
  const description = about(path, root);
  return description ? `correct it. ${description}` : "correct it";
}

/** What belongs in a place, from the schema. */
function about(path: Path, root: SchemaNode): string {
  return nodesAt(root, path).find((node) => node.description)?.description ?? "";
}

function quoted(key: unknown): string {
  return JSON.stringify(String(key).slice(0, 60));
}

export function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
