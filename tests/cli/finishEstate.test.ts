import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { dayAfter, estateOfAct } from "../../cli/finishEstate.ts";
import { parseEstate } from "../../estate/load.ts";

const file = join(__dirname, "../../estates/finish.yaml");
const sample = readFileSync(file, "utf8");
const now = new Date("2026-12-01T23:30:00Z");

function act(approval: "once" | "repeated", open: readonly string[]) {
  const dates = { retainUntil: dayAfter(now, 120), approvedAt: now.toISOString(), approval, open };
  const loaded = parseEstate(estateOfAct(sample, dates), file, { today: "2026-12-01" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.estate;
}

test("an act is the sample with the Center's dates and without the words that are still missing, and a sound estate", () => {
  const early = act("once", ["siem"]);
  const [center] = early.centers;
  expect([center?.then, center?.retainUntil]).toEqual(["remove", "2027-03-31"]);
  expect(center?.approval).toEqual({ by: "a.person@contoso.test", at: "2026-12-01T23:30:00.000Z" });
  expect(early.attestations.map(({ row }) => row)).not.toContain("siem");
  expect(early.attestations.map(({ row }) => row)).toContain("syslog");
  const late = act("repeated", []);
  expect(late.centers[0]?.approval?.retainUntil).toBe("2027-03-31");
  expect(late.attestations.map(({ row }) => row)).toContain("siem");
});
