import { expect, test } from "@jest/globals";
import { type Count, countJest, type Gate, runGates, select } from "../../tools/gates.ts";

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
};

test("tests left out and tests to be written count as skipped", () => {
  expect(countJest(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
});

test("a file that could not be run is a failure", () => {
  expect(countJest({ ...report, numRuntimeErrorTestSuites: 2 }, 1).failed).toBe(2);
});

test("a run that ends badly is a failure, whatever its report says", () => {
  expect(countJest(report, 1).failed).toBe(1);
  expect(countJest(undefined, 0).failed).toBe(1);
});

const nothing: Count = { passed: 0, failed: 0, skipped: 0 };

function gate(name: string, hasTests: boolean, run: Gate["run"] = async () => nothing): Gate {
  return { name, title: name, hasTests, run };
}

test("every gate runs, also after one that failed, and all is added up", async () => {
  const ran: string[] = [];
  const counted = (name: string, count: Count) =>
    gate(name, true, async (patterns) => {
      ran.push(`${name} ${patterns}`);
      return count;
    });
  const gates = [
    counted("a", { passed: 0, failed: 1, skipped: 0 }),
    counted("b", { passed: 3, failed: 0, skipped: 2 }),
  ];
  const sum = await runGates({ gates, patterns: ["golden"] }, () => undefined);
  expect(ran).toEqual(["a golden", "b golden"]);
  expect(sum).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test.each([
  [[], ["lint", "unit"], []],
  [["lint"], ["lint"], []],
  [["unit", "golden"], ["unit"], ["golden"]],
])("the words %j choose gates %j with patterns %j", (words, names, patterns) => {
  const selection = select([gate("lint", false), gate("unit", true)], words);
  expect(selection).toMatchObject({ gates: names.map((name) => ({ name })), patterns });
});

test("a word that nobody can use is given back", () => {
  const gates = [gate("lint", false), gate("unit", true)];
  expect(select(gates, ["untit"])).toEqual({ unknown: ["untit"] });
  expect(select(gates, ["lint", "golden"])).toEqual({ unknown: ["golden"] });
});
