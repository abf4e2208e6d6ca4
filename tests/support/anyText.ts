import fc from "fast-check";

/**
 * Text of any code points at all, halves of surrogate pairs too. Wider than the `binary` unit of fast-check,
 * which leaves those out and builds a table of all of Unicode for every arbitrary.
 */
export function anyText({ maxLength }: { maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength })
    .map((codes) => String.fromCodePoint(...codes));
}
