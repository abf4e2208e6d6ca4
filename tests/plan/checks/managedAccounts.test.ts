import { expect, test } from "@jest/globals";
import type { Outcome } from "../../../plan/verdict.ts";
import { readyFacts } from "../../support/facts.ts";
import { find } from "./support.ts";

/** Whether a managed account holds the right to log on as a service, by SID and by the groups it must be in. */
const SID = "S-1-5-21-1-2-3-1601";
const ALL_SERVICES = "S-1-5-80-0";

const verdict = (holders: string[] | null, accounts: Record<string, string | null> = { mdi$: SID }) =>
  find(
    "log-on-as-service",
    readyFacts({
      logOnAsService: { value: holders },
      managedAccounts: {
        value: Object.fromEntries(
          Object.entries(accounts).map(([name, sid]) => [name, { usable: sid !== null, sid }]),
        ),
      },
    }),
    { managedAccounts: Object.keys(accounts) },
  );

const cases: [what: string, holders: string[] | null, outcome: Outcome, says: RegExp][] = [
  ["no policy defines it", null, "pass", /default holds/],
  ["by its own SID", [ALL_SERVICES, SID], "pass", /1601/],
  ["as one of Domain Computers", [ALL_SERVICES, "S-1-5-21-1-2-3-515"], "pass", /515/],
  ["by Everyone", [ALL_SERVICES, "S-1-1-0"], "pass", /S-1-1-0/],
  ["by Authenticated Users", [ALL_SERVICES, "S-1-5-11"], "pass", /S-1-5-11/],
  ["only services hold it", [ALL_SERVICES, "S-1-5-80-1"], "fail", /account mdi\$ is not among them/],
  ["a group it may be in", [ALL_SERVICES, "S-1-5-21-1-2-3-4711"], "unread", /cannot be told/],
  ["Domain Computers of another domain", [ALL_SERVICES, "S-1-5-21-9-9-9-515"], "unread", /cannot be told/],
  ["a group of the host", [ALL_SERVICES, "S-1-5-32-544"], "unread", /cannot be told/],
  ["it alone, without the services", [SID], "fail", /ALL SERVICES \(S-1-5-80-0\) is missing/],
];

test.each(cases)("%s", (_what, holders, outcome, says) => {
  const found = verdict(holders);
  expect(found.outcome).toBe(outcome);
  expect(found.measured).toMatch(says);
});

test("one account that is in no domain leaves it unread, and is the one that is named", () => {
  const found = verdict([ALL_SERVICES, SID], { mdi$: SID, old$: null });
  expect(found.outcome).toBe("unread");
  expect(found.measured).toContain("Whether old$ is among them");
});

test("the accounts of the estate are wanted, whatever a host says it was asked for", () => {
  const facts = readyFacts({ managedAccounts: { value: {} } });
  expect(find("managed-account", facts, { managedAccounts: ["mdi$"] }).outcome).toBe("unread");
  expect(
    find("log-on-as-service", readyFacts({ ...facts, logOnAsService: { value: [ALL_SERVICES] } }), {
      managedAccounts: ["mdi$"],
    }).outcome,
  ).toBe("unread");
});
