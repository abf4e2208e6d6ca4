import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { editDistance, nearest } from "../../estate/reading/nearest.ts";

describe("the nearest word", () => {
  test.each([
    ["Olso", ["Oslo", "Lisbon"], "Oslo"],
    ["globalCatlog", ["globalCatalog", "gateway"], "globalCatalog"],
    ["PORT", ["port", "ports"], "port"],
    ["dc0", ["dc01", "server"], "dc01"],
    ["centres", ["centers", "sites"], "centers"],
    ["Reykjavik", ["Oslo", "Lisbon"], undefined],
    ["x", [], undefined],
    ["", ["a", "abc"], "a"],
  ])("%s", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

describe("the distance of two words", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["ab", "ba", 1],
    ["site", "sites", 1],
  ])("%s and %s", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  const word = fc.string({ maxLength: 12 });
  test("is nothing for equal words alone, and the same both ways", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
      }),
    );
  });

  test("one change is one", () => {
    fc.assert(
      fc.property(word, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (a, at, letter) => {
        const place = at % (a.length + 1);
        expect(editDistance(a, a.slice(0, place) + letter + a.slice(place))).toBe(1);
      }),
    );
  });
});
