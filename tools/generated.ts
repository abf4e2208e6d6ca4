import type { Generator } from "./generators.ts";

/**
 * What the file should hold: the generated text itself, or the file as it is with the part between its marks replaced.
 * Throws where the marks are missing.
 */
export function withGenerated(
  current: string,
  { file, part }: Pick<Generator, "file" | "part">,
  text: string,
): string {
  if (part === undefined) return `${text.trimEnd()}\n`;
  const open = `<!-- generated: ${part} -->`;
  const close = `<!-- /generated: ${part} -->`;
  const start = current.indexOf(open);
  const end = current.indexOf(close);
  if (start < 0 || end < start) throw new Error(`${file} has no marks ${open} and ${close}`);
  return `${current.slice(0, start + open.length)}\n\n${text.trim()}\n\n${current.slice(end)}`;
}
