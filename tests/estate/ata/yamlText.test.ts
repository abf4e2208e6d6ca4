import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { appendEntries } from "../../../estate/ata/yamlText.ts";

const entry = { row: "syslog", by: "ann", evidence: "see #7: done" };

test.each([
  ["a list in blocks", "a: 1\nlist:\n  - x: 1 # first\n    y: 2\n# end\nb: 2\n"],
  ["a list that is not indented", "list:\n- x: 1\n- x: 2\nb: 2\n"],
  ["a deeper indented list", "list:\n      - x: 1\nb: 2"],
  ["an empty list", "list: [] # none yet\nb: 2\n"],
  ["a key without a value", "list:\nb: 2\n"],
  ["a key without a value at the end", "b: 2\nlist:"],
  ["no list", "b: 2 # two"],
  ["a list in brackets", "list: [{ x: 1 }, { x: 2 }] # two\nb: 2\n"],
  ["a list in brackets over lines", "list: [\n  { x: 1 },\n  { x: 2 },\n]\nb: 2\n"],
  ["long texts", "list:\n  - note: |\n      several\n      lines\n\nb: 2\n"],
  ["nothing", ""],
])("an entry is added to %s", (_, text) => {
  const after = appendEntries(text, "list", [{ entry }]);
  const before = (parse(text) ?? {}) as { list?: unknown[] };
  expect(parse(after)).toEqual({ ...before, list: [...(before.list ?? []), entry] });
  const kept = text
    .replace(/ ?\[\] # none yet|\n$/g, "")
    .split("\n")
    .filter((line) => !line.startsWith("list: [{"));
  for (const line of kept) expect(after).toContain(line);
});

test("entries of any content are added to any file that YAML writes", () => {
  const scalar = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean());
  const record = fc.dictionary(fc.constantFrom("row", "by", "evidence", "at"), scalar, { minKeys: 1 });
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 3 }),
      record,
      fc.dictionary(fc.constantFrom("a", "b"), scalar),
      (list, one, rest) => {
        const text = stringify({ ...rest, list, after: 1 });
        const expected = parse(text) as { list: unknown[] };
        expect(parse(appendEntries(text, "list", [{ entry: one }]))).toEqual({
          ...expected,
          list: [...expected.list, one],
        });
      },
    ),
    { numRuns: 300 },
  );
});

test("a value may end in any blank", () => {
  for (const row of ["\u3000", "x\u00a0", "x ", "x\n", "x\n\n"]) {
    expect(parse(appendEntries("list: []\n", "list", [{ entry: { row } }]))).toEqual({ list: [{ row }] });
  }
});

test("a file of Windows keeps its line ends", () => {
  for (const text of [
    "a: 1\r\nlist:\r\n  - x: 1 # one\r\nb: 2\r\n",
    "a: 1\r\nlist: []\r\n",
    "a: 1\r\nb: 2",
  ]) {
    const after = appendEntries(text, "list", [{ entry: { x: 2, note: "two\nlines" }, comments: ["why"] }]);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect((parse(after) as { list: unknown[] }).list.at(-1)).toEqual({ x: 2, note: "two\nlines" });
  }
});

test("comments go below the entry they belong to, in one line", () => {
  expect(appendEntries("list:\n  - x: 1\n", "list", [{ entry: { x: 2 }, comments: ["TODO y:\nwhat"] }])).toBe(
    "list:\n  - x: 1\n  - x: 2\n    # TODO y: what\n",
  );
});

test.each([["list: 5"], ["list: { a: 1 }"], ["- 1"], ["a: [1"]])("%s takes no entry", (text) => {
  expect(() => appendEntries(text, "list", [{ entry }])).toThrow();
});
