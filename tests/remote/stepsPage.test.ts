import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { bundleFiles } from "../../remote/bundle.ts";
import { changingSteps, handingSteps, measuringSteps } from "../../remote/contract.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/steps.md"), "utf8");

test("the page of steps has a row for every step, and for none that is not there", () => {
  const rows = [...page.matchAll(/^\| `([A-Z][A-Za-z]+-[A-Za-z]+)` \|/gm)].map((match) => match[1]);
  expect([...rows].sort()).toEqual([...measuringSteps, ...handingSteps, ...changingSteps].sort());
});

test("every step has its script", () => {
  const files = bundleFiles().map((file) => file.path);
  for (const step of [...measuringSteps, ...handingSteps, ...changingSteps])
    expect(files).toContain(`steps/${step}.ps1`);
});

test("the page's exit codes are those of the scripts", () => {
  const answer =
    bundleFiles()
      .find((file) => file.path === "Answer.ps1")
      ?.bytes.toString("utf8") ?? "";
  const codes = [...answer.matchAll(/'(\w+)' \{ return (\d+) \}/g)].map(
    ([, outcome, code]) => `${code} \`${outcome}\``,
  );
  expect(codes).toContain("12 `refused`");
  for (const code of codes.filter((one) => !one.startsWith("0 "))) expect(page).toContain(code);
});
