import { stripVTControlCharacters } from "node:util";

/** Control characters, and those that turn the direction of a line or cannot be seen. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;

/** Longest text of one field that is shown anywhere. */
const LONGEST = 2000;

/**
 * Text from a host, a log or a file as one line that a terminal can be given: nothing in it moves the cursor, changes
 * colours, starts a new line or reverses the direction.
 */
export function printable(text: string, longest = LONGEST): string {
  const plain = stripVTControlCharacters(text.slice(0, longest * 4))
    .replace(UNSEEN, " ")
    .trim();
  return (plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain).toWellFormed();
}

/** The same for a text of several lines: each line by itself. */
export function printableLines(text: string, longest = LONGEST): string[] {
  return text
    .slice(0, longest * 4)
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? "";
      return `${indent.slice(0, 16)}${printable(line, longest)}`.trimEnd();
    });
}
