import { expect, test } from "@jest/globals";
import { attestedRows, type Estate, estate as estateSchema } from "../../../estate/schema.ts";
import type { CarryOver, CarryOverItem } from "../../../plan/carryOver/carryOver.ts";
import { checklistTitles, rowStates } from "../../../plan/carryOver/rows.ts";
import { valueHash } from "../../../plan/carryOver/valueHash.ts";

const now = "2026-12-01T12:00:00Z";

function estate(attestations: object[], centers = ["center1"], settings: object = {}): Estate {
  return estateSchema.parse({
    name: "t",
    workspace: {
      name: "contoso",
      tenantId: "11111111-2222-4333-8444-555555555555",
      clientId: "66666666-7777-4888-9999-000000000000",
    },
    connection: { user: "u", authentication: { agent: true } },
    domains: [{ name: "contoso.com", forest: "contoso.com" }],
    sites: [{ name: "A" }],
    domainControllers: [{ name: "dc01", domain: "contoso.com", site: "A", settings }],
    centers: centers.map((name) => ({ name, forest: "contoso.com", console: `https://${name}.contoso.com` })),
    attestations,
  });
}

const attestation = (more: object) => ({
  row: "syslog",
  state: "done",
  by: "ann",
  at: "2026-11-20T09:00:00Z",
  evidence: "ticket 7",
  ...more,
});
const stateOf = (of: Estate, row: string, carryOver?: CarryOver) =>
  rowStates(of, carryOver, now).find((r) => r.row === row);
const held = (value: string): CarryOverItem => ({
  center: "center1",
  setting: "syslog-endpoint",
  path: "Configuration.SyslogClientConfiguration.ServerEndpoint",
  name: "Syslog server endpoint",
  found: [value],
  entities: false,
  action: null,
});
const hash = (value: string) => valueHash([held(value)]);
const found = (value: string, notApplicable: string | null = null): CarryOver => ({
  names: {},
  schema: 1,
  rows: [{ row: "syslog", items: [held(value)], notApplicable, warnings: [] }],
});

test("every row that can be attested has a title and a state", () => {
  const states = rowStates(estate([]), undefined, now);
  expect(states.map((r) => r.row)).toEqual([...attestedRows]);
  expect(new Set(Object.values(checklistTitles)).size).toBe(attestedRows.length);
  for (const state of states) expect(state.title).toBe(checklistTitles[state.row]);
});

test("a row nobody spoke of is open, and one the product took away is not applicable", () => {
  expect(stateOf(estate([]), "syslog")).toMatchObject({ state: "open", by: null });
  expect(stateOf(estate([]), "domain-synchronizers")).toMatchObject({ state: "notApplicable" });
  expect(stateOf(estate([]), "defender-for-endpoint")?.why).toContain("November 2022");
});

test("an attestation counts with who, when and what shows it", () => {
  expect(stateOf(estate([attestation({})]), "syslog")).toMatchObject({
    state: "done",
    by: "ann",
    at: "2026-11-20T09:00:00Z",
    evidence: "ticket 7",
  });
});

test("an attestation counts to the end of its last day", () => {
  expect(stateOf(estate([attestation({ expires: "2026-12-01" })]), "syslog")?.state).toBe("done");
  const late = stateOf(estate([attestation({ expires: "2026-11-30" })]), "syslog");
  expect(late?.state).toBe("open");
  expect(late?.why).toContain("expired on 2026-11-30");
});

test("an attestation of a moment still to come does not count", () => {
  expect(stateOf(estate([attestation({ at: "2026-12-02T00:00:00Z" })]), "syslog")?.state).toBe("open");
});

test("an attestation is void once ATA holds another value", () => {
  const attested = estate([attestation({ valueHash: hash("a") })]);
  expect(stateOf(attested, "syslog", found("a"))?.state).toBe("done");
  const changed = stateOf(attested, "syslog", found("b"));
  expect(changed?.state).toBe("open");
  expect(changed?.why).toContain("has changed since");
});

test("an attestation that does not say of which values counts, and is told as that", () => {
  const blind = estate([attestation({})]);
  expect(stateOf(blind, "syslog")?.why).toBe("attested by ann");
  const state = stateOf(blind, "syslog", found("a"));
  expect(state?.state).toBe("done");
  expect(state?.why).toContain("whatever ATA holds");
});

test("an older attestation that still counts is used where the newest does not", () => {
  const both = estate([
    attestation({ by: "old", valueHash: hash("b") }),
    attestation({ by: "new", at: "2026-11-25T09:00:00Z", valueHash: hash("a") }),
  ]);
  expect(stateOf(both, "syslog", found("b"))?.by).toBe("old");
  expect(stateOf(both, "syslog", found("a"))?.by).toBe("new");
});

test("what ATA never used is not applicable, with the compiler's reason", () => {
  const state = stateOf(estate([]), "syslog", found("a", "syslog was off in ATA"));
  expect(state).toMatchObject({ state: "notApplicable", why: "syslog was off in ATA" });
});

test("delayed updates are done by Graph where the estate declares them", () => {
  expect(stateOf(estate([]), "delayed-updates")?.state).toBe("open");
  const declared = estate([], ["center1"], { delayedUpdate: true });
  expect(stateOf(declared, "delayed-updates")).toMatchObject({
    state: "done",
    by: "Microsoft Graph",
    needsInitialSync: true,
  });
});

test("with several Centers each one's alerts need a word of their own", () => {
  const unnamed = { ...attestation({}), row: "ata-alerts" };
  const one = rowStates(estate([unnamed]), undefined, now).filter((r) => r.row === "ata-alerts");
  expect(one).toMatchObject([{ center: "center1", state: "done" }]);

  const two = estate([unnamed, { ...unnamed, center: "CENTER2" }], ["center1", "center2"]);
  expect(rowStates(two, undefined, now).filter((r) => r.row === "ata-alerts")).toMatchObject([
    { center: "center1", state: "open" },
    { center: "center2", state: "done" },
  ]);
});
