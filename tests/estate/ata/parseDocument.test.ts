import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { binary, dictionary, plain } from "../../../estate/ata/reader/extendedJson.ts";
import { parseDocument } from "../../../estate/ata/reader/parseDocument.ts";
import { anyText } from "../../support/anyText.ts";

const value = (text: string) => {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(`not read, at ${parsed.offset}`);
  return parsed.value;
};

test("what MongoDB's shells print is read as extended JSON", () => {
  const printed = `{
    "_id" : ObjectId("5f7720d92bd5d60dd07c0001"),
    at: ISODate('2025-11-03T07:36:17.909Z'), "n" : NumberLong(5), m: NumberLong("9007199254740993"),
    'single' : 'it\\'s "so"', "text" : "ObjectId(\\"no\\") , }", bytes: BinData(0, "c2VjcmV0"),
    id: UUID("01234567-89ab-cdef-0123-456789abcdef"), nothing: undefined, list: [1, 2, ],
  }`;
  expect(value(printed)).toEqual({
    _id: { $oid: "5f7720d92bd5d60dd07c0001" },
    at: { $date: "2025-11-03T07:36:17.909Z" },
    n: { $numberLong: "5" },
    m: { $numberLong: "9007199254740993" },
    single: `it's "so"`,
    text: 'ObjectId("no") , }',
    bytes: { $binary: "c2VjcmV0", $type: "00" },
    id: { $uuid: "01234567-89ab-cdef-0123-456789abcdef" },
    nothing: null,
    list: [1, 2],
  });
});

test("any JSON is read as JSON.parse reads it", () => {
  fc.assert(fc.property(fc.json(), (text) => expect(value(text)).toEqual(JSON.parse(text))));
});

test("a fault is told at its offset, also behind rewritten forms", () => {
  const text = '{ "_id" : ObjectId("5f7720d92bd5d60dd07c0001"), "a" : 1 "b" : 2 }';
  const parsed = parseDocument(text);
  expect(parsed).toEqual({ ok: false, offset: text.indexOf('"b"') });
});

test("no text is too odd to be answered", () => {
  fc.assert(
    fc.property(anyText({ maxLength: 200 }), (text) => {
      const parsed = parseDocument(`{${text}`);
      if (!parsed.ok) expect(parsed.offset).toBeLessThanOrEqual(text.length + 1);
    }),
  );
});

test.each([
  [{ $oid: "5f7720d92bd5d60dd07c0001" }, "5f7720d92bd5d60dd07c0001"],
  [{ $date: "2025-11-03T07:36:17.909Z" }, "2025-11-03T07:36:17.909Z"],
  [{ $date: { $numberLong: "1762155377909" } }, "2025-11-03T07:36:17.909Z"],
  [{ $date: 1762155377909 }, "2025-11-03T07:36:17.909Z"],
  [{ $date: -62135596800000 }, "-62135596800000"],
  [{ $date: { $numberLong: "9223372036854775807" } }, null],
  [{ $numberLong: "5" }, 5],
  [{ $numberLong: "9007199254740993" }, "9007199254740993"],
  [{ $binary: "c2VjcmV0", $type: "00" }, binary],
  [{ $binary: { base64: "c2VjcmV0", subType: "00" } }, binary],
  [{ $binary: "ASNFZ4mrze8BI0VniavN7w==", $type: "04" }, "01234567-89ab-cdef-0123-456789abcdef"],
  [{ $binary: "Z0UjAauJ780BI0VniavN7w==", $type: "03" }, "01234567-89ab-cdef-0123-456789abcdef"],
  [{ a: 1 }, { a: 1 }],
])("%j is taken out of its wrapper", (wrapped, expected) => {
  expect(plain(wrapped as never)).toEqual(expected);
});

test("a dictionary has three spellings", () => {
  const entries = [
    ["a", true],
    ["b", false],
  ];
  expect(dictionary({ a: true, b: false })).toEqual(entries);
  expect(
    dictionary([
      { k: "a", v: true },
      { k: "b", v: false },
    ]),
  ).toEqual(entries);
  expect(dictionary(entries as never)).toEqual(entries);
  expect(dictionary(["a", "b"])).toBeUndefined();
});
