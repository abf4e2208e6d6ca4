import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { commandsOf, wordsOf } from "./commandLines.ts";
import { commandRows } from "./commandRows.ts";
import { commands, pages } from "./pages.ts";
import { argumentsOfAta2mdi, refusedByAta2mdi, refusedByNpm } from "./parseCommand.ts";

const root = resolve(__dirname, "..", "..");

test("each command of a shell block has one row: it is run, or it says why not", () => {
  const shown = [...new Set(commands.flatMap(({ place, text }) => (place === "shell" ? [text] : [])))];
  expect(shown.length).toBeGreaterThan(50);
  expect(commandRows.map(({ command }) => command).toSorted()).toEqual(shown.toSorted());
});

test("`ata2mdi`, as the pages have it, is a verb with arguments and options that it knows", async () => {
  const wrong: unknown[] = [];
  for (const { file, text, words, place } of commands) {
    const rest = argumentsOfAta2mdi(words);
    if (!rest || (place === "inline" && rest.length === 0)) continue;
    const refused = await refusedByAta2mdi(rest, place);
    if (refused) wrong.push({ file, text, refused });
    // Typed as it stands it must be found: nothing puts `ata2mdi` itself on the reader's PATH.
    if (place === "shell" && words[0] === "ata2mdi") wrong.push({ file, text, refused: "npx is missing" });
  }
  expect(wrong).toEqual([]);
});

test("`npm`, as the pages have it, is a script there is", () => {
  const wrong = commands.flatMap(({ file, text, words: [head, ...rest] }) => {
    const refused = head === "npm" ? refusedByNpm(rest) : undefined;
    return refused ? [{ file, text, refused }] : [];
  });
  expect(wrong).toEqual([]);
});

test("what is typed in place of a page's words is the same verb, and as valid", async () => {
  const stage = {
    samples: "samples",
    console: "https://center",
    certificate: "center.pem",
    fingerprint: "00".repeat(32),
    webhook: "http://127.0.0.1",
    graphSecret: "x",
    centerUser: "A\\b",
    centerPassword: "x",
  };
  for (const row of commandRows) {
    if ("notRun" in row || !row.as) continue;
    const [typed, shown] = [row.as(stage), wordsOf(row.command)];
    const verb = shown[0] === "npx" ? 3 : 2;
    expect(typed.slice(0, verb)).toEqual(shown.slice(0, verb));
    const words = argumentsOfAta2mdi(typed);
    if (words) expect(await refusedByAta2mdi(words, "shell")).toBeUndefined();
  }
});

test("a link of a page leads to a file, and to a heading of it", () => {
  const broken = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)].flatMap(([, path = "", anchor]) => {
      const target = path === "" ? file : join(dirname(file), path);
      if (!existsSync(join(root, target))) return [{ file, path }];
      const page = pages.find((one) => one.file === target);
      return anchor && page && !anchorsOf(page.text).includes(anchor) ? [{ file, path, anchor }] : [];
    }),
  );
  expect(broken).toEqual([]);
});

/** The anchors that GitHub makes of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test.each([
  ["```sh\nnpm ci # first\n```", ["npm ci"]],
  ["```sh\na && ata2mdi b \\\n  --c\n```", ["a", "ata2mdi b --c"]],
  ["```\noutput\nnpx ata2mdi check x\n```", ["npx ata2mdi check x"]],
  ["see `pulumi up` and `x`", ["pulumi up"]],
  ["```yaml\nrun: npm ci\n```", []],
])("commands in %j are %j", (markdown, expected) => {
  expect(commandsOf("x.md", markdown).map(({ text }) => text)).toEqual(expected);
});

test.each([
  ["a 'b c' \"d e\" <f g>h --i=<j k>", ["a", "b c", "d e", "<f g>h", "--i=<j k>"]],
  ["a --svg > plan.svg", ["a", "--svg"]],
  ['ssh-keygen -N "" -f x', ["ssh-keygen", "-N", "", "-f", "x"]],
])("words of %j are %j", (text, expected) => {
  expect(wordsOf(text)).toEqual(expected);
});
