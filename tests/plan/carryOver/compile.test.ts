import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Inventory, inventory as inventorySchema } from "../../../estate/ata/inventory.ts";
import { Accounting } from "../../../estate/ata/reader/accounting.ts";
import type { JsonObject } from "../../../estate/ata/reader/parseDocument.ts";
import { walkProfile } from "../../../estate/ata/reader/walkProfile.ts";
import { profileRules } from "../../../estate/ata/rules/ruleTree.ts";
import { settingRules } from "../../../estate/ata/rules/settings.ts";
import { attestedRows, checklistRows } from "../../../estate/schema.ts";
import { detections, detectionsOfType } from "../../../plan/carryOver/alertMap.ts";
import { compileCarryOver } from "../../../plan/carryOver/compile.ts";
import { rowDefinitions } from "../../../plan/carryOver/definitions.ts";
import { shownValues } from "../../../plan/carryOver/foundValues.ts";
import { healthAlertTypes } from "../../../plan/carryOver/healthAlertMap.ts";
import { valueHash } from "../../../plan/carryOver/valueHash.ts";
import {
  type CenterChoices,
  centerProfile,
  detectors,
  gatewayProfile,
  healthAlerts,
} from "../../../samples/profiles.ts";

function inventoryOf(choices: CenterChoices, more: Partial<Inventory> = {}): Inventory {
  const account = new Accounting();
  const { settings } = walkProfile(
    centerProfile(choices) as JsonObject,
    "CenterSystemProfile",
    profileRules.center,
    account,
  );
  return {
    schema: 1,
    redacted: false,
    centers: [{ id: "c1", name: "CENTER1", version: "1.9.7576", updatedAt: null, consoles: [], settings }],
    gateways: [],
    entities: [],
    sensitiveByDefault: null,
    alerts: null,
    healthAlerts: null,
    roleGroups: [],
    irrelevant: account.irrelevant,
    unrecognised: account.unrecognised,
    secrets: account.secrets,
    ...more,
  };
}

const compiled = (choices: CenterChoices, more: Partial<Inventory> = {}) =>
  compileCarryOver(inventoryOf(choices, more));
const row = (carryOver: ReturnType<typeof compileCarryOver>, name: string) => {
  const found = carryOver.rows.find((one) => one.row === name);
  if (!found) throw new Error(`no row ${name}`);
  return found;
};

const secret = fc
  .uint8Array({ minLength: 6, maxLength: 24 })
  .map((bytes) => `SECRET${Buffer.from(bytes).toString("hex")}`);
const guid = fc.uuid();
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const endpoint = fc.record({ Address: fc.domain(), Port: fc.integer({ min: 1, max: 65_535 }) });
const someOf = (list: readonly string[]) => fc.subarray([...list]);
const choices: fc.Arbitrary<CenterChoices> = fc.record(
  {
    directoryAccount: fc.record({ domain: fc.domain(), name, password: secret }),
    honeytokens: fc.array(guid, { maxLength: 3 }),
    sensitiveAccounts: fc.array(guid, { maxLength: 3 }),
    sensitiveGroups: fc.array(guid, { maxLength: 3 }),
    exclusions: fc.dictionary(
      fc.constantFrom(...detectors.computers),
      fc.record({
        computers: fc.array(guid, { maxLength: 3 }),
        subnets: fc.array(fc.ipV4(), { maxLength: 3 }),
      }),
    ),
    detectorsOff: someOf([...detectors.none, ...detectors.accounts]),
    healthAlertsOff: someOf(healthAlerts),
    mail: fc.record({ from: fc.emailAddress(), server: endpoint, account: name, password: secret }),
    alertMail: fc.array(fc.emailAddress(), { maxLength: 3 }),
    healthMail: fc.array(fc.emailAddress(), { maxLength: 3 }),
    syslog: fc.record({
      server: endpoint,
      transport: fc.constantFrom("Udp", "Tcp", "Tls"),
      format: fc.constant("Rfc5424"),
    }),
    radiusSecret: fc.record({ CertificateThumbprint: fc.constant("00"), EncryptedBytes: secret }),
    syslogListener: fc.boolean(),
    reports: fc.dictionary(
      fc.constantFrom("SummaryReport", "PasswordsReport"),
      fc.record({ Frequency: fc.constant("Daily"), Password: secret }),
    ),
    telemetry: fc.boolean(),
  },
  { requiredKeys: [] },
);

test("whatever is set, each setting stands exactly once in the compiled list, under its own row", () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const inventory = inventoryOf(chosen);
      const { rows } = compileCarryOver(inventory);
      const listed = rows.flatMap(({ row: of, items }) =>
        items.map(({ path, setting }) => ({ of, path, setting })),
      );
      const rules = new Map<string, (typeof settingRules)[number] & { standard?: boolean }>(
        settingRules.map((rule) => [rule.id, rule]),
      );
      const settings = inventory.centers[0]?.settings ?? [];
      const wanted = settings.map(({ setting, path, value }) => {
        const rule = rules.get(setting);
        const isSet =
          value !== null &&
          value !== "" &&
          value !== rule?.standard &&
          !(Array.isArray(value) && value.length === 0);
        return { path, places: isSet ? [{ of: rule?.row, path, setting }] : [] };
      });
      const found = settings.map(({ path }) => ({ path, places: listed.filter((one) => one.path === path) }));
      expect(found).toEqual(wanted);
    }),
    { numRuns: 150 },
  );
});

