import type { Node } from "web-tree-sitter";
import { characterMethods, givingMethods, instanceMethods, madeTypes, staticMembers } from "./framework.ts";
import { callOf, nameOf, nodesOf, where } from "./grammar.ts";
import { filledVariables } from "./vocabulary.ts";

type Say = (text: string) => void;

/** Endings that may follow a variable in a text, as in `"$name.json"`: it is no property that was meant there. */
const ENDINGS = /^\.(?:new|part|json|zip)\b/;
/** What to do about a member that is there all the same. */
const LOOK = " (if its page says that it is, list it in framework.ts)";
const SCOPES = /^\$(?:env|script|global|local|using):/i;

/**
 * What PowerShell reads without a word and does otherwise than it looks: members that .NET Framework lacks, variables
 * in a text that take in more or less than meant, values that leak into a function's output, comparisons that always
 * come out the same, counts of what may be a single thing.
 * @param wrapping Functions that give an array as one thing.
 */
export function pitfalls(tree: Node, source: string, wrapping: readonly string[], say: Say): void {
  members(tree, say);
  texts(tree, source, say);
  leaks(tree, say);
  taken(tree, say);
  doubles(tree, say);
  slowBytes(tree, say);
  for (const node of nodesOf(tree, "function_statement")) {
    neverNull(node, say);
    counts(node, wrapping, say);
  }
  for (const { index } of codeOf(tree).matchAll(/-[ic]?(?:eq|ne)\s+\$null\b/gi))
    say(`line ${lineAt(tree, index)}: $null belongs on the left: an array on the left is filtered`);
}

