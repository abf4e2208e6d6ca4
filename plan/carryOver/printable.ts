/**
 * Text from an export, fit for a terminal or a page: control characters, which could move a cursor or end a line, and
 * marks that turn the direction of writing become visible. Every script stays as it is.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
