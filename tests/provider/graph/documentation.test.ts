import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { operations } from "../../../provider/graph/operations.ts";
import { handlers } from "../../../provider/handlers/index.ts";

const page = readFileSync(resolve("docs/graph.md"), "utf8");

test.each(Object.values(operations))("docs/graph.md has $does: $method $path", (operation) => {
  const row = `| ${operation.does} | \`${operation.method} /${operation.version}${operation.path}\` | \`${operation.permission}\` | ${operation.clouds} |`;
  expect(page).toContain(row);
});

test("docs/graph.md has no operation that is not asked", () => {
  const rows = page.match(/^\| [^|]+ \| `(GET|POST|PATCH|DELETE) \//gm) ?? [];
  expect(rows).toHaveLength(Object.keys(operations).length);
});

test("every resource that asks the service is on the page", () => {
  const offline = ["ChecklistRow", "PreparationGate", "RestoredGateway", "RollbackGate"];
  for (const { token } of handlers) {
    const name = token.split(":").at(-1) ?? "";
    if (!offline.includes(name)) expect(page).toContain(`\`${name}\``);
  }
});
