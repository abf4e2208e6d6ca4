import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CenterBackup } from "../../../plan/centerBackup.ts";
import { evaluateLock, type LockMeasurement } from "../../../plan/centerLock/evaluate.ts";
import type { CenterLockInputs } from "../../../plan/declared.ts";
import { wholeBackup } from "../../support/backups.ts";
import { absentComponent, gatewayComponent } from "../../support/facts.ts";
import { clearMeasurement, now, openInputs } from "./example.ts";

const [dc01, dc02] = openInputs().domainControllers;
if (!dc01 || !dc02) throw new Error("the example has two");
const rows = openInputs().checklist;

test("it opens where every rule passes", () => {
  expect(evaluateLock(clearMeasurement(), openInputs(), now)).toEqual({
    open: true,
    reasons: [],
    waived: [],
  });
});

const gateways = (host: string, fact: LockMeasurement["gateways"][string]) => ({
  gateways: { ...clearMeasurement().gateways, [host]: fact },
});
const health = (
  issue: Partial<{ displayName: string; severity: string; domainNames: string[]; sensorDNSNames: string[] }>,
) => ({
  healthIssues: {
    value: [{ displayName: "x", severity: "medium", domainNames: [], sensorDNSNames: [], ...issue }],
  },
});

const readBack = wholeBackup().readBack;
if (!readBack) throw new Error("the example was read back");
const backedUp = (changes: Partial<CenterBackup>) => ({ backup: { value: wholeBackup(changes) } });

