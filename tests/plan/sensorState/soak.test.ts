import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { soakAfter, soakBegin } from "../../../plan/soak.ts";

const looks = fc.array(
  fc.tuple(
    fc.constantFrom("well" as const, "unwell" as const, "unread" as const),
    fc.integer({ min: 1, max: 60_000 }),
  ),
);

test("only time between two good looks in a row counts, and a bad look takes all of it", () => {
  fc.assert(
    fc.property(looks, (list) => {
      let soak = soakBegin;
      let at = 0;
      let before: string | undefined;
      let expected = 0;
      for (const [look, milliseconds] of list) {
        at += milliseconds;
        soak = soakAfter(soak, look, at);
        if (look === "unwell") expected = 0;
        if (look === "well" && before === "well") expected += milliseconds;
        before = look;
        expect(soak.healthySeconds * 1000).toBeCloseTo(expected, 3);
      }
    }),
  );
});

test("a clock that is set back gives nothing and takes nothing", () => {
  const one = soakAfter(soakAfter(soakBegin, "well", 10_000), "well", 12_000);
  expect(soakAfter(one, "well", 5_000).healthySeconds).toBe(2);
});
