import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { documents } from "../../../estate/ata/reader/documents.ts";
import { parseDocument } from "../../../estate/ata/reader/parseDocument.ts";

async function* pieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function valuesOf(text: string, length = text.length || 1): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { text: one, value } of documents({ name: "test", text: () => pieces(text, length) })) {
    const parsed = value === undefined ? parseDocument(one) : { ok: true as const, value };
    values.push(parsed.ok ? parsed.value : "not JSON");
  }
  return values;
}

const anyDocument = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
/** Layouts in which exports come. */
const layouts: Record<string, (documents: readonly object[]) => string> = {
  "one a line": (list) => list.map((one) => `${JSON.stringify(one)}\n`).join(""),
  "with Windows line ends": (list) => list.map((one) => `${JSON.stringify(one)}\r\n`).join(""),
  "pretty printed": (list) => list.map((one) => JSON.stringify(one, null, 2)).join("\n"),
  "one after the other": (list) => list.map((one) => JSON.stringify(one)).join(""),
  "an array": (list) => JSON.stringify(list),
  "a pretty array": (list) => JSON.stringify(list, null, 2),
  "several arrays": (list) => list.map((one) => JSON.stringify([one])).join("\n"),
  "an object, then an array": ([first, ...others]) => `${JSON.stringify(first)}\n${JSON.stringify(others)}\n`,
  "arrays in an array": (list) => JSON.stringify([list, []], null, 2),
  "first in lines, then pretty": (list) =>
    list.map((one, index) => `${JSON.stringify(one, null, index === 0 ? 0 : 2)}\n`).join(""),
};

test.each(Object.keys(layouts))(
  "documents laid out %s are read as they were, wherever the pieces end",
  async (name) => {
    const layout = layouts[name] as (documents: readonly object[]) => string;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocument, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        async (list, length) => {
          const expected = JSON.parse(JSON.stringify(list)) as unknown[];
          expect(await valuesOf(layout(list), length)).toEqual(expected);
          expect(await valuesOf(layout(list))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  },
);

test("an offset says where a document begins", async () => {
  const text = '{"a":1}\n\n  {"b":\n2}';
  const offsets: number[] = [];
  for await (const { offset } of documents({ name: "test", text: () => pieces(text, 3) }))
    offsets.push(offset);
  expect(offsets).toEqual([0, 11]);
});

test.each([
  ["a cut document", '{"a":1}\n{"b":[1,\n2', "ATA-CUT-FILE", 2],
  ["a cut array", '[{"a":1},\n{"b":2}', "ATA-CUT-FILE", 2],
  ["a cut string", '{"a":"never ends', "ATA-CUT-FILE", 1],
  ["a cut array in an array", '[[{"a":1}],\n', "ATA-CUT-FILE", 2],
  ["an array closed twice", '[{"a":1}]\n]', "ATA-NOT-JSON", 2],
  ["arrays without end", `\n${"[".repeat(200)}`, "ATA-TOO-DEEP", 2],
  ["a web page", "<!doctype html><html></html>", "ATA-NOT-JSON", 1],
  ["a line of something else", '{"a":1}\nconnected to: localhost\n', "ATA-NOT-JSON", 2],
  ["too deep a document", `{"a":\n${"[".repeat(200)}`, "ATA-TOO-DEEP", 2],
  ["nothing", " \n", "ATA-EMPTY", undefined],
])("%s is told with its place", async (_, text, id, line) => {
  const outcome = valuesOf(text).catch((error) => error);
  expect((await outcome).problem).toMatchObject({ id, place: { ...(line !== undefined && { line }) } });
});
