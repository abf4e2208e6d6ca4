import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How many of a gate's tests passed, failed and were left out. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** One part of `npm test`. */
export interface Gate {
  name: string;
  /** What it shows, for the heading. */
  title: string;
  /** True where it can be told to run only tests whose path matches. */
  hasTests: boolean;
  run(patterns: readonly string[]): Promise<Count>;
}

const pass: Count = { passed: 1, failed: 0, skipped: 0 };
const fail: Count = { passed: 0, failed: 1, skipped: 0 };

/** Runs a Node script of a package or of ours, with its output passed through. Returns the exit code. */
export function runNode(script: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** A gate that is one test: it passes with exit code 0. */
export function commandGate(name: string, title: string, script: string, args: readonly string[]): Gate {
  return {
    name,
    title,
    hasTests: false,
    run: async () => ((await runNode(script, args)) === 0 ? pass : fail),
  };
}

/** A gate that is a project of jest's: each of its tests counts. */
export function jestGate(name: string, title: string): Gate {
  return {
    name,
    title,
    hasTests: true,
    run: async (patterns) => {
      const folder = mkdtempSync(join(tmpdir(), "ata2mdi-test-"));
      const report = join(folder, "report.json");
      // The patterns first: after --selectProjects jest takes every word for a project.
      const args = [...patterns, "--json", `--outputFile=${report}`, "--selectProjects", name];
      // A pattern that matches nothing is a mistake; a project without tests is not.
      if (patterns.length === 0) args.unshift("--passWithNoTests");
      try {
        const code = await runNode("node_modules/jest/bin/jest.js", args);
        return countJest(readReport(report), code);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The part of jest's JSON that counts. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not be run at all; their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
}

/** Counts a run of jest. A file that could not be run is one failure; so is a run that ends badly without any. */
export function countJest(report: JestReport | undefined, exitCode: number): Count {
  if (!report) return fail;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readReport(path: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as JestReport;
  } catch {
    return undefined;
  }
}

/** What a person wants to run: gates, and patterns of paths for those that have tests. */
export interface Selection {
  gates: readonly Gate[];
  patterns: readonly string[];
}

/**
 * Reads the words of the command line. No word: every gate. Words that are no gate's name are patterns, which need a
 * gate with tests beside them; otherwise they are given back as unknown.
 */
export function select(gates: readonly Gate[], words: readonly string[]): Selection | { unknown: string[] } {
  if (words.length === 0) return { gates, patterns: [] };
  const chosen = gates.filter(({ name }) => words.includes(name));
  const patterns = words.filter((word) => !gates.some(({ name }) => name === word));
  if (patterns.length > 0 && !chosen.some(({ hasTests }) => hasTests)) return { unknown: patterns };
  return { gates: chosen, patterns };
}

/** Runs gates one after another, also after a failure, and adds up. */
export async function runGates({ gates, patterns }: Selection, say: (line: string) => void): Promise<Count> {
  const sum: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const gate of gates) {
    say(`\n=== ${gate.name}: ${gate.title}`);
    const started = Date.now();
    const count = await gate.run(patterns);
    say(`=== ${gate.name}: ${describe(count)} in ${Math.round((Date.now() - started) / 1000)} s`);
    sum.passed += count.passed;
    sum.failed += count.failed;
    sum.skipped += count.skipped;
  }
  return sum;
}

export function describe({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