test("whatever is set, no secret of the profile is in the inventory or in the compiled list", () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const inventory = inventoryOf(chosen);
      expect(JSON.stringify([inventory, compileCarryOver(inventory)])).not.toContain("SECRET");
    }),
    { numRuns: 150 },
  );
});

test("the inventory is what its own schema says", () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      expect(inventorySchema.parse(JSON.parse(JSON.stringify(inventoryOf(chosen))))).toEqual(
        inventoryOf(chosen),
      );
    }),
    { numRuns: 50 },
  );
});

test("a fresh Center leaves nothing to carry over but its directory account", () => {
  const { rows } = compiled({});
  const open = rows.filter(({ notApplicable }) => notApplicable === null).map((one) => one.row);
  expect(open).toEqual([
    "directory-service-account",
    "role-groups",
    "default-sensitive-groups",
    "ata-alerts",
    "ata-database-backup",
  ]);
});

test("there is a row for every row of the checklist, each with a title of its own", () => {
  expect(compiled({}).rows.map((one) => one.row)).toEqual([...attestedRows]);
  expect(new Set(checklistRows.map((of) => rowDefinitions[of].title)).size).toBe(13);
});

test("a setting of a row that was off in ATA is listed, with nothing to be done", () => {
  const profile = compiled({
    syslog: { server: { Address: "siem", Port: 514 }, transport: "Tcp", format: "Rfc5424" },
  });
  expect(row(profile, "syslog").notApplicable).toBeNull();
  const inventory = inventoryOf({
    syslog: { server: { Address: "siem", Port: 514 }, transport: "Tcp", format: "Rfc5424" },
  });
  for (const setting of inventory.centers[0]?.settings ?? []) {
    if (setting.setting === "syslog-enabled") setting.value = false;
  }
  const off = row(compileCarryOver(inventory), "syslog");
  expect(off.notApplicable).toContain("nothing by syslog");
  expect(off.items.map(({ found }) => found[0])).toContain("siem:514");
  expect(off.items.every(({ action }) => action === null)).toBe(true);
});

test.each([
  ["2002 was split", "AbnormalProtocolSuspiciousActivity", [2002, 2033, 2034, 2035]],
  [
    "ATA's encryption downgrades change their numbers",
    "EncryptionDowngradeSuspiciousActivity",
    [2008, 2009, 2010],
  ],
  ["behaviour has no twin", "AbnormalBehaviorSuspiciousActivity", []],
])("alerts are matched by type, never by number: %s", (_, type, ids) => {
  const now = detectionsOfType(type).flatMap(({ now: alerts }) => alerts.map(({ id }) => id));
  expect([...new Set(now)].sort()).toEqual(ids);
});

test("ATA's 2010 is not the alert that has the number 2010 now", () => {
  const forced = detections.find(({ detector }) => detector === "EncryptedTimestampEncryptionDowngrade");
  expect(forced?.ataId).toBe(2010);
  expect(forced?.now.map(({ id }) => id)).toEqual([2008]);
  for (const { ataId, now } of detections.filter(({ detector }) =>
    detector.includes("SupportedEncryptionTypes"),
  )) {
    expect([ataId, now.map(({ id }) => id)]).toEqual([2011, [2010]]);
  }
});

test("every detection and health alert of a profile is known", () => {
  const known = new Set(detections.map(({ detector }) => detector));
  for (const detector of Object.values(detectors).flat())
    expect([detector, known.has(detector)]).toEqual([detector, true]);
  expect([...healthAlertTypes].sort()).toEqual([...healthAlerts].sort());
});

test("an exclusion names the alert it is for today", () => {
  const profile = compiled({ exclusions: { DnsReconnaissance: { subnets: ["10.0.0.0/24"] } } });
  const [item] = row(profile, "exclusions").items;
  expect(item).toMatchObject({
    found: ["10.0.0.0/24"],
    name: "Exclusions: IP addresses and subnets: Reconnaissance using DNS",
  });
  expect(item?.action).toContain("Network-mapping reconnaissance (DNS) (external id 2007)");
});

test("ids are shown by name where one is known, machines by their address, and others as unknown", () => {
  const entity = {
    id: "aaaaaaaa-1111-4222-8333-444444444444",
    type: "User",
    name: "Ann",
    samName: "ann",
    dnsName: null,
    domain: "contoso.com",
    sid: null,
    distinguishedName: null,
    source: "ata" as const,
    deleted: false,
    disabled: false,
  };
  const ids = [entity.id.toUpperCase(), "computer  10.1.2.7", "bbbbbbbb-1111-4222-8333-444444444444"];
  const profile = compiled({ honeytokens: ids }, { entities: [entity] });
  const { items, warnings } = row(profile, "honeytokens");
  const [item] = items;
  if (!item) throw new Error("no item");
  expect(shownValues(item, profile.names).map(({ text, resolved }) => [text, resolved])).toEqual([
    ["Ann", true],
    ["10.1.2.7", true],
    [ids[2], false],
  ]);
  expect(warnings.join()).toContain("1 id(s) have no name");
});

