import { expect, test } from "@jest/globals";
import type { Fingerprint } from "../../../plan/outcomes/fingerprint.ts";
import { adviseRetry, MOST_ATTEMPTS } from "../../../plan/outcomes/retry.ts";

const cause = (retryCanHelp: boolean): Fingerprint => ({
  id: "x",
  cause: "It was so.",
  evidence: "",
  cure: "",
  retryCanHelp,
});

test("a cause that can pass is tried again, later each time, and then no more", () => {
  const advice = [1, 2, 3, 4].map((attempt) =>
    adviseRetry({ exitCode: 1603, fingerprint: cause(true), attempt }),
  );
  expect(advice.map(({ retry }) => retry)).toEqual([true, true, false, false]);
  expect(advice.filter(({ retry }) => retry).length + 1).toBe(MOST_ATTEMPTS);
  expect(advice[1]?.waitSeconds).toBeGreaterThan(advice[0]?.waitSeconds ?? Number.NaN);
});

test("a cause that stays is not tried again, even where the code alone would be", () => {
  expect(adviseRetry({ exitCode: 1618, fingerprint: cause(false), attempt: 1 }).retry).toBe(false);
});

test("without a cause only a busy installer is worth it", () => {
  const retry = (exitCode: number | null) =>
    adviseRetry({ exitCode, fingerprint: undefined, attempt: 1 }).retry;
  expect([1618, 0x80070652, 1603, 1602, 42, 0, null].map(retry)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
