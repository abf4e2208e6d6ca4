import stringWidth from "string-width";

/** Columns a text takes. Nearly every text is plain ASCII, where that is its length. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
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
  return padded(cut(text, columns), columns);
}

/** Text in at most so many columns. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (widthOf(text) <= columns) return text;
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
