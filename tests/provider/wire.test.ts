import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { holdsUnknown, reveal, same, secret, UNKNOWN } from "../../provider/wire.ts";

test("a secret is revealed at any depth, also inside another", () => {
  const value = { a: [secret("x"), { b: secret({ c: secret(1) }) }], d: null };
  expect(reveal(value)).toEqual({ a: ["x", { b: { c: 1 } }], d: null });
});

test("marking and revealing gives back what there was", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(reveal(secret(value))).toEqual(value)));
});

test("unknown is found at any depth, and nowhere else", () => {
  expect(holdsUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(holdsUnknown(value)).toBe(false)));
});

test.each([
  [{ a: 1 }, { a: 1, b: null }, true],
  [{ a: [null, 1] }, { a: [null, 1] }, true],
  [{ a: [null, 1] }, { a: [1] }, false],
  [secret("x"), "x", true],
  [secret("x"), "y", false],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [undefined, null, true],
  [UNKNOWN, "x", false],
])("%j and %j are the same: %p", (one, other, expected) => {
  expect(same(one, other)).toBe(expected);
});
