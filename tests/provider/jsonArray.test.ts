import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { arrayMembers } from "../../provider/center/jsonArray.ts";

async function members(text: string, cuts: readonly number[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const member of arrayMembers(parts(text, cuts))) found.push(member);
  return found;
}

async function* parts(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const points = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  for (const [at, from] of points.slice(0, -1).entries()) yield text.slice(from, points[at + 1]);
}

const values = fc.array(
  fc.oneof(
    fc.jsonValue(),
    fc.string().map((text) => ({ text, list: [text, { "]": '"' }] })),
  ),
);

test("gives what JSON.parse gives, wherever the text is cut", async () => {
  await fc.assert(
    fc.asyncProperty(values, fc.array(fc.nat(5000)), fc.constantFrom(0, 2), async (list, cuts, indent) => {
      const text = JSON.stringify(list, null, indent);
      expect(await members(text, cuts)).toEqual(JSON.parse(text));
    }),
  );
});

test("anything but one whole list is refused", async () => {
  await fc.assert(
    fc.asyncProperty(values, fc.nat(), fc.array(fc.nat(5000)), async (list, at, cuts) => {
      const text = JSON.stringify(list);
      await expect(members(text.slice(0, at % text.length), cuts)).rejects.toThrow(SyntaxError);
    }),
  );
  for (const text of ["", "{}", "[1,]", "[,1]", "[1] x", "[1]]", "null", "[1 2]", "<html>"]) {
    await expect(members(text, [1])).rejects.toThrow(SyntaxError);
  }
});
