import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { formatProblem } from "../../plan/problem.ts";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/errors.md"), "utf8");

/** Every folder of the program in which a Problem can be made, and what its lab and tools say. */
const rooms = [
  "cli",
  "components",
  "estate",
  "lab",
  "plan",
  "policies",
  "provider",
  "remote",
  "resources",
  "tools",
];

/** Words in the sources that look like an id and are none, each with the reason. */
const notIds: Readonly<Record<string, string>> = {};

/** Ids that no test provokes, each with the reason. */
const notProvokedYet: Readonly<Record<string, string>> = {};

/** Texts of all files in a folder that end so, comments taken out: what they mention is not made there. */
function textsIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && ending.test(entry.name) && !entry.parentPath.includes("node_modules"),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== __filename)
    .map((path) => readFileSync(path, "utf8").replace(/^\s*(?:\/\*|\*|\/\/).*$/gm, ""));
}

/**
 * Ids with a hyphen are any such word that is a whole string: that finds those that are chosen between two or passed to
 * a function as well. Ids without a hyphen are told from other words by the field they stand in.
 */
function idsIn(text: string): string[] {
  const whole = [...text.matchAll(/(["'`])([A-Z]{2,}(?:-[A-Z0-9]+)+)\1/g)].map((match) => match[2] ?? "");
  const fields = [...text.matchAll(/\bid:[^\n]*?(["'`])([A-Z]{4,})\1/g)].map((match) => match[2] ?? "");
  return [...whole, ...fields];
}

function sorted(words: Iterable<string>): string[] {
  return [...new Set(words)].sort();
}

const sources = rooms.flatMap((room) => textsIn(room, /\.(?:ts|mjs|js)$/));
const found = sorted([...sources, readFileSync(join(root, "index.ts"), "utf8")].flatMap(idsIn));
const ids = found.filter((id) => !(id in notIds));
const rows = [...page.matchAll(/^\| `([A-Z0-9-]+)` \|.*$/gm)].map((match) => ({
  id: match[1] ?? "",
  cells: match[0].split(/(?<!\\)\|/).slice(1, -1),
}));
const tests = textsIn("tests", /\.(?:ts|mjs|js|json|snap)$/).join("\n");
const provoked = new Set(ids.filter((id) => new RegExp(`(?<![A-Z0-9-])${id}(?![A-Z0-9-])`).test(tests)));

test("the page has a row for every id, and no row for another", () => {
  expect(ids.length).toBeGreaterThan(80);
  // An id that is put together of parts would not be found.
  expect(sources.flatMap((text) => text.match(/\bid: *`[A-Z].*/g) ?? [])).toEqual([]);
  expect(sorted(rows.map(({ id }) => id))).toEqual(ids);
});

test("an id has one row, with all its cells, among those of its prefix", () => {
  expect(rows.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)).toEqual([]);
  const poor = rows.filter(({ cells }) => cells.length !== 5 || cells.some((cell) => cell.trim() === ""));
  expect(poor).toEqual([]);
  for (const section of page.split(/^## /m).slice(1)) {
    const title = section.slice(0, section.indexOf("\n"));
    const prefixes = title.split(":")[0]?.split(", ") ?? [];
    const strays = [...section.matchAll(/^\| `([A-Z]+)-[A-Z0-9-]+` \|/gm)]
      .map((match) => match[1] ?? "")
      .filter((prefix) => title !== "No prefix" && !prefixes.includes(prefix));
    expect({ title, strays }).toEqual({ title, strays: [] });
  }
});

test("every id is provoked by a test, save those that say why not", () => {
  expect(ids.filter((id) => !provoked.has(id))).toEqual(sorted(Object.keys(notProvokedYet)));
});

test("what is set aside is there: no reason outlives its word", () => {
  expect(Object.keys(notIds).filter((word) => !found.includes(word))).toEqual([]);
  expect(Object.keys(notProvokedYet).filter((id) => provoked.has(id))).toEqual([]);
});

test("the four lines the page shows are the four lines that are printed", () => {
  const shown = /```\n([\s\S]*?)\n```/.exec(page)?.[1] ?? "";
  const fields = /^(\S+) {2}(\S+): (.+)\n.*?: +(.+)\n.*?: +(.+)\n.*?: +(.+)$/.exec(shown);
  const [, id = "", host = "", cause = "", measured = "", cure = "", command = ""] = fields ?? [];
  expect(ids).toContain(id);
  expect(formatProblem({ id, host, cause, measured, cure, command })).toBe(shown);
});

test.each([
  ['id: "HOST-X9",', ["HOST-X9"]],
  ['id: old ? "ATA-OLD" : "ATA-NEW",', ["ATA-OLD", "ATA-NEW"]],
  ['problem(target, "HOST-GONE", {', ["HOST-GONE"]],
  ['id: "CANCELLED",', ["CANCELLED"]],
  ['uuid: "GUID", name: "KB-", kind: "UTF-8 text"', []],
])("the search in %s finds %j", (text, expected) => {
  expect(idsIn(text)).toEqual(expected);
});