type Case = [
  name: string,
  rule: string,
  outcome: "fail" | "unread",
  inputs: Partial<CenterLockInputs>,
  measured?: Partial<LockMeasurement>,
];
const closed: Case[] = [
  ["it is to be kept", "request", "fail", { request: "retain" }],
  ["no domain controller is known", "known-hosts", "fail", { domainControllers: [] }],
  ["one is held back", "held", "fail", { domainControllers: [dc01, { ...dc02, decision: "hold" }] }],
  [
    "one cannot take a sensor",
    "blocked",
    "fail",
    { domainControllers: [dc01, { ...dc02, decision: "blocked" }] },
  ],
  [
    "one was not verified",
    "sensor-verified",
    "fail",
    { domainControllers: [dc01, { ...dc02, verifiedAt: null }] },
  ],
  [
    "one was verified nobody knows when",
    "sensor-verified",
    "fail",
    { domainControllers: [dc01, { ...dc02, verifiedAt: "lately" }] },
  ],
  [
    "one goes back to its gateway",
    "rolled-back",
    "fail",
    { domainControllers: [dc01, { ...dc02, decision: "rollback" }] },
  ],
  [
    "the last sensor has not run long enough",
    "soak",
    "fail",
    { domainControllers: [dc01, { ...dc02, verifiedAt: "2026-12-01T19:00:01Z" }] },
  ],
  ["this machine's clock is a year behind", "clock", "fail", {}, { clocks: { dc01: 31_536_000 } }],
  ["a host's clock cannot be understood", "clock", "fail", {}, { clocks: { dc01: Number.NaN } }],
  [
    "two computers of one name report to the Center",
    "center-list",
    "fail",
    {},
    {
      centerList: {
        value: [
          { name: "DC01", serviceStatus: "Stopped" },
          { name: "dc01", serviceStatus: "" },
        ],
      },
    },
  ],
  [
    "a part of the backup could not be taken",
    "backup",
    "fail",
    {},
    backedUp({ missingParts: ["roleGroups: access is denied"] }),
  ],
  [
    "one has no sensor",
    "sensor-verified",
    "fail",
    { domainControllers: [dc01, { ...dc02, sensorId: null }] },
  ],
  [
    "a sensor is gone from the service",
    "sensor-running",
    "fail",
    { domainControllers: [dc01, { ...dc02, sensorId: "other" }] },
  ],
  ["the service cannot be read", "sensor-running", "unread", {}, { sensors: { unread: "503" } }],
  ["a gateway is there", "gateway-absent", "fail", {}, gateways("dc02", { value: gatewayComponent() })],
  [
    "one place of four still shows a gateway",
    "gateway-absent",
    "fail",
    {},
    gateways("dc02", { value: absentComponent({ registry: { value: "C:\\Gateway" } }) }),
  ],
  [
    "one place of four cannot be read",
    "gateway-absent",
    "unread",
    {},
    gateways("dc02", { value: absentComponent({ product: { unread: "denied" } }) }),
  ],
  ["a host cannot be read", "gateway-absent", "unread", {}, gateways("dc02", { unread: "timeout" })],
  ["a host was not asked", "gateway-absent", "unread", {}, { gateways: {} }],
  [
    "a standalone gateway stays",
    "standalone-gateway",
    "fail",
    { standaloneGateways: openInputs().standaloneGateways.map((g) => ({ ...g, removed: false })) },
  ],
  [
    "a standalone gateway is said to be gone and is not",
    "gateway-absent",
    "fail",
    {},
    gateways("gw01", { value: gatewayComponent() }),
  ],
  ["the Center's list cannot be read", "center-list", "unread", {}, { centerList: { unread: "401" } }],
  [
    "the Center knows a gateway the estate does not",
    "center-list",
    "fail",
    {},
    { centerList: { value: [{ name: "DC99", serviceStatus: "Stopped" }] } },
  ],
  [
    "the Center still hears a gateway",
    "center-list",
    "fail",
    {},
    { centerList: { value: [{ name: "DC01", serviceStatus: "Running" }] } },
  ],
  [
    "the initial sync is not over",
    "initial-sync",
    "fail",
    { domainControllers: [dc01, dc02].map((dc) => ({ ...dc, verifiedAt: "2026-12-01T19:00:00Z" })) },
  ],
  ["health issues cannot be read", "health-issues", "unread", {}, { healthIssues: { unread: "503" } }],
  [
    "a medium issue of a domain controller is open",
    "health-issues",
    "fail",
    {},
    health({ sensorDNSNames: ["DC01.contoso.test"] }),
  ],
  [
    "a high issue of a domain is open",
    "health-issues",
    "fail",
    {},
    health({ severity: "high", domainNames: ["contoso.test"] }),
  ],
  ["an issue that names nobody is open", "health-issues", "fail", {}, health({})],
  [
    "an issue of a severity nobody knows",
    "health-issues",
    "fail",
    {},
    health({ severity: "unknownFutureValue" }),
  ],
  ["a row is open", "checklist", "fail", { checklist: { ...rows, siem: "open" } }],
  [
    "a row is missing",
    "checklist",
    "fail",
    { checklist: Object.fromEntries(Object.entries(rows).filter(([row]) => row !== "syslog")) },
  ],
  ["no backup is asked for", "backup", "fail", { backup: null }],
  ["the backup cannot be measured", "backup", "unread", {}, { backup: { unread: "timeout" } }],
  ["there is no backup", "backup", "fail", {}, { backup: { value: null } }],
  [
    "a byte of the backup was changed",
    "backup",
    "fail",
    {},
    backedUp({ damagedFiles: 1, damaged: ["a.bson"] }),
  ],
  [
    "the certificate has no key to export",
    "backup",
    "fail",
    {},
    backedUp({ certificate: { unread: "denied" } }),
  ],
  ["the backup is too old", "backup", "fail", {}, backedUp({ takenAt: "2026-11-30T19:59:59Z" })],
  ["the backup was not read back", "backup", "fail", {}, backedUp({ readBack: null })],
  ["another backup was read back", "backup", "fail", {}, backedUp({ manifestSha256: "cd".repeat(32) })],
  [
    "a collection lacks documents",
    "backup",
    "fail",
    {},
    backedUp({
      readBack: { ...readBack, differentCollections: 1, different: [{ name: "x", dump: 1, live: 2 }] },
    }),
  ],
  [
    "a cold copy nobody has tried",
    "backup",
    "fail",
    { checklist: { ...rows, "ata-database-backup": "open" } },
    backedUp({ method: "cold" }),
  ],
  ["an alert is open", "alerts", "fail", {}, { openAlerts: { value: [{ id: "aa", title: "x" }] } }],
  ["alerts cannot be read", "alerts", "unread", {}, { openAlerts: { unread: "HTTP 401" } }],
  [
    "the archive is of an earlier backup",
    "archive",
    "fail",
    { archive: { manifestSha256: "cd".repeat(32) } },
  ],
  ["the database is to go without an archive", "database", "fail", { deleteDatabase: "atacenter" }],
  [
    "its day had come before anybody looked",
    "retention",
    "fail",
    {},
    { firstSeenAt: "2026-12-01T19:00:00Z" },
  ],
  ["its day has not come", "retention", "fail", { retainUntil: "2026-12-02" }],
  ["no day is set", "retention", "fail", { retainUntil: null }],
  ["a day that is none", "retention", "fail", { retainUntil: "soon" }],
  ["nobody approved", "approval", "fail", { approval: null }],
  [
    "it is approved for later",
    "approval",
    "fail",
    { approval: { by: "a", at: "2026-12-02T00:00:00Z", retainUntil: null } },
  ],
  [
    "approved at a time that is none",
    "approval",
    "fail",
    { approval: { by: "a", at: "yes", retainUntil: null } },
  ],
];

