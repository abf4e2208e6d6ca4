import { z } from "zod";
import type { Path } from "../problem.ts";
import { estate } from "../schema.ts";

/** The part of JSON Schema that the estate's schema turns into. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: boolean | SchemaNode;
  items?: SchemaNode | false;
  prefixItems?: SchemaNode[];
  anyOf?: SchemaNode[];
  "x-form"?: string;
  "x-shortest"?: string;
  "x-longest"?: string;
}

let made: SchemaNode | undefined;

/** The estate file's schema as a person writes it: before defaults are filled in and lengths of time are read. */
export function estateSchemaNode(): SchemaNode {
  // Made when it is first asked for: a file without problems never needs it.
  made ??= z.toJSONSchema(estate, { io: "input" }) as SchemaNode;
  return made;
}

/** The schema's nodes at a place; several where it allows several forms, none where it knows no such place. */
export function nodesAt(root: SchemaNode, path: Path): SchemaNode[] {
  let nodes = forms(root);
  for (const part of path) nodes = nodes.flatMap((node) => inner(node, part).flatMap(forms));
  return nodes;
}

function forms(node: SchemaNode): SchemaNode[] {
  if (!node.anyOf) return [node];
  return node.anyOf.flatMap((form) =>
    forms(form.description || !node.description ? form : { ...form, description: node.description }),
  );
}

function inner(node: SchemaNode, part: string | number): SchemaNode[] {
  if (typeof part === "number") {
    const item = node.prefixItems?.[part] ?? node.items;
    return item ? [item] : [];
  }
  const known = node.properties && Object.hasOwn(node.properties, part) ? node.properties[part] : undefined;
  if (known) return [known];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

/** Keys a map may have at a place, over all its forms. */
export function keysAt(root: SchemaNode, path: Path): string[] {
  return [...new Set(nodesAt(root, path).flatMap((node) => Object.keys(node.properties ?? {})))];
}
