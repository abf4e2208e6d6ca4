import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { SecretReference } from "../../estate/schema.ts";
import { problemOf } from "../../plan/problem.ts";
import { resolveSecret } from "../../remote/secret.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-secret-"));
  file = join(folder, "key");
  writeFileSync(file, "the key\n", { mode: 0o600 });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.ATA2MDI_TEST_SECRET;
  jest.restoreAllMocks();
});

function problemWith(reference: SecretReference) {
  try {
    resolveSecret(reference, () => undefined);
  } catch (error) {
    return problemOf(error);
  }
  throw new Error("it passed");
}

test("each kind of reference gives its value", () => {
  process.env.ATA2MDI_TEST_SECRET = "from the environment";
  const config = (name: string) => (name === "key" ? "from config" : undefined);
  expect(resolveSecret({ config: "key" }, config)).toBe("from config");
  expect(resolveSecret({ env: "ATA2MDI_TEST_SECRET" }, config)).toBe("from the environment");
  expect(resolveSecret({ file }, config)).toBe("the key\n");
});

test("a file may lie in the person's own folder", () => {
  jest.spyOn(os, "homedir").mockReturnValue(folder);
  expect(resolveSecret({ file: "~/key" }, () => undefined)).toBe("the key\n");
});

test("what is not there is SECRET-MISSING with the command that sets it", () => {
  expect(problemWith({ config: "key" })).toMatchObject({
    id: "SECRET-MISSING",
    command: "pulumi config set --secret key",
  });
  expect(problemWith({ env: "ATA2MDI_TEST_SECRET" }).measured).toContain("ATA2MDI_TEST_SECRET");
  expect(problemWith({ file: join(folder, "none") }).measured).toContain("ENOENT");
  writeFileSync(file, " \n");
  expect(problemWith({ file }).measured).toContain("empty");
});

test("a file that others can read is refused, without its content", () => {
  chmodSync(file, 0o640);
  const problem = problemWith({ file });
  expect(problem).toMatchObject({ id: "SECRET-EXPOSED", command: `chmod 600 ${file}` });
  expect(JSON.stringify(problem)).not.toContain("the key");
});
