import type { Node } from "web-tree-sitter";
import { commands } from "./commands.ts";
import { callOf, functionOf, nameOf, nodesOf, parametersOf, parsePowerShell, where } from "./grammar.ts";
import { pitfalls } from "./pitfalls.ts";
import { shapesOf, strangeMembers } from "./shapes.ts";
import { aliases, approvedVerbs, automaticVariables, forbidden } from "./vocabulary.ts";

/** One file of the bundle under the gate. */
export interface Script {
  path: string;
  source: string;
}

/** The only folder whose files may call what Windows alone has. */
const WINDOWS = "windows/";
/** Entry scripts are started, not loaded: they may read variables of their own level only. */
const ENTRIES = ["Invoke-Step.ps1", "Invoke-Work.ps1"];

/**
 * What is wrong with scripts that must run under Windows PowerShell 5.1: syntax, constructs 5.1 lacks, and what a
 * compiler would say (unknown commands and parameters, variables never set). One line each; none where all is well.
 */
export async function findings(scripts: readonly Script[]): Promise<string[]> {
  const parsed = await Promise.all(
    scripts.map(async (script) => ({ ...script, tree: await parsePowerShell(script.source) })),
  );
  const functions = new Map<string, ReturnType<typeof parametersOf>>();
  const shared = new Set<string>();
  for (const { path, tree } of parsed) {
    for (const node of nodesOf(tree, "function_statement")) {
      functions.set(nameOf(node).toLowerCase(), parametersOf(node));
    }
    if (!ENTRIES.includes(path)) for (const name of assigned(tree, undefined)) shared.add(name);
  }
  const found: string[] = [];
  const shapes = shapesOf(parsed.map(({ tree }) => tree));
  const wrapping = parsed.flatMap(({ tree }) =>
    nodesOf(tree, "function_statement").filter(wraps).map(nameOf),
  );
  for (const { path, source, tree } of parsed) {
    const say = (text: string) => found.push(`${path}: ${text}`);
    syntax(tree, say);
    texts(source, say);
    for (const name of nestedTwice(source, wrapping)) say(`@(${name}) is an array in an array`);
    constructs(tree, say);
    pitfalls(tree, source, wrapping, say);
    for (const text of strangeMembers(shapes, tree)) say(text);
    for (const node of nodesOf(tree, "function_statement")) shape(node, say);
    for (const node of nodesOf(tree, "command")) command(path, node, functions, say);
    variables(tree, shared, say);
    secrets(tree, say);
  }
  return found;
}

type Say = (text: string) => void;

function syntax(tree: Node, say: Say): void {
  if (!tree.hasError) return;
  const wrong = allNodes(tree).filter((node) => node.isError || node.isMissing);
  for (const node of wrong.slice(0, 3)) say(`${where(node)}: syntax`);
  if (wrong.length === 0) say("syntax");
}

/** A function whose array comes out as one object: it returns it with a comma before it. */
function wraps(node: Node): boolean {
  return nodesOf(node, "flow_control_statement").some((statement) => {
    if (!/^return , /.test(statement.text)) return false;
    for (let at = statement.parent; at && !at.equals(node); at = at.parent)
      if (at.type === "script_block_expression") return false;
    return true;
  });
}

/** Such functions called straight inside `@()`, which wraps their array a second time. */
function nestedTwice(source: string, wrapping: readonly string[]): string[] {
  const called = [...source.matchAll(/@\(([A-Z][A-Za-z]*-[A-Za-z]+)((?:[^()|]|\([^()]*\))*)\)/g)];
  return called.flatMap(([, name]) => (name && wrapping.includes(name) ? [name] : []));
}