test("health alerts about the Center alone leave nothing to do, others do", () => {
  expect(
    row(compiled({ healthAlertsOff: ["CenterMailMonitoringAlert"] }), "health-alerts").notApplicable,
  ).toContain("the Center goes");
  const gateway = row(compiled({ healthAlertsOff: ["GatewayLowMemoryMonitoringAlert"] }), "health-alerts");
  expect(gateway.notApplicable).toBeNull();
  expect(gateway.items[0]?.action).toContain("memory limit");
});

test("role groups say what they widen, and unread ones are not taken for empty ones", () => {
  const groups = {
    center: "CENTER1",
    administrators: [],
    users: ["CONTOSO\\soc"],
    viewers: ["CONTOSO\\audit"],
    localAdministrators: [],
  };
  const read = row(compiled({}, { roleGroups: [groups] }), "role-groups");
  expect(read.items.map(({ found }) => found)).toEqual([["CONTOSO\\soc"], ["CONTOSO\\audit"]]);
  expect(read.items[0]?.action).toContain("exclusions, entity tags");
  expect(read.items[1]?.action).toContain("share and export");
  const unread = row(compiled({}), "role-groups");
  expect(unread.notApplicable).toBeNull();
  expect(unread.warnings.join()).toContain("were not read");
});

test("open alerts are to be recorded by type, closed ones are not", () => {
  const alerts = [
    { type: "DnsReconnaissanceSuspiciousActivity", status: "Open", severity: "High", count: 2, last: null },
    { type: "DnsReconnaissanceSuspiciousActivity", status: "Open", severity: "Low", count: 3, last: null },
    { type: "BruteForceSuspiciousActivity", status: "Closed", severity: "Low", count: 9, last: null },
  ];
  const { items } = row(compiled({}, { alerts }), "ata-alerts");
  expect(items.map(({ name: title, found }) => [title, found])).toEqual([
    ["Reconnaissance using DNS", ["5 open"]],
  ]);
});

test("an alert with a status that nobody knows may be open", () => {
  const alert = { type: "BruteForceSuspiciousActivity", severity: "High", last: null };
  const alerts = ["open", "0", "unknown", "Dismissed", "suppressed", "constructor", "Invisible"].map(
    (status, index) => ({
      ...alert,
      status,
      count: index + 1,
    }),
  );
  const { items } = row(compiled({}, { alerts }), "ata-alerts");
  expect(items.map(({ found }) => found)).toEqual([
    [
      "1 open",
      "2 whose status is 0",
      "3 whose status is unknown",
      "6 whose status is constructor",
      "7 held back by ATA, which its console does not show",
    ],
  ]);
});

test("a synchronizer candidate is found at its gateway, and the row needs nothing", () => {
  const account = new Accounting();
  const settings = walkProfile(
    gatewayProfile({ id: "1", name: "DC01", synchronizer: true }) as JsonObject,
    "g",
    profileRules.gateway,
    account,
  ).settings;
  const gateway = {
    id: "g1",
    name: "DC01",
    center: "c1",
    version: null,
    status: null,
    serviceStatus: null,
    description: null,
    watches: [],
    settings,
  };
  const { items, notApplicable } = row(compiled({}, { gateways: [gateway] }), "domain-synchronizers");
  expect(items).toMatchObject([{ center: "CENTER1", found: ["on"], action: null }]);
  expect(notApplicable).toContain("2.86");
});

test("an attestation's hash follows the value and its place, not the order or the name of what is found", () => {
  const hash = (chosen: CenterChoices, more: Partial<Inventory> = {}) =>
    valueHash(row(compiled(chosen, more), "honeytokens").items);
  const [one, two] = [
    "aaaaaaaa-1111-4222-8333-444444444444",
    "bbbbbbbb-1111-4222-8333-444444444444",
  ] as const;
  expect(hash({ honeytokens: [one, two] })).toBe(hash({ honeytokens: [two, one] }));
  expect(hash({ honeytokens: [one, two] })).not.toBe(hash({ honeytokens: [one] }));
  expect(hash({ honeytokens: [one] })).not.toBe(hash({ honeytokens: [two] }));
  expect(hash({ honeytokens: [one], sensitiveGroups: [two] })).toBe(hash({ honeytokens: [one] }));
});

test("rows that choose entities wait for the initial sync", () => {
  const waiting = checklistRows.filter((of) => rowDefinitions[of].needsInitialSync);
  expect(waiting).toEqual(["honeytokens", "sensitive-tags", "exclusions", "scheduled-reports"]);
});
