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
  ["0001-01-01T00:00:00Z", 1],
  ["9999-12-31T23:59:59.9999999Z", 1],
  ["31.11.2025", 1],
  [{ $date: { $numberLong: "-62135596800000" } }, 1],
  ["2025-11-03T07:36:17.9090344Z", 0],
])("a profile changed at %j: told as of no date %d times", async (moment, times) => {
  const { notes, inventory } = await reading(json({ ...centerProfile(), UpdateTime: moment }));
  expect(notes.filter(({ id }) => id === "ATA-NO-DATE")).toHaveLength(times);
  expect(inventory.centers[0]?.updatedAt === null).toBe(times > 0);
});

test.each([
  ["a list", "- one\n"],
  ["broken YAML", "name: [\n"],
])("%s is no estate file to add to", (_case, text) => {
  const work = () => mergedEstateText(text, "x.yaml", {} as never);
  expect(work).toThrow(InputError);
  expect(work).toThrow(/^ATA-ESTATE x\.yaml/);
});
