import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { pauseBefore, retryAfterSeconds, retryLimits } from "../../../provider/graph/retry.ts";

const now = new Date("2026-12-01T20:00:00Z");
const half = () => 0.5;

test.each([
  ["30", 30],
  ["0", 0],
  ["-5", 0],
  [" 12 ", 12],
  ["1e300", 86_400],
  ["Fri, 01 Dec 2056 20:00:00 GMT", 86_400],
  ["Tue, 01 Dec 2026 20:01:30 GMT", 90],
  ["Tue, 01 Dec 2026 19:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
])("Retry-After %p asks for %p seconds", (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each([
  // What was not carried out may always be sent again.
  [429, "no", true],
  [503, "no", true],
  // What may have been carried out only where that does no harm.
  [500, "no", false],
  [undefined, "no", false],
  [500, "yes", true],
  [undefined, "yes", true],
  // What a person has to put right is not tried again.
  [400, "yes", false],
  [401, "yes", false],
  [403, "yes", false],
  [404, "yes", false],
] as const)("status %p, repeatable %s: tried again %p", (status, repeatable, again) => {
  expect(pauseBefore(1, { status, retryAfter: null, repeatable }, now, half) !== undefined).toBe(again);
});

test("a pause is bounded, never before Retry-After, and there is an end to attempts", () => {
  const setbacks = fc.record({
    status: fc.option(fc.integer({ min: 400, max: 599 }), { nil: undefined }),
    retryAfter: fc.option(fc.oneof(fc.integer({ min: 0, max: 10_000 }).map(String), fc.string()), {
      nil: null,
    }),
    repeatable: fc.constantFrom("yes" as const, "no" as const),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      setbacks,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, setback, random) => {
        const pause = pauseBefore(attempt, setback, now, () => random);
        if (pause === undefined) return;
        expect(attempt).toBeLessThan(retryLimits.attempts);
        expect(pause).toBeLessThanOrEqual(
          Math.max(retryLimits.longestSeconds, retryLimits.patienceSeconds + 1),
        );
        expect(pause).toBeGreaterThanOrEqual(retryAfterSeconds(setback.retryAfter, now) ?? 0);
      },
    ),
  );
});

test("pauses grow while nothing is asked for", () => {
  const setback = { status: 500, retryAfter: null, repeatable: "yes" as const };
  const pauses = [1, 2, 3].map((attempt) => pauseBefore(attempt, setback, now, half) ?? 0);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(new Set(pauses).size).toBe(3);
});
