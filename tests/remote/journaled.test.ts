import { expect, test } from "@jest/globals";
import { bundleFiles } from "../../remote/bundle.ts";
import type { Script } from "./gate.ts";
import { unjournaled } from "./journaled.ts";

const bundle: Script[] = bundleFiles()
  .filter((file) => file.path.endsWith(".ps1"))
  .map((file) => ({ path: file.path, source: file.bytes.toString("utf8") }));

test("nothing on a host is changed before a line stands in its journal", async () => {
  expect(await unjournaled(bundle)).toEqual([]);
});

const windows: Script = { path: "windows/Settings.ps1", source: "function Set-PowerScheme { }" };
const of = (source: string) => unjournaled([windows, { path: "steps/X.ps1", source }]);

test.each([
  ["no line at all", "function Set-X { Set-PowerScheme -Scheme 1 }", ["Set-X calls Set-PowerScheme"]],
  ["the line after it", "function Set-X { Set-PowerScheme; Write-Journal }", ["Set-X calls Set-PowerScheme"]],
  ["the line before it", "function Set-X { Write-Journal; Set-PowerScheme }", []],
  [
    "the line with who calls",
    "function Set-X { Write-Journal; Set-Y }\nfunction Set-Y { Set-PowerScheme }",
    [],
  ],
  [
    "the line with one of two who call",
    "function Set-X { Write-Journal; Set-Y }\nfunction Set-Z { Set-Y }\nfunction Set-Y { Set-PowerScheme }",
    ["Set-Y calls Set-PowerScheme"],
  ],
])("%s", async (_what, source, expected) => {
  expect(await of(source)).toEqual(expected);
});
