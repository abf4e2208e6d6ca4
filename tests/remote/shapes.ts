import type { Node } from "web-tree-sitter";
import { functionOf, nameOf, nodesOf, where } from "./grammar.ts";

/** Names of the members of what a function gives; undefined where that cannot be told from its text. */
export type Shapes = Map<string, Set<string> | undefined>;

/** What every table and every object has. */
const ALWAYS = new Set(["count", "keys", "values", "length", "psobject"]);

/**
 * Members that are read of what a function of ours gives and that it does not have: StrictMode throws there. Only
 * functions count that give tables or objects written out in their text.
 */
export function strangeMembers(shapes: Shapes, tree: Node): string[] {
  const found: string[] = [];
  for (const access of nodesOf(tree, "member_access")) {
    const [target, member] = access.namedChildren;
    const name = member?.text.toLowerCase() ?? "";
    if (!target || !/^\w+$/.test(name) || ALWAYS.has(name)) continue;
    const shape =
      target.type === "variable" ? shapeOfVariable(target, tree, shapes) : shapeOfText(target.text, shapes);
    if (shape && !shape.has(name))
      found.push(`${where(access)}: ${access.text} is not among ${[...shape].join(", ")}`);
  }
  return found;
}

/** What the functions of some scripts give. */
export function shapesOf(trees: readonly Node[]): Shapes {
  const shapes: Shapes = new Map();
  for (const node of trees.flatMap((tree) => nodesOf(tree, "function_statement"))) {
    const tables = givenTables(node);
    shapes.set(nameOf(node), tables.length > 0 ? new Set(tables.flatMap(keysOf)) : undefined);
  }
  return shapes;
}

/** Tables a function gives: those it returns or leaves standing as a statement. None where it gives anything else. */
function givenTables(node: Node): Node[] {
  const tables: Node[] = [];
  for (const statement of nodesOf(node, "flow_control_statement")) {
    if (!statement.text.startsWith("return ") || inBlock(statement, node)) continue;
    const given = statement.text.slice("return ".length);
    if (/^(?:\$null|''|, )/.test(given)) continue;
    const table = nodesOf(statement, "hash_literal_expression")[0];
    if (!table || !/^(?:\[ordered\]|\[pscustomobject\])?@\{/.test(given)) return [];
    tables.push(table);
  }
  if (tables.length > 0) return tables;
  return nodesOf(node, "hash_literal_expression").filter((table) => {
    let at: Node = table;
    while (at.parent && (at.parent.namedChildCount === 1 || at.parent.type === "cast_expression")) {
      if (at.parent.type === "statement_list") break;
      at = at.parent;
    }
    return at.type === "pipeline" && at.parent?.type === "statement_list" && !inBlock(at, node);
  });
}

/** Whether a node belongs to a script block inside a function and not to the function itself. */
function inBlock(node: Node, within: Node): boolean {
  for (let at = node.parent; at && !at.equals(within); at = at.parent)
    if (at.type === "script_block_expression") return true;
  return false;
}

/** Every table written out below a node. */
export function tablesOf(node: Node): Node[] {
  return nodesOf(node, "hash_literal_expression");
}

/** Lower-case keys of a table. */
export function keysOf(table: Node): string[] {
  return nodesOf(table, "key_expression")
    .filter((key) => key.parent?.parent?.parent?.equals(table))
    .map((key) => key.text.toLowerCase().replace(/^(['"])(.*)\1$/, "$2"));
}

/** Of a variable that a function sets once and from one call, or that a loop takes from one. */
function shapeOfVariable(variable: Node, tree: Node, shapes: Shapes): Set<string> | undefined {
  const around = functionOf(variable) ?? tree;
  const name = variable.text.toLowerCase();
  const sources: string[] = [];
  for (const node of nodesOf(around, "assignment_expression")) {
    const [left, , right] = node.namedChildren;
    if (left?.text.trim().toLowerCase() === name) sources.push(right?.text ?? "");
  }
  for (const node of nodesOf(around, "foreach_statement")) {
    const [item, list] = node.namedChildren;
    if (item?.text.toLowerCase() === name) sources.push(list?.text ?? "");
  }
  return sources.length === 1 ? shapeOfText(sources[0] ?? "", shapes) : undefined;
}

/** Of a call by itself, or of one in brackets. */
function shapeOfText(text: string, shapes: Shapes): Set<string> | undefined {
  const call = /^@?\(?\s*([A-Z]\w*-\w+)\b(?![^()]*\|)/.exec(text.trim());
  return call?.[1] ? shapes.get(call[1]) : undefined;
}