test.each(closed)("%s: %s (%s)", (_name, rule, outcome, inputs, measured = {}) => {
  const { open, reasons } = evaluateLock(clearMeasurement(measured), openInputs(inputs), now);
  expect(open).toBe(false);
  expect(reasons.map((reason) => `${reason.rule} ${reason.outcome}`)).toContain(`${rule} ${outcome}`);
  for (const reason of reasons) {
    expect(reason.cure).not.toBe("");
    expect(reason.command).not.toBe("");
  }
});

test.each([
  ["a low health issue", {}, health({ severity: "low" })],
  ["another forest's health issue", {}, health({ domainNames: ["other.test"] })],
  [
    "a gateway the Center lists at rest, on a host measured clear",
    {},
    { centerList: { value: [{ name: "DC01", serviceStatus: "Stopped" }] } },
  ],
  ["a row that does not apply", { checklist: { ...rows, syslog: "notApplicable" as const } }, {}],
  ["the day itself", { retainUntil: "2026-12-01" }, {}],
  ["no standalone gateway", { standaloneGateways: [] }, {}],
])("%s stands in nobody's way", (_name, inputs, measured) => {
  expect(evaluateLock(clearMeasurement(measured), openInputs(inputs), now)).toEqual({
    open: true,
    reasons: [],
    waived: [],
  });
});

test("all reasons are told at once", () => {
  const { reasons } = evaluateLock(
    clearMeasurement({ sensors: { unread: "503" }, centerList: { unread: "401" } }),
    openInputs({
      approval: null,
      retainUntil: null,
      domainControllers: [dc01, { ...dc02, decision: "hold" }],
    }),
    now,
  );
  expect(new Set(reasons.map((reason) => reason.rule))).toEqual(
    new Set(["held", "sensor-running", "center-list", "retention", "approval"]),
  );
});

test("a Center that is kept stopped is told as that, with what starts it; one that answers and refuses is not", () => {
  const away = { unread: "CENTER-UNREACHABLE: the Center cannot be reached (connection refused)" };
  const measured = clearMeasurement({ centerList: away, openAlerts: away });
  const stopped = evaluateLock(measured, openInputs({ request: "retain", rest: "stopped" }), now);
  for (const rule of ["center-list", "alerts"]) {
    expect(stopped.reasons.find((reason) => reason.rule === rule)).toMatchObject({
      outcome: "unread",
      measured: expect.stringMatching(
        /keeps the Center stopped \(`whileKept: stopped`\).*connection refused/,
      ),
      cure: expect.stringContaining("`whileKept: running`"),
      command: "pulumi up",
    });
  }
  const denied = clearMeasurement({ centerList: { unread: "CENTER-REFUSED: 401" } });
  const others = [
    evaluateLock(measured, openInputs({ rest: "running" }), now),
    evaluateLock(measured, openInputs(), now),
    evaluateLock(denied, openInputs({ rest: "stopped" }), now),
  ];
  for (const { reasons } of others) {
    expect(reasons.map((reason) => reason.rule)).toContain("center-list");
    expect(JSON.stringify(reasons)).not.toContain("keeps the Center stopped");
  }
});

