import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Language, type Node, Parser } from "web-tree-sitter";

let parser: Promise<Parser> | undefined;

/** The syntax tree of PowerShell text, by the grammar of tree-sitter-powershell. */
export async function parsePowerShell(source: string): Promise<Node> {
  parser ??= load();
  const tree = (await parser).parse(source);
  if (!tree) throw new Error("the grammar gave no tree");
  return tree.rootNode;
}

async function load(): Promise<Parser> {
  await Parser.init();
  const folder = dirname(require.resolve("tree-sitter-powershell/package.json"));
  const made = new Parser();
  made.setLanguage(await Language.load(readFileSync(join(folder, "tree-sitter-powershell.wasm"))));
  return made;
}

/** Every node below one, itself included, of some types. */
export function nodesOf(node: Node, ...types: string[]): Node[] {
  return node.descendantsOfType(types).filter((one): one is Node => one !== null);
}

/** The nearest function around a node; undefined at the script's own level. */
export function functionOf(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.type === "function_statement") return at;
  return undefined;
}

export function nameOf(functionNode: Node): string {
  return nodesOf(functionNode, "function_name")[0]?.text ?? "";
}

export interface Parameter {
  name: string;
  mandatory: boolean;
}

export function parametersOf(node: Node): Parameter[] {
  const block = nodesOf(node, "param_block")[0];
  return nodesOf(block ?? node, "script_parameter").map((parameter) => {
    const variable = parameter.namedChildren.find((child) => child?.type === "variable");
    const attributes = nodesOf(parameter, "attribute").map((attribute) => attribute.text);
    return {
      name: variable?.text.slice(1) ?? "",
      mandatory: attributes.some((text) => /\bParameter\(\s*Mandatory\s*\)/i.test(text)),
    };
  });
}

export interface Call {
  /** As written; undefined where it is computed. */
  name?: string;
  parameters: string[];
  /** Arguments that follow no parameter. */
  positional: Node[];
  splatted: boolean;
  node: Node;
}

/** A command with its parameters; `Get-X -Name $y 3` has parameter `Name` and the positional 3. */
export function callOf(command: Node): Call {
  const elements = nodesOf(command, "command_elements").find((node) => node.parent?.equals(command));
  const call: Call = { parameters: [], positional: [], splatted: false, node: command };
  call.name = command.namedChildren.find((child) => child?.type === "command_name")?.text;
  let takes = false;
  for (const element of elements?.namedChildren ?? []) {
    if (!element || element.type === "command_argument_sep" || element.type === "comment") continue;
    if (element.type === "command_parameter") {
      call.parameters.push(element.text.slice(1).replace(/:$/, ""));
      takes = true;
    } else if (element.text.startsWith("@") && element.type === "variable") {
      call.splatted = true;
    } else if (takes) {
      takes = false;
    } else {
      call.positional.push(element);
    }
  }
  return call;
}

export const where = (node: Node) => `line ${node.startPosition.row + 1}`;
