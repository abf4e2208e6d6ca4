import { expect, test } from "@jest/globals";
import { tooLongLived } from "../../plan/centerBackup.ts";

const now = new Date("2026-12-01T20:00:00Z");

test.each([
  ["?sv=2021-08-06&se=2026-12-02T04%3A00%3A00Z&sp=cw&sig=x", null],
  ["sv=2021-08-06&se=2026-12-08T20:00:00Z&sig=x", null],
  ["sv=2021-08-06&se=2026-12-08T20:00:01Z&sig=x\n", "2026-12-08T20:00:01Z"],
  ["?se=2027-12-01&sig=x", "2027-12-01"],
  // An ended one is refused by the service, and one of a stored policy does not say when it ends.
  ["?se=2020-01-01T00:00:00Z&sig=x", null],
  ["?si=policy&sig=x", null],
])("signature %s lives too long: %s", (sas, expected) => {
  expect(tooLongLived(sas, now)).toBe(expected);
});