/** Any fact with an unread in some place must close it, however well all else is. */
test.each([
  ["CENTER-OTHER", /Correct `console`/, "ata2mdi check"],
  ["CENTER-CERTIFICATE", /fingerprint/, "pulumi config set centerCertificates <sha256>"],
])("a console that gives no answer that counts (%s) is told with what helps there", (id, cure, command) => {
  const unread = { unread: `${id}: the console (what was measured)` };
  const { reasons } = evaluateLock(
    clearMeasurement({ centerList: unread, openAlerts: unread }),
    openInputs(),
    now,
  );
  expect(reasons.map((reason) => [reason.rule, reason.outcome, reason.command])).toEqual([
    ["center-list", "unread", command],
    ["alerts", "unread", command],
  ]);
  for (const reason of reasons) expect(reason.cure).toMatch(cure);
});

test("a certificate whose key is not given out is not cured by another backup alone", () => {
  const backup = {
    value: wholeBackup({ certificate: { unread: "Key not valid for use in specified state." } }),
  };
  const { reasons } = evaluateLock(clearMeasurement({ backup }), openInputs(), now);
  expect(reasons).toEqual([
    expect.objectContaining({ rule: "backup", cure: expect.stringContaining("override") }),
  ]);
});

test("unread anywhere never opens it", () => {
  const unread = { unread: "could not be read" };
  const places = ["service", "registry", "file", "product"] as const;
  const spoil = fc.oneof(
    fc
      .constantFrom("sensors", "healthIssues", "centerList")
      .map((key) => clearMeasurement({ [key]: unread })),
    fc
      .tuple(fc.constantFrom("dc01", "dc02", "gw01"), fc.constantFrom(...places))
      .map(([host, place]) =>
        clearMeasurement(gateways(host, { value: absentComponent({ [place]: unread }) })),
      ),
    fc.constantFrom("dc01", "dc02", "gw01").map((host) => clearMeasurement(gateways(host, unread))),
  );
  fc.assert(
    fc.property(spoil, (measured) => {
      const { open, reasons } = evaluateLock(measured, openInputs(), now);
      expect(open).toBe(false);
      expect(reasons.some((reason) => reason.outcome === "unread")).toBe(true);
    }),
  );
});

/** Closed by one rule, it stays closed whatever else is wrong too. */
test("another trouble never opens a closed lock", () => {
  fc.assert(
    fc.property(fc.constantFrom(...closed), fc.constantFrom(...closed), (one, other) => {
      const inputs = openInputs({ ...one[3], ...other[3] });
      const measured = clearMeasurement({ ...one[4], ...other[4] });
      expect(evaluateLock(measured, inputs, now).open).toBe(false);
    }),
  );
});

test("an override waives what a person could settle, keeps it in sight, and opens no lock over a gateway", () => {
  const override: CenterLockInputs["override"] = {
    waives: ["alerts", "backup"],
    by: "a.person",
    at: "2026-12-01T10:00:00Z",
    until: "2026-12-02",
    reason: "the disk died",
  };
  const trouble = { openAlerts: { unread: "HTTP 401" }, backup: { value: null } };
  const waived = evaluateLock(clearMeasurement(trouble), openInputs({ override }), now);
  expect(waived).toMatchObject({ open: true, reasons: [], waived: [{ rule: "backup" }, { rule: "alerts" }] });
  const gateway = gateways("dc02", { unread: "timeout" });
  expect(
    evaluateLock(clearMeasurement({ ...trouble, ...gateway }), openInputs({ override }), now),
  ).toMatchObject({
    open: false,
    reasons: [{ rule: "gateway-absent", host: "dc02" }],
  });
  const over = openInputs({ override: { ...override, until: "2026-11-30" } });
  expect(evaluateLock(clearMeasurement(trouble), over, now)).toMatchObject({ open: false, waived: [] });
});

test("a day that had come before anybody looked counts when the approval repeats it", () => {
  const measured = clearMeasurement({ firstSeenAt: "2026-12-01T19:00:00Z" });
  const approval = { by: "a.person", at: "2026-12-01T12:00:00+01:00", retainUntil: "2026-11-30" };
  expect(evaluateLock(measured, openInputs({ approval }), now).open).toBe(true);
});
