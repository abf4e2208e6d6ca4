import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { Path } from "../problem.ts";
import { type SyntaxProblem, syntaxProblem } from "./syntax.ts";

/** A list of 10,000 domain controllers written as aliases is fine; what grows without end is not. */
const MAX_ALIASES = 20_000;

/** The file's content as plain data, and where each place of it stands. */
export interface Source {
  value: unknown;
  /** Line, from 1, of a place; of the nearest place above it where it is not there. */
  lineOf(path: Path): number | undefined;
}

/** Reads YAML; JSON is YAML too. Anchors, aliases and merge keys work. Never throws. */
export function readSource(text: string): { source: Source } | { problems: SyntaxProblem[] } {
  const lines = new LineCounter();
  const place = (offset: number) => lines.linePos(offset).line;
  let document: Document.Parsed;
  let value: unknown;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      merge: true,
      logLevel: "error",
    }) as Document.Parsed;
  } catch {
    return { problems: [syntaxProblem("UNREADABLE")] };
  }
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    // Where tabs indent, everything else that is found is their doing.
    const tabs = wrong.filter(({ code }) => code === "TAB_AS_INDENT");
    const told = tabs.length > 0 ? tabs : wrong;
    return { problems: distinct(told.map((error) => syntaxProblem(error.code, place(error.pos[0])))) };
  }
  const lost = lostAliases(document);
  if (lost.length > 0) return { problems: lost.map((offset) => syntaxProblem("BAD_ALIAS", place(offset))) };
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch {
    return { problems: [syntaxProblem("RESOURCE_EXHAUSTION")] };
  }
  if (isCircular(value, new Set())) return { problems: [syntaxProblem("CIRCULAR")] };
  return { source: { value, lineOf: (path) => lineOf(document, path, place) } };
}

/** One fault often shows many times in its line. */
function distinct(problems: SyntaxProblem[]): SyntaxProblem[] {
  const seen = new Map(problems.map((problem) => [`${problem.line} ${problem.message}`, problem]));
  return [...seen.values()];
}

/** Where aliases stand whose anchor is not set before them. */
function lostAliases(document: Document.Parsed): number[] {
  const anchors = new Set<string>();
  const lost: number[] = [];
  visit(document, {
    Node: (_, node) => {
      if ("anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias: (_, alias) => {
      if (!anchors.has(alias.source)) lost.push(alias.range?.[0] ?? 0);
    },
  });
  return lost;
}

function lineOf(document: Document.Parsed, path: Path, place: (offset: number) => number) {
  let node = resolve(document.contents, document);
  let offset = node?.range?.[0];
  for (const part of path) {
    let next: Node | undefined;
    if (isSeq(node) && typeof part === "number") {
      next = node.items[part] as Node | undefined;
      offset = next?.range?.[0] ?? offset;
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      next = pair?.value as Node | undefined;
      offset = (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? offset;
    }
    if (!next) break;
    node = resolve(next, document);
  }
  return offset === undefined ? undefined : place(offset);
}

function resolve(node: Node | null | undefined, document: Document.Parsed): Node | undefined {
  return isAlias(node) ? node.resolve(document) : (node ?? undefined);
}

function isCircular(value: unknown, above: Set<object>): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((inner) => isCircular(inner, above));
  above.delete(value);
  return found;
}
