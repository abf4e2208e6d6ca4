import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import stringWidth from "string-width";
import { roughly, seconds } from "../../cli/text/length.ts";
import { paragraphs } from "../../cli/text/paragraphs.ts";
import { printable, printableLines } from "../../cli/text/printable.ts";
import { cut, fitted, table, wrapped } from "../../cli/text/table.ts";
import { anyText } from "../support/anyText.ts";
import { hostileTexts } from "./hostile.ts";

const anything = fc.oneof(anyText(), fc.string({ unit: "grapheme" }), fc.constantFrom(...hostileTexts));

describe("printable text", () => {
  test("is one line without a character that a terminal obeys", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const shown = printable(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(2000);
      }),
    );
  });

  test.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["a\r\nb", "a b"],
    ["ordinary words, ü and 漢", "ordinary words, ü and 漢"],
  ])("%j becomes %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("says where it was cut", () => {
    expect(printable("x".repeat(10_000), 50)).toBe(`${"x".repeat(49)}…`);
  });

  test("lines stay lines, with their indent", () => {
    expect(printableLines("a\r\n  b\u001b[2J\rc")).toEqual(["a", "  b", "c"]);
  });
});

describe("columns", () => {
  test("a fitted text has exactly its columns, whatever the text", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(stringWidth(fitted(printable(text), columns))).toBe(columns);
        expect(stringWidth(cut(printable(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("wrapped text loses no letter and no line is wider", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), fc.integer({ min: 2, max: 60 }), (text, columns) => {
        const lines = wrapped(text, columns);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.join("").replace(/ /g, "")).toBe(text.replace(/ /g, ""));
      }),
    );
  });

  test("a table's columns stand under their heads, with wide letters too", () => {
    const lines = table(
      ["name", "site"],
      [
        ["漢字", "Oslo"],
        ["dc01", "Berlin"],
      ],
    );
    expect(lines[2]).toBe("漢字  Oslo");
    expect(lines[3]).toBe("dc01  Berlin");
  });
});

describe("paragraphs", () => {
  test("go on below at word ends, a little further in; tables are cut; without a terminal all stays", () => {
    const text = "a heading\n  - dc07 keeps its gateway and the Center\nname   site   outcome";
    expect(paragraphs(text, 20).split("\n")).toEqual([
      "a heading",
      "  - dc07 keeps its",
      "    gateway and the",
      "    Center",
      "name   site   outco…",
    ]);
    expect(paragraphs(text, undefined)).toBe(text);
    expect(paragraphs(text, 80)).toBe(text);
  });
});

describe("lengths of time", () => {
  test.each([
    [0, "0s"],
    [59.6, "1m 0s"],
    [95, "1m 35s"],
    [3600, "1h 0s"],
    [-5, "0s"],
    [Number.NaN, "-"],
    [null, "-"],
  ])("%p seconds are written %p", (count, text) => {
    expect(seconds(count)).toBe(text);
  });

  test.each([
    [3, "3s"],
    [90, "2m"],
    [5400, "1h 30m"],
    [86_400 * 2, "2d"],
    [86_400 * 2 + 3600, "2d 1h"],
  ])("roughly %p seconds are %p", (count, text) => {
    expect(roughly(count)).toBe(text);
  });
});
