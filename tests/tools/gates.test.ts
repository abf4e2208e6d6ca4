import { expect, test } from "@jest/globals";
import { type Count, countJest, runGates } from "../../tools/gates.ts";
import { withGenerated } from "../../tools/generated.ts";

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

test("every gate runs, also after one that failed, and all is added up", async () => {
  const ran: string[] = [];
  const gate = (name: string, count: Count) => ({
    name,
    title: name,
    run: async () => {
      ran.push(name);
      return count;
    },
  });
  const sum = await runGates(
    [gate("a", { passed: 0, failed: 1, skipped: 0 }), gate("b", { passed: 3, failed: 0, skipped: 2 })],
    () => undefined,
  );
  expect(ran).toEqual(["a", "b"]);
  expect(sum).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test("only what is between the marks is replaced, and a second time nothing changes", () => {
  const page = "# Title\n\n<!-- generated: table -->\nold\n<!-- /generated: table -->\n\nThe end.\n";
  const generator = { file: "docs/x.md", part: "table" };
  const once = withGenerated(page, generator, "| new |");
  expect(once).toContain("# Title");
  expect(once).toContain("| new |");
  expect(once).not.toContain("old");
  expect(once).toContain("The end.");
  expect(withGenerated(once, generator, "| new |")).toBe(once);
});

test("a page without the marks is named", () => {
  expect(() => withGenerated("# Title\n", { file: "docs/x.md", part: "table" }, "x")).toThrow("docs/x.md");
});
