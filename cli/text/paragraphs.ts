import { cut, wrapped } from "./table.ts";

/** A gap within a line: the columns of a table, which words below each other would only tear apart. */
const COLUMNS = /\S {2,}\S/;

/**
 * A text for a terminal that is so wide: lines that are longer go on below, a little further in. Rows of tables are cut.
 * Without a terminal (undefined) it stays as it is, for whoever reads it by program.
 */
export function paragraphs(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      if (line.length <= columns) return [line];
      if (COLUMNS.test(line)) return [cut(line, columns)];
      const indent = /^ */.exec(line)?.[0] ?? "";
      const [first = "", ...rest] = wrapped(line.trimStart(), columns - indent.length - 2);
      return [indent + first, ...rest.map((more) => `${indent}  ${more}`)];
    })
    .join("\n");
}
