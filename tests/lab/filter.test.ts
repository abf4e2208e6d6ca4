import { describe, expect, test } from "@jest/globals";
import { FilterError, parseFilter } from "../../lab/graph/odata/filter.ts";

const names = ["status", "severity", "displayName", "domainNames", "count"];
const rows = [
  {
    id: 1,
    status: "open",
    severity: "high",
    displayName: "It's off",
    domainNames: ["contoso.test"],
    count: 3,
  },
  {
    id: 2,
    status: "closed",
    severity: "low",
    displayName: "Sensor",
    domainNames: ["emea.contoso.test"],
    count: null,
  },
  { id: 3, status: "open", severity: "low", displayName: "Memory", domainNames: [], count: 0 },
];
const found = (filter: string) => rows.filter(parseFilter(filter, names)).map(({ id }) => id);

describe("$filter", () => {
  test.each<[string, number[]]>([
    ["status eq 'open'", [1, 3]],
    ["Status eq 'OPEN'", [1, 3]],
    ["status ne 'open'", [2]],
    ["status eq 'open' and severity eq 'low'", [3]],
    ["severity eq 'high' or severity eq 'low' and status eq 'closed'", [1, 2]],
    ["(severity eq 'high' or severity eq 'low') and status eq 'closed'", [2]],
    ["not (status eq 'open')", [2]],
    ["displayName eq 'It''s off'", [1]],
    ["contains(displayName,'ens')", [2]],
    ["startswith(displayName, 'mem')", [3]],
    ["domainNames/any(s:endswith(s,'contoso.test'))", [1, 2]],
    ["domainNames/any(d: d eq 'contoso.test') and status eq 'open'", [1]],
    ["count eq 3", [1]],
    ["count eq null", [2]],
  ])("%s", (filter, ids) => expect(found(filter)).toEqual(ids));

  test.each([
    "",
    "status",
    "status eq",
    "status gt 'a'",
    "unknown eq 'x'",
    "status eq open",
    "(status eq 'open'",
    "status eq 'open' status eq 'open'",
    "status eq 'open",
    "domainNames/any(s:endswith(t,'x'))",
  ])("refuses %j", (filter) => expect(() => found(filter)).toThrow(FilterError));
});
