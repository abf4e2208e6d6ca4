import { spawn, spawnSync } from "node:child_process";
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

test("a reader that is gone ends no verb: no stack trace, and its own exit code", async () => {
  const estate = join(__dirname, "..", "..", "estates", "large.yaml");
  const verb = spawn(process.execPath, [main, "plan", estate, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  verb.stderr.on("data", (part) => {
    complaints += String(part);
  });
  verb.stdout.destroy();
  const code = await new Promise((done) => verb.once("close", done));
  expect(complaints).not.toMatch(/EPIPE|node:events|^ +at /m);
  expect(code).toBe(0);
});
