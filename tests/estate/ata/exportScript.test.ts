import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { nodesOf, parsePowerShell } from "../../remote/grammar.ts";
import { pitfalls } from "../../remote/pitfalls.ts";

const script = readFileSync(join(__dirname, "../../../estate/ata/Export-AtaFacts.ps1"), "utf8");

test("the script that collects facts is PowerShell, and only reads what it collects from", async () => {
  const root = await parsePowerShell(script);
  expect(root.hasError).toBe(false);
  const commands = nodesOf(root, "command_name").map(({ text }) => text);
  const own = nodesOf(root, "function_name").map(({ text }) => text);
  const known = [
    "Set-StrictMode",
    "Import-Module",
    "ForEach-Object",
    "Sort-Object",
    "Where-Object",
    "Invoke-Command",
  ];
  const writing = ["ConvertTo-Json", "Out-File"];
  const unknown = commands.filter(
    (name) => !/^Get-/.test(name) && ![...own, ...known, ...writing].includes(name),
  );
  expect(unknown).toEqual([]);
  expect(commands.filter((name) => name === "Out-File")).toHaveLength(1);
});

test("it is plain ASCII, so that Windows PowerShell 5.1 reads it without a byte order mark", () => {
  expect([...script].filter((character) => character > "\u007f")).toEqual([]);
});

test("it means what it says in 5.1, and hides no failure to read", async () => {
  const found: string[] = [];
  pitfalls(await parsePowerShell(script), script, [], (text) => found.push(text));
  expect(found).toEqual([]);
  expect(script).not.toMatch(/SilentlyContinue|Get-LocalGroupMember -Group '?Administrators/);
});
