import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadEstate } from "../../estate/load.ts";
import { data, GOOD, problemsIn } from "./samples.ts";

describe("text that is no estate", () => {
  test.each([
    ["nothing", "", undefined, "the file is empty"],
    ["comments alone", "\n# an estate\n  # to come\n", undefined, "the file is empty"],
    ["plain text", "hello", 1, "this is plain text; an estate is a map"],
    ["a list", "- a\n- b", 1, "this is a list; an estate is a map"],
    ["zeros", "\u0000\u0001name", undefined, "this is not a text file in UTF-8"],
    ["bytes that are not UTF-8", "name: \uFFFD", undefined, "this is not a text file in UTF-8"],
    ["a tab", "name: x\nworkspace:\n\tname: y", 3, "a tab stands where YAML wants spaces"],
    ["a key twice", "name: x\nname: y", 2, "this key stands twice in the same map"],
    ["an open bracket", "sites: [a, b\nname: x", 2, "a bracket is not closed"],
    ["an open quote", 'name: "x', 1, "something that was opened is not closed"],
    ["two colons in a line", "name: a: b", 1, "a second `: ` stands in one line"],
    ["two documents", "name: a\n---\nname: b", 2, "a second document begins here"],
    ["an alias without anchor", "sites: []\nname: *nobody", 2, "is not set before it"],
    ["an alias inside its anchor", "name: &a [*a]", undefined, "the data has no end"],
    ["a tag", "name: !secret x", 1, "a tag (`!name`) stands before a value"],
    ["an at sign", "name: @home", 1, "begins with a character that YAML keeps for itself"],
    ["a bad escape", 'connection: { user: "CONTOSO\\svc" }', 1, "a backslash in"],
    ["a bad directive", "%YAML 9\n---\nname: a", 1, "a YAML directive"],
  ])("%s", (_name, text, line, message) => {
    const problems = problemsIn(text);
    expect(problems[0]).toMatchObject({
      file: "estate.yaml",
      path: "",
      message: expect.stringContaining(message),
    });
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.fix).not.toBe("");
  });

  test("aliases that multiply without end are refused, not followed", () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const inner = i === 0 ? "x" : `*a${i - 1}`;
      return `l${i}: &a${i} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    expect(problemsIn(levels.join("\n"))).toMatchObject([
      { message: expect.stringContaining("nested far deeper") },
    ]);
  });

  test.each([
    ["brackets that nest without end", `a: ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["brackets that are never closed", `a: ${"[".repeat(50_000)}`],
    ["blocks that nest without end", Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ])("%s are a problem told once, and no end of the stack", (_name, text) => {
    const messages = problemsIn(text).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining("nested far deeper"));
    expect(messages.length).toBeLessThan(4);
  });

  test("the parser's own words are not repeated: they may quote a secret", () => {
    const problems = problemsIn('connection:\n  password: "hunter2\n  other: @hunter2');
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});

describe("YAML that is fine", () => {
  test.each([
    ["line ends of Windows", GOOD.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${GOOD}`],
    ["a document's begin and end", `---\n${GOOD}...\n`],
    ["JSON", JSON.stringify(data())],
    [
      "anchors, aliases and merge keys",
      GOOD.replace(
        '  - { name: dc02, domain: contoso.com, site: Berlin, os: "2022" }',
        '  - &berlin { name: dc02, domain: contoso.com, site: Berlin, os: "2022" }\n  - { <<: *berlin, name: dc06 }',
      ),
    ],
  ])("%s", (_name, text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  test("thousands of uses of one anchor are fine", () => {
    const more = Array.from({ length: 3000 }, (_, i) => `  - { <<: *all, name: x${i} }`).join("\n");
    const text = GOOD.replace(
      "  - { name: dc02, ",
      `  - &all { domain: contoso.com, site: Oslo, name: y }\n${more}\n  - { name: dc02, `,
    );
    expect(problemsIn(text)).toEqual([]);
  });
});

describe("files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ata2mdi-estate-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const messageOf = (file: string) => {
    const loaded = loadEstate(file);
    return loaded.ok ? "ok" : `${loaded.problems[0]?.message} | ${loaded.problems[0]?.fix}`;
  };

  test("a file that is not there", () => {
    const file = join(folder, "nobody.yaml");
    expect(loadEstate(file)).toEqual({
      ok: false,
      problems: [
        {
          file,
          path: "",
          message: "there is no such file",
          fix: "check the path; a new estate starts from estates/example.yaml",
        },
      ],
    });
  });

  test("a path through a file", () => {
    writeFileSync(join(folder, "a.yaml"), GOOD);
    expect(messageOf(join(folder, "a.yaml", "b.yaml"))).toContain("there is no such file");
  });

  test("a folder", () => {
    expect(messageOf(folder)).toContain("this is a folder");
  });

  test("a device", () => {
    expect(messageOf("/dev/null")).toContain("this is not a regular file");
  });

  test("a file that is far too large is not read", () => {
    const file = join(folder, "large.yaml");
    writeFileSync(file, "");
    truncateSync(file, 2 ** 40);
    expect(messageOf(file)).toContain("the file is larger than 16 MB");
  });

  test("a program", () => {
    expect(messageOf(process.execPath)).toMatch(/larger than|not a text file/);
  });

  test("a file one may not read", () => {
    const file = join(folder, "locked.yaml");
    writeFileSync(file, GOOD);
    chmodSync(file, 0o000);
    // The super-user may read everything.
    expect(messageOf(file)).toMatch(process.getuid?.() === 0 ? /^ok$/ : /permission denied/);
  });

  test("a good file", () => {
    const file = join(folder, "good.yaml");
    writeFileSync(file, GOOD);
    expect(loadEstate(file)).toMatchObject({ ok: true, estate: { name: "sample" } });
  });
});
