import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { generate } from "../../estate/generate.ts";
import { loadEstate } from "../../estate/load.ts";
import { estateSchemaNode, keysAt, nodesAt } from "../../estate/reading/schemaView.ts";

const project = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(project, file), "utf8");

describe("what is made from the schema", () => {
  const made = generate(read("docs/estate.md"));

  test.each(made.map(({ file, text }) => [file, text]))(
    "%s is current (else: node estate/generate.ts)",
    (file, text) => {
      expect(read(file)).toBe(text);
    },
  );

  test("only the tables of the docs are replaced", () => {
    const current = read("docs/estate.md");
    const broken = current.replace(/\| `soak`[^\n]*/, "| gone |").replace("# The estate file", "# By hand");
    const text = generate(broken).find(({ file }) => file === "docs/estate.md")?.text;
    expect(text).toBe(current.replace("# The estate file", "# By hand"));
  });

  test("every key has a meaning in the docs, and lengths of time are texts for the editor", () => {
    const tables = read("docs/estate.md").split("## Every key")[1] ?? "";
    const rows = tables.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(90);
    expect(rows.filter((line) => / \|\s*\|$/.test(line))).toEqual([]);
    expect(JSON.parse(read("estates/estate.schema.json"))).toMatchObject({
      properties: {
        policy: {
          properties: {
            soak: { type: "string", default: "1h", pattern: expect.stringContaining("(s|m|h|d)") },
          },
        },
        domainControllers: { items: { required: ["name", "domain", "site"], additionalProperties: false } },
      },
    });
  });
});

describe("what the schema allows at a place", () => {
  const root = estateSchemaNode();
  test.each<[(string | number)[], string[]]>([
    [
      ["domains", 4],
      ["name", "forest", "managedAccounts"],
    ],
    [
      ["connection", "authentication"],
      ["agent", "privateKey"],
    ],
    [
      ["connection", "authentication", "privateKey"],
      ["config", "env", "file"],
    ],
    [
      ["policy", "approvals", "wave-7"],
      ["by", "at", "note"],
    ],
    [["policy", "apart", 0, 1], []],
    [["nowhere", 3], []],
    [["constructor"], []],
  ])("%j", (path, keys) => {
    expect(keysAt(root, path)).toEqual(keys);
  });

  test("a place inside one of a pair is known", () => {
    expect(nodesAt(root, ["policy", "apart", 0, 1])).toMatchObject([{ type: "string" }]);
  });
});

test.each(["dev", "example"])("estates/%s.yaml has no problem and tells editors its schema", (name) => {
  expect(loadEstate(join(project, "estates", `${name}.yaml`))).toMatchObject({ ok: true });
  expect(read(`estates/${name}.yaml`).split("\n")[0]).toBe(
    "# yaml-language-server: $schema=./estate.schema.json",
  );
});
