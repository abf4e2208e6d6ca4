import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const root = join(__dirname, "../..");

test("the page for contributors lists every bench, and no other", () => {
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").split("## Benches")[1] ?? "";
  const listed = [...page.matchAll(/^\| `([A-Za-z]+)` \|/gm)].map(([, name]) => name);
  const benches = readdirSync(join(root, "bench"))
    .filter((name) => name.endsWith(".ts") && !["bench.ts", "main.ts"].includes(name))
    .map((name) => name.replace(/\.ts$/, ""));
  expect(listed).toEqual(benches.sort());
});
