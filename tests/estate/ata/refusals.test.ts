import { expect, test } from "@jest/globals";
import { mergedEstateText } from "../../../estate/ata/estateFile.ts";
import { InputError } from "../../../estate/ata/inputProblem.ts";
import { longestDocument } from "../../../estate/ata/reader/limits.ts";
import { centerProfile, gatewayProfile } from "../../../samples/profiles.ts";
import { problemsOf, reading } from "./support.ts";

const json = JSON.stringify;

test("answers of another shape are refused with the place that differs", async () => {
  const problems = await problemsOf(json(centerProfile()), json({ kind: "ata2mdi-answers", site: 7 }));
  expect(problems).toMatchObject([{ id: "ATA-ANSWERS", place: { path: "site" } }]);
});

test("a document longer than any profile is given up on, with the place where it begins", async () => {
  const endless = Buffer.alloc(longestDocument + 4096, "x");
  endless.write('[\n{"a":"');
  expect(await problemsOf(endless)).toMatchObject([
    { id: "ATA-DOCUMENT-TOO-LONG", place: { document: 1, line: 2 } },
  ]);
}, 60_000);

test("profiles without a computer name are told, for no plan would hold those hosts", async () => {
  const { notes } = await reading(
    json(centerProfile({ name: "" })),
    json([gatewayProfile({ id: "1", name: "" }), gatewayProfile({ id: "2", name: "DC01" })]),
  );
  expect(notes.filter(({ id }) => id === "ATA-NO-NAME").map(({ cause }) => cause)).toEqual([
    expect.stringContaining("Center"),
    expect.stringContaining("1 gateway"),
  ]);
});

test.each([
  ["1.9.7576.20935", 0],
  ["1.10.1.1", 1],
  ["soon", 1],
])("build %s: told as unknown %d times", async (version, times) => {
  const { notes } = await reading(json(centerProfile({ version })));
  expect(notes.filter(({ id }) => id === "ATA-UNKNOWN-BUILD")).toHaveLength(times);
});

test.each([
  ["a list", "- one\n"],
  ["broken YAML", "name: [\n"],
])("%s is no estate file to add to", (_case, text) => {
  const work = () => mergedEstateText(text, "x.yaml", {} as never);
  expect(work).toThrow(InputError);
  expect(work).toThrow(/^ATA-ESTATE x\.yaml/);
});
