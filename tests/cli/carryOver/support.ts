import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, jest } from "@jest/globals";
import { Command } from "commander";
import { registerAttest } from "../../../cli/verbs/attest.ts";
import { registerCheck } from "../../../cli/verbs/check.ts";
import { registerImport } from "../../../cli/verbs/import.ts";
import { registerRunbook } from "../../../cli/verbs/runbook.ts";

export const samples = join(__dirname, "../../../samples");

/** A folder of its own for each test, as the working folder. */
export function useFolder(): void {
  let folder = "";
  const before = process.cwd();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ata2mdi-verbs-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Runs a verb in this process; what it printed and its exit code. */
export async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const catching = (stream: "out" | "err") => (text: unknown) => {
    printed[stream] += String(text);
    return true;
  };
  const out = jest.spyOn(process.stdout, "write").mockImplementation(catching("out") as never);
  const err = jest.spyOn(process.stderr, "write").mockImplementation(catching("err") as never);
  process.exitCode = 0;
  try {
    const program = new Command("ata2mdi").exitOverride();
    for (const register of [registerImport, registerCheck, registerRunbook, registerAttest])
      register(program);
    for (const verb of program.commands) verb.exitOverride();
    await program.parseAsync(words, { from: "user" });
    return { code: Number(process.exitCode ?? 0), ...printed };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
}