function texts(source: string, say: Say): void {
  if (!/^Set-StrictMode -Version Latest$/m.test(source)) say("no StrictMode");
  if (/[^\t\n -~]/.test(source)) say("not plain ASCII with Unix line ends");
  const code = source.replace(/<#[\s\S]*?#>/g, "").replace(/^\s*#.*$/gm, "");
  if (/Win32_Product\b/i.test(code)) say("Win32_Product starts a repair of every product");
  for (const name of ["IsWindows", "IsLinux", "IsMacOS", "IsCoreCLR", "PSStyle"]) {
    if (new RegExp(`\\$${name}\\b`, "i").test(code)) say(`$${name} is not in 5.1`);
  }
}

function constructs(tree: Node, say: Say): void {
  for (const node of nodesOf(tree, "pipeline_chain_tail")) say(`${where(node)}: && and || are not in 5.1`);
  for (const node of allNodes(tree)) {
    if (!node.isNamed && /^(\?\?=?|\?\.|\?\[|\?)$/.test(node.text))
      say(`${where(node)}: ${node.text} is not in 5.1`);
  }
}

/** A function as it is to be written: approved verb, help, CmdletBinding. */
function shape(node: Node, say: Say): void {
  const name = nameOf(node);
  const verb = /^([A-Z][A-Za-z]*)-[A-Z][A-Za-z0-9]*$/.exec(name)?.[1];
  if (!verb || !approvedVerbs.has(verb)) say(`${where(node)}: ${name}: not an approved verb and a noun`);
  if (!/^\s*<#\s*\.SYNOPSIS\s+\S/.test(node.text.slice(node.text.indexOf("{") + 1)))
    say(`${where(node)}: ${name}: no help`);
  if (!/\[CmdletBinding\(\)\]\s*param\(/.test(node.text)) say(`${where(node)}: ${name}: no CmdletBinding`);
}

type Functions = Map<string, ReturnType<typeof parametersOf>>;

function command(path: string, node: Node, functions: Functions, say: Say): void {
  const call = callOf(node);
  if (!call.name) return;
  const name = call.name.toLowerCase();
  const at = `${where(node)}: ${call.name}`;
  const own = functions.get(name);
  if (own) for (const text of ownCall(call, own)) say(`${at} ${text}`);
  else for (const text of foreignCall(path, call, name)) say(`${at} ${text}`);
}

/** What is wrong with a call of a command that is not the bundle's. */
function foreignCall(path: string, call: ReturnType<typeof callOf>, name: string): string[] {
  if (aliases.has(name)) return ["is an alias"];
  if (forbidden.has(name)) return [`is not to be used: ${forbidden.get(name)}`];
  const known = commands.get(name);
  if (!known) return ["is not known"];
  const wrong = call.parameters
    .filter((parameter) => !known.parameters.has(parameter.toLowerCase()))
    .map((parameter) => `-${parameter} is not in 5.1, as far as commands.ts knows`);
  if (known.windows && !path.startsWith(WINDOWS)) wrong.push(`belongs into ${WINDOWS}`);
  if (known.moduleFunction && !call.parameters.includes("ErrorAction"))
    wrong.push("without -ErrorAction hides a failure");
  for (const { text } of call.positional.filter((one) => /^[-+*/=](?:\s|$)/.test(one.text)))
    wrong.push(`takes ${text.charAt(0)} as a value`);
  if (name === "join-path" && call.positional.length > 2) wrong.push("takes two parts in 5.1");
  if (name === "convertto-json" && !call.parameters.includes("Depth")) wrong.push("without -Depth cuts at 2");
  return wrong;
}

/** What is wrong with a call of one of the bundle's functions. */
function ownCall(call: ReturnType<typeof callOf>, own: ReturnType<typeof parametersOf>): string[] {
  const given = call.parameters.map((parameter) => parameter.toLowerCase());
  const takes = own.map((parameter) => parameter.name.toLowerCase());
  const wrong = given.filter((name) => !takes.includes(name)).map((name) => `has no parameter -${name}`);
  for (const value of call.positional) wrong.push(`: name the parameter of ${value.text}`);
  if (call.splatted) return wrong;
  const missing = own.filter((one) => one.mandatory && !given.includes(one.name.toLowerCase()));
  return [...wrong, ...missing.map((one) => `lacks -${one.name}`)];
}

/** A name read in a function but set neither there nor at the scripts' own level: a typing error under StrictMode. */
function variables(tree: Node, shared: Set<string>, say: Say): void {
  const perFunction = new Map<number, Set<string>>();
  for (const node of nodesOf(tree, "variable")) {
    const name = plainName(node.text);
    if (name === undefined || automaticVariables.has(name) || node.text.startsWith("@")) continue;
    const around = functionOf(node);
    const key = around?.id ?? 0;
    const known = perFunction.get(key) ?? assigned(around ?? tree, around);
    perFunction.set(key, known);
    if (!known.has(name) && !shared.has(name)) say(`${where(node)}: $${name} is never set`);
  }
}

/** Names set in a function, or at the script's own level: parameters, assignments, loops, catches of output. */
function assigned(tree: Node, within: Node | undefined): Set<string> {
  const names = new Set<string>();
  const add = (node: Node | null | undefined) => {
    const name = node && plainName(node.text);
    if (name && functionOf(node)?.id === within?.id) names.add(name);
  };
  for (const node of nodesOf(tree, "script_parameter")) {
    add(node.namedChildren.find((child) => child?.type === "variable"));
  }
  for (const node of nodesOf(tree, "left_assignment_expression")) {
    const target = node.text.trim().replace(/^(\[[^\]]+\])+/, "");
    if (/^\$\w+$/.test(target)) add(nodesOf(node, "variable")[0]);
  }
  for (const node of nodesOf(tree, "foreach_statement")) {
    add(node.namedChildren.find((child) => child?.type === "variable"));
  }
  for (const node of nodesOf(tree, "command")) {
    const match = /-(?:ErrorVariable|OutVariable)\s+(\w+)/i.exec(node.text);
    if (match?.[1] && functionOf(node)?.id === within?.id) names.add(match[1].toLowerCase());
  }
  return names;
}

/** `$Name`, `${Name}` and `$script:Name` as `name`; undefined for `$env:…` and the like. */
function plainName(text: string): string | undefined {
  const match = /^[$@]\{?(?:script:|local:)?(\w+|_|\?|\$|\^)\}?$/i.exec(text);
  return match?.[1]?.toLowerCase();
}

/** What writes a file only SYSTEM may read also takes it away, whatever happens. */
function secrets(tree: Node, say: Say): void {
  for (const node of nodesOf(tree, "command")) {
    if (callOf(node).name !== "New-SystemFile") continue;
    const around = functionOf(node);
    const cleans = nodesOf(around ?? tree, "finally_clause", "catch_clause").some((clause) =>
      /Delete\(|Clear-(Secret|AccessKey)/.test(clause.text),
    );
    if (!cleans) say(`${where(node)}: a secret is written without try and finally`);
  }
}

function allNodes(node: Node): Node[] {
  return [node, ...node.children.flatMap((child) => (child ? allNodes(child) : []))];
}
