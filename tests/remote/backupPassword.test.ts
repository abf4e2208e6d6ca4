import { expect, test } from "@jest/globals";
import { problemOf } from "../../plan/problem.ts";
import { backupPassword } from "../../remote/backupPassword.ts";

test("a password that protects a private key is taken as it is, without the line end of its file", () => {
  expect(backupPassword("atacenter", "Kept-In-The-Safe-7\r\n")).toBe("Kept-In-The-Safe-7");
});

test.each(["", "Short-7", "onlylowercaseletters", "UmlauteSindÄrger-7"])(
  "%j is refused, and never told",
  (value) => {
    try {
      backupPassword("atacenter", value);
    } catch (error) {
      const problem = problemOf(error);
      expect(problem.id).toBe("SECRET-WEAK");
      if (value) expect(JSON.stringify(problem)).not.toContain(value);
      return;
    }
    throw new Error("it passed");
  },
);
