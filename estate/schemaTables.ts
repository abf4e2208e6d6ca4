import type { SchemaNode } from "./reading/schemaView.ts";

interface Section {
  title: string;
  node: SchemaNode;
}

/** A Markdown table for each map of the estate file: key, type, default, limits, meaning. */
export function schemaTables(root: SchemaNode): string {
  return sectionsOf("the file", root).map(sectionText).join("\n\n");
}

function sectionText({ title, node }: Section): string {
  const rows = Object.entries(node.properties ?? {}).map(([key, value]) => row(title, key, value, node));
  return [
    `### ${title}`,
    ...(node.description ? ["", node.description] : []),
    "",
    "| key | type | default | limits | meaning |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function row(title: string, key: string, value: SchemaNode, parent: SchemaNode): string {
  const inner = sectionsOf(nameIn(title, key), value)[0];
  const link = inner && `[${typeText(value)}](#${anchor(inner.title)})`;
  const fallback = parent.required?.includes(key) ? "**required**" : defaultText(value.default);
  const cells = [`\`${key}\``, link ?? typeText(value), fallback, limitsText(value), value.description ?? ""];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** A node's own section and those inside it. */
function sectionsOf(title: string, node: SchemaNode): Section[] {
  const maps = (node.anyOf ?? [node]).filter((form) => form.properties);
  if (maps.length > 0) {
    const properties = Object.assign({}, ...maps.map((map) => map.properties)) as Record<string, SchemaNode>;
    const required = maps.length === 1 ? maps[0]?.required : undefined;
    const merged: SchemaNode = { ...node, properties, required: required ?? [] };
    const inner = Object.entries(properties).flatMap(([key, value]) => sectionsOf(nameIn(title, key), value));
    return [{ title, node: merged }, ...inner];
  }
  if (node.items) return sectionsOf(`${title}[]`, node.items);
  if (typeof node.additionalProperties === "object")
    return sectionsOf(`${title}.*`, node.additionalProperties);
  return [];
}

function nameIn(title: string, key: string): string {
  return title === "the file" ? key : `${title}.${key}`;
}

/** The anchor GitHub gives a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(" ", "-")
    .replace(/[^\w-]/g, "");
}

function typeText(node: SchemaNode): string {
  if (node.anyOf) return [...new Set(node.anyOf.map(typeText))].join(" or ");
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum) return node.enum.map((one) => `\`${one}\``).join(", ");
  if (node["x-shortest"]) return "length of time";
  if (node.prefixItems?.length === 2) return "pair";
  if (node.type === "array") return `list of ${node.items ? plural(typeText(node.items)) : "anything"}`;
  if (node.type === "integer") return "whole number";
  if (node.type === "boolean") return "true or false";
  if (node.type === "object") return "map";
  if (node.pattern?.endsWith("%$")) return "percentage";
  if (node.type === "string") return FORMATS[node.format ?? ""] ?? "text";
  return node.type ?? "";
}

function plural(type: string): string {
  return /^(map|pair)$/.test(type) ? `${type}s` : type;
}

const FORMATS: Record<string, string> = {
  date: "date",
  "date-time": "moment",
  uri: "address",
  uuid: "GUID",
};

function defaultText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) {
    return Array.isArray(value) ? "none" : "";
  }
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function limitsText(node: SchemaNode): string {
  if (node["x-shortest"]) return range(node["x-shortest"], node["x-longest"]);
  const most = node.maximum === Number.MAX_SAFE_INTEGER ? undefined : node.maximum;
  if (node.exclusiveMinimum !== undefined)
    return `more than ${node.exclusiveMinimum}, ${range(undefined, most)}`;
  if (node.minimum !== undefined || most !== undefined) return range(node.minimum, most);
  if (node.type === "array") return node.minItems ? `at least ${node.minItems}` : "";
  return node["x-form"] ?? (node.maxLength === undefined ? "" : `at most ${node.maxLength} characters`);
}

function range(least: number | string | undefined, most: number | string | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  return most === undefined ? "" : `at most ${most}`;
}
