import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { classifyExitCode, win32Code } from "../../../plan/outcomes/exitCode.ts";

const documented: [number, string][] = [
  [0, "success"],
  [3010, "rebootRequired"],
  [1641, "rebootStarted"],
  [1602, "cancelled"],
  [1603, "fatal"],
  [1605, "notInstalled"],
  [1618, "busy"],
];

test.each(documented)("%i is %s, and only busy is worth another try", (code, kind) => {
  expect(classifyExitCode(code)).toMatchObject({ kind, code, retry: kind === "busy" });
});

test.each(documented.filter(([code]) => code !== 0))(
  "%i is the same as an HRESULT, signed or not",
  (code, kind) => {
    const hresult = 0x8007_0000 + code;
    expect(classifyExitCode(hresult)).toMatchObject({ kind, code });
    expect(classifyExitCode(hresult | 0)).toMatchObject({ kind, code });
  },
);

test.each([
  [0x8007_0000, "an HRESULT of code 0 is no success"],
  [0x8007_0000 | 0, "nor as a negative number"],
  [0x0007_0643, "success facility bits"],
  [0x8009_0008, "another facility"],
  [-1, "minus one"],
  [1, "one"],
  [1639, "a documented code the program does not tell apart"],
  [0x1_0000_0643, "more than 32 bits"],
  [2 ** 40 + 3010, "far more than 32 bits"],
  [1603.5, "a fraction"],
  [Number.NaN, "not a number"],
  [Number.POSITIVE_INFINITY, "infinity"],
])("%s is unknown (%s)", (code) => {
  const { kind, retry, meaning, code: kept } = classifyExitCode(code);
  expect({ kind, retry, kept }).toEqual({ kind: "unknown", retry: false, kept: code });
  expect(meaning).toContain(String(code));
});

test("a code that is not one of the seven never counts as success", () => {
  const seven = new Set(documented.map(([code]) => code));
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double()), (code) => {
      const { kind } = classifyExitCode(code);
      expect(kind === "unknown").toBe(!seven.has(win32Code(code)));
    }),
  );
});
