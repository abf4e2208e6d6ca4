import stringWidth from "string-width";

/** Nearly every text is plain ASCII, where each character takes one column: a live view looks at thousands a second. */
const ASCII = /^[ -~]*$/;

/** Columns a text takes. */
function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Lines of a table with columns as wide as their widest cell. */
export function table(head: string[], rows: string[][]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ""))));
  const line = (row: string[]) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

/** Text in exactly so many columns of a terminal: filled with spaces, or cut with an ellipsis. */
export function fitted(text: string, columns: number): string {
  if (ASCII.test(text) && text.length <= columns) return text.padEnd(columns);
  return padded(cut(text, columns), columns);
}

/** Text in at most so many columns. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (ASCII.test(text)) {
    return text.length <= columns ? text : `${text.slice(0, columns - 1).trimEnd()}…`;
  }
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of segments.segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/** Words in lines of at most so many columns; a word that is longer is cut into pieces. */
export function wrapped(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => pieces(one, width))) {
    const next = line === "" ? word : `${line} ${word}`;
    if (widthOf(next) <= width) line = next;
    else {
      if (line !== "") lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = "";
  for (const { segment } of segments.segment(word)) {
    if (widthOf(piece + segment) > width && piece !== "") {
      found.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...found, piece];
}
