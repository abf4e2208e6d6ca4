import { expect, test } from "@jest/globals";
import { waiverNotes } from "../../cli/survey/waiverNotes.ts";
import { estateOf } from "../estate/samples.ts";
import { readyFacts } from "../support/facts.ts";

const waiver = (check: string, expires = "2027-01-31") => ({
  check,
  hosts: ["dc01"],
  reason: "agreed",
  by: "me",
  expires,
});
const withWaivers = (...waivers: object[]) =>
  estateOf((e) => {
    e.domainControllers[0].sensor = "v2";
    Object.assign(e, { policy: { waivers } });
  });
const survey = (changes: object) => ({
  takenAt: "2026-11-20T09:00:00Z",
  hosts: { dc01: readyFacts({ computerName: { value: "DC01" }, ...changes }) },
});
const today = "2026-11-20";

test("without a survey only the date is known: what has run out is told", () => {
  const estate = withWaivers(waiver("net-framework"), waiver("disk-space", "2026-11-19"));
  expect(waiverNotes(estate, undefined, today)).toEqual([
    expect.stringMatching(/^The waiver of disk-space by me for dc01 ran out on 2026-11-19/),
  ]);
});

test("a survey tells which are not used, and which would be needed and have run out, each once", () => {
  const old = { dotNetRelease: { value: 394802 } };
  const unused = waiverNotes(withWaivers(waiver("net-framework")), survey({}), today);
  expect(unused).toEqual([expect.stringMatching(/^The waiver of net-framework by me is not used/)]);
  expect(waiverNotes(withWaivers(waiver("net-framework")), survey(old), today)).toEqual([]);
  const late = waiverNotes(withWaivers(waiver("net-framework", "2026-11-19")), survey(old), today);
  expect(late).toEqual([expect.stringMatching(/ran out on 2026-11-19/)]);
});
