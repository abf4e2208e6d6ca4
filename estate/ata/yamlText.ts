import {
  isMap,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** An entry for a list, and what stands as comments below it. */
export interface NewEntry {
  entry: Readonly<Record<string, unknown>>;
  comments?: readonly string[];
}

/**
 * Adds entries to a top-level list of a YAML text and leaves every other character where it was: comments, order,
 * quotes and spacing are a person's. The list may be missing, empty, in blocks or in brackets.
 * @throws Error where the text is no YAML map, the list is no list, or the rest of the file would change
 */
export function appendEntries(text: string, list: string, entries: readonly NewEntry[]): string {
  if (entries.length === 0) return text;
  const before = parseDocument(text);
  if (before.errors.length > 0 || (before.contents !== null && !isMap(before.contents))) {
    throw new Error("the text is no YAML map");
  }
  const pairs = (before.contents as YAMLMap.Parsed | null)?.items ?? [];
  const pair = pairs.find(({ key }) => String(key) === list);
  const after = inserted(text, list, pair as ParsedPair | undefined, entries);
  proveAppended(before.toJS() as Record<string, unknown> | null, after, list, entries);
  return after;
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

function inserted(
  text: string,
  list: string,
  pair: ParsedPair | undefined,
  entries: readonly NewEntry[],
): string {
  if (pair === undefined) {
    const end = text === "" || text.endsWith("\n") ? "" : lineEnd(text);
    return `${text}${end}${ended(`${list}:\n${blocks(entries, "  ")}`, text)}`;
  }
  const { value } = pair;
  if (value === null || value.range[0] === value.range[1]) {
    return insertAfterLine(text, pair.key.range[1], blocks(entries, "  "));
  }
  if (!isSeq(value)) throw new Error(`${list} is no list`);
  const sequence = value as YAMLSeq.Parsed;
  const last = sequence.items.at(-1);
  if (last === undefined) {
    const [start, end] = sequence.range;
    const emptied = `${text.slice(0, start).trimEnd()}${text.slice(end)}`;
    return insertAfterLine(emptied, pair.key.range[1], blocks(entries, "  "));
  }
  if (sequence.flow) {
    const at = last.range[1];
    const added = entries.map(({ entry }) => `, ${JSON.stringify(entry)}`).join("");
    return `${text.slice(0, at)}${added}${text.slice(at)}`;
  }
  const start = sequence.range[0];
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  return insertAfterLine(text, last.range[1], blocks(entries, indent));
}

function blocks(entries: readonly NewEntry[], indent: string): string {
  return entries.map(({ entry, comments }) => block(entry, comments ?? [], indent)).join("");
}

/** The entry as an element of a list in blocks, each line indented. */
function block(
  entry: Readonly<Record<string, unknown>>,
  comments: readonly string[],
  indent: string,
): string {
  const element = stringify([entry], { lineWidth: 0, indentSeq: true });
  // No trimEnd: it would also take blanks of other scripts that end a value.
  const lines = [
    ...element.replace(/\n$/, "").split("\n"),
    ...comments.map((comment) => `  # ${oneLine(comment)}`),
  ];
  return `${lines.map((line) => `${indent}${line}`).join("\n")}\n`;
}

/** Puts whole lines after the line in which an offset stands; one that ends right at a line's start counts as before. */
function insertAfterLine(text: string, offset: number, lines: string): string {
  const from = offset > 0 && text[offset - 1] === "\n" ? offset - 1 : offset;
  const end = text.indexOf("\n", from);
  const added = ended(lines, text);
  return end === -1
    ? `${text}${lineEnd(text)}${added}`
    : `${text.slice(0, end + 1)}${added}${text.slice(end + 1)}`;
}

/** How the text's lines end: a file edited on Windows stays one. */
function lineEnd(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}

function ended(lines: string, text: string): string {
  return lines.replaceAll("\n", lineEnd(text));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** An edit of text is only as good as its proof: read again, the file says what it said, and what was added. */
function proveAppended(
  before: Record<string, unknown> | null,
  after: string,
  list: string,
  entries: readonly NewEntry[],
): void {
  const document = parseDocument(after);
  const had = before?.[list];
  const wanted = {
    ...before,
    [list]: [...(Array.isArray(had) ? had : []), ...entries.map(({ entry }) => entry)],
  };
  if (document.errors.length > 0 || canonical(document.toJS()) !== canonical(wanted)) {
    throw new Error(`nothing can be added to ${list} without changing the rest of the file`);
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