function members(tree: Node, say: Say): void {
  for (const node of nodesOf(tree, "invokation_expression", "member_access")) {
    const [target, ...rest] = node.namedChildren;
    const name = rest.find((child) => child?.type === "member_name")?.text;
    if (!target || !name || !/^\w+$/.test(name)) continue;
    const args = argumentsOf(node);
    const member = args ? `${name}/${args.length}` : name;
    if (target.type === "type_literal") {
      const type = target.text.slice(1, -1);
      const known =
        staticMembers.has(`${type}::${member}`) || staticMembers.has(`${capital(type)}::${member}`);
      if (!known)
        say(`${where(node)}: [${type}]::${member} is not known to be in .NET Framework 4.5.2${LOOK}`);
    } else if (args && !instanceMethods.has(member)) {
      say(`${where(node)}: .${member} is not known to be in .NET Framework 4.5.2${LOOK}`);
    }
    if (!characterMethods.has(name)) continue;
    for (const arg of args ?? []) {
      if (/^(['"])[^$]{2,}\1$/.test(arg)) say(`${where(node)}: .${name}(${arg}) takes characters in 5.1`);
    }
  }
  for (const command of nodesOf(tree, "command")) {
    const call = callOf(command);
    if (call.name !== "New-Object") continue;
    const type = /^New-Object\s+(?:-TypeName\s+)?'?([\w.]+(?:\[\w*\])?)/.exec(command.text)?.[1] ?? "";
    if (!madeTypes.has(type))
      say(`${where(command)}: ${type} is not known to be in .NET Framework 4.5.2${LOOK}`);
  }
}

/** Texts of a call's arguments; undefined for a property. */
function argumentsOf(node: Node): string[] | undefined {
  if (node.type === "member_access") return undefined;
  const list = node.namedChildren.find((child) => child?.type === "argument_list");
  return nodesOf(list ?? node, "argument_expression")
    .filter((one) => one.parent?.parent?.equals(list ?? node))
    .map((one) => one.text);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function texts(tree: Node, source: string, say: Say): void {
  for (const literal of nodesOf(tree, "expandable_string_literal", "expandable_here_string_literal")) {
    for (const variable of literal.namedChildren) {
      if (variable?.type !== "variable" || variable.text.startsWith("${")) continue;
      const after = source.slice(variable.endIndex, literal.endIndex);
      const said = `${where(variable)}: ${variable.text}${after.charAt(0)} in a text`;
      if (/^\$\w+:/.test(variable.text) && !SCOPES.test(variable.text))
        say(`${said} is read as a drive or scope`);
      else if (after.startsWith(":")) say(`${said} is read as a drive or scope`);
      else if (after.startsWith("[")) say(`${said} takes no index there`);
      else if (/^\.[A-Za-z]/.test(after) && !ENDINGS.test(after)) say(`${said} takes no property there`);
    }
  }
}

function leaks(tree: Node, say: Say): void {
  for (const node of nodesOf(tree, "invokation_expression")) {
    const name = node.namedChildren.find((child) => child?.type === "member_name")?.text ?? "";
    if (!givingMethods.has(name)) continue;
    let at: Node = node;
    while (at.parent && at.parent.namedChildCount === 1 && at.parent.type !== "statement_list")
      at = at.parent;
    if (at.type === "pipeline" && /^(statement_list|script_block_body)$/.test(at.parent?.type ?? ""))
      say(`${where(node)}: what .${name} gives becomes output; put $null = before it`);
  }
}

/** Names PowerShell fills itself: some cannot be set at all, the others change under one's hands. */
function taken(tree: Node, say: Say): void {
  const named = [
    ...nodesOf(tree, "script_parameter", "foreach_statement").map((node) =>
      node.namedChildren.find((child) => child?.type === "variable"),
    ),
    ...nodesOf(tree, "left_assignment_expression").map((node) => nodesOf(node, "variable")[0]),
  ];
  for (const variable of named) {
    if (variable && filledVariables.has(variable.text.slice(1).toLowerCase()))
      say(`${where(variable)}: ${variable.text} is PowerShell's own`);
  }
}

/** 5.1 looks for a null among the bytes, one by one, at every call: a second for ten megabytes (PowerShell issue 5417). */
function slowBytes(tree: Node, say: Say): void {
  for (const parameter of nodesOf(tree, "script_parameter")) {
    if (/\bMandatory\b/i.test(parameter.text) && /\[byte\[\]\]/i.test(parameter.text))
      say(`${where(parameter)}: a mandatory [byte[]] is slow in 5.1; take [object]`);
  }
}

/** A key twice in one table: PowerShell does not even read the script. */
function doubles(tree: Node, say: Say): void {
  for (const table of nodesOf(tree, "hash_literal_expression")) {
    const keys = nodesOf(table, "key_expression")
      .filter((key) => key.parent?.parent?.parent?.equals(table))
      .map((key) => key.text.toLowerCase().replace(/^(['"])(.*)\1$/, "$2"));
    const twice = keys.find((key, at) => keys.indexOf(key) !== at);
    if (twice !== undefined) say(`${where(table)}: the key ${twice} is there twice`);
  }
}

/** A parameter of type string is never null: PowerShell makes it empty. */
function neverNull(node: Node, say: Say): void {
  const block = nodesOf(node, "param_block")[0]?.text ?? "";
  const typed = new Set([...block.matchAll(/\[string\]\s*\$(\w+)/gi)].map(([, name]) => name?.toLowerCase()));
  for (const [, name = ""] of node.text.matchAll(/\$null -(?:eq|ne) \$(\w+)\b(?![.[])/gi)) {
    if (typed.has(name.toLowerCase())) say(`${nameOf(node)}: [string]$${name} is never $null, it is empty`);
  }
}

/** Under StrictMode 5.1 throws at `.Count` of a single thing: only what is an array or a table for sure has one. */
function counts(node: Node, wrapping: readonly string[], say: Say): void {
  const text = node.text.replace(/<#[\s\S]*?#>/g, "");
  const names = new Set([...text.matchAll(/\$(\w+)\.Count\b/g)].map(([, name]) => name ?? ""));
  for (const name of names) {
    const given = [...text.matchAll(new RegExp(`\\$${name}\\s*=\\s*(.*)`, "gi"))].map(
      (match) => match[1] ?? "",
    );
    const parameter = new RegExp(
      `\\[(?:[\\w.]+\\[\\]|hashtable|[\\w.]*IDictionary)\\]\\s*\\$${name}\\b`,
      "i",
    ).test(text);
    const many = (value: string) =>
      /^(?:@\(|@\{|\[ordered\]@\{|\[[\w.]+\[\]\]|New-Object |\[IO\.Directory\]::Get|'[^']*', ')/.test(
        value,
      ) || wrapping.includes(/^[\w-]+/.exec(value)?.[0] ?? "");
    if (!parameter && !(given.length > 0 && given.every(many)))
      say(`${nameOf(node)}: $${name}.Count, and $${name} may be a single thing`);
  }
}

/** The text with comments and quoted texts blanked, every character in its place. */
function codeOf(tree: Node): string {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  let text = tree.text;
  for (const node of nodesOf(tree, "comment", "string_literal")) {
    text = text.slice(0, node.startIndex) + blank(node.text) + text.slice(node.endIndex);
  }
  return text;
}

function lineAt(tree: Node, index: number): number {
  return tree.text.slice(0, index).split("\n").length;
}
