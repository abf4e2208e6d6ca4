import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeChecks } from "../../../plan/checks/describe.ts";
import { describeCauses } from "../../../plan/outcomes/describe.ts";

const page = (name: string) => readFileSync(join(__dirname, "../../../docs", name), "utf8");

test("docs/checks.md and docs/causes.md are what the tables say (else run `node docs/generate-checks.ts`)", () => {
  expect(page("checks.md")).toBe(describeChecks());
  expect(page("causes.md")).toBe(describeCauses());
});
