import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const main = join(__dirname, "..", "..", "cli", "main.ts");

/** Modules that only jest can load would go unseen otherwise: this is Node itself. */
function run(...args: string[]) {
  return spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    encoding: "utf8",
  });
}

test("the verbs start under Node as it is", () => {
  const help = run("--help");
  expect(help.stderr).toBe("");
  expect(help.status).toBe(0);
  for (const verb of ["import", "check", "survey", "plan", "runbook", "report", "lab"]) {
    expect(help.stdout).toContain(`  ${verb} `);
  }
});

test("a verb nobody knows is a use that ends with 2", () => {
  expect(run("destroy-everything").status).toBe(2);
});
