import { expect, test } from "@jest/globals";
import { readAta } from "../../../estate/ata/read.ts";
import { isoDate, plain } from "../../../estate/ata/reader/extendedJson.ts";
import { parseDocument } from "../../../estate/ata/reader/parseDocument.ts";
import { asMongo, centerProfile, gatewayProfile } from "../../../samples/profiles.ts";
import { fileWith, problemsOf, reading, settingOf } from "./support.ts";

type Tree = Record<string, never>;

const honeytoken = "6f1c9c0a-41ff-4d2e-9a63-0d7f3c5b1e01";
const center = centerProfile({ honeytokens: [honeytoken] });
const gateway = gatewayProfile({ id: "5f7720d92bd5d60dd07c0002", name: "DC01" });
const types = ["ServiceSystemProfile", "CenterSystemProfile"];
const pretty = (document: unknown) => JSON.stringify(document, null, 4).replaceAll("\n", "\r\n");

/** A Center's profile with some of it written otherwise. */
function changed(change: (profile: Record<string, Tree>) => void): string {
  const profile = structuredClone(asMongo(center, types)) as Record<string, Tree>;
  change(profile);
  return JSON.stringify(profile);
}

function utf16(text: string, mark: boolean): Buffer {
  return Buffer.from(`${mark ? "\ufeff" : ""}${text}`, "utf16le");
}

test.each([
  ["Windows PowerShell's redirection", utf16(pretty(center), true)],
  ["the same as a list", utf16(pretty([center]), true)],
  ["UTF-16 without its mark", utf16(pretty([center]), false)],
  ["UTF-16 the other way round", utf16(pretty(center), true).swap16()],
  ["the same without its mark", utf16(pretty(center), false).swap16()],
  [
    "a mark before each of the files put together",
    Buffer.from(`\ufeff${pretty(center)}\ufeff${pretty(gateway)}`),
  ],
  ["PowerShell's list", Buffer.from(pretty({ value: [center], Count: 1 }))],
  ["a list without a count", Buffer.from(pretty({ value: [center] }))],
  ["OData's list", Buffer.from(pretty({ "@odata.context": "x", value: [center] }))],
  ["one document in a wrapper", Buffer.from(pretty({ value: center }))],
])("%s is read", async (_name, bytes) => {
  const result = await readAta([fileWith(bytes)]);
  expect(result.ok && settingOf(result.reading, "honeytoken-accounts")).toEqual([honeytoken]);
});

test("names in the spelling of JavaScript are ATA's names", async () => {
  const camel = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(camel)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value).map(([name, field]) => [
              `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
              camel(field),
            ]),
          )
        : value;
  const user = { Id: honeytoken, Type: "User", SamName: "trap", SystemDisplayName: "Trap Account" };
  const alert = { Id: "5f", Type: "PassTheTicketSuspiciousActivity", Status: "Open", Severity: "High" };
  const written = [[center, gateway], [user], [alert]].map((one) => JSON.stringify(camel(one)));
  const { inventory, fields } = await reading(...written);
  expect(inventory).toEqual(
    (await reading(JSON.stringify([center, gateway]), JSON.stringify([user]), JSON.stringify([alert])))
      .inventory,
  );
  expect(fields.unrecognised).toBe(0);
  expect(inventory.entities).toMatchObject([{ name: "Trap Account" }]);
});

test("two names that differ in their first letter alone stay two", async () => {
  const { inventory } = await reading(
    JSON.stringify({
      id: "1",
      _id: "2",
      type: "CenterSystemProfile",
      netbiosName: "ATA",
      extra: { a: 1, A: 2 },
    }),
  );
  expect(inventory.unrecognised.map(({ path }) => path)).toEqual(["Extra.a", "Extra.A"]);
});

test("what names a type in a part of a profile is bookkeeping, and no setting is lost by it", async () => {
  const { inventory } = await reading(
    changed(({ Configuration }) => {
      for (const [name, section] of Object.entries(Configuration ?? {})) Object.assign(section, { _t: name });
    }),
  );
  expect(inventory.unrecognised).toEqual([]);
  expect(inventory.centers[0]?.settings.length).toBeGreaterThan(70);
});

test("a value that says its type is the value", async () => {
  expect(plain({ _t: "System.String[]", _v: ["a"] })).toEqual(["a"]);
  expect(plain({ _t: "A", _v: 1, more: 2 })).toEqual({ _t: "A", _v: 1, more: 2 });
  const read = await reading(
    changed(({ Configuration }) => {
      Object.assign(Configuration?.UniqueEntityProcessorConfiguration ?? {}, {
        HoneytokenAccountIds: { _t: "System.String[]", _v: [honeytoken] },
      });
    }),
  );
  expect(settingOf(read, "honeytoken-accounts")).toEqual([honeytoken]);
});

test("a dictionary may say nothing of a name, and its elements may name their type", async () => {
  const { inventory } = await reading(
    changed(({ Configuration }) => {
      Object.assign(Configuration?.MonitoringClientConfiguration ?? {}, {
        MonitoringAlertTypeNameToIsEnabledMapping: [
          { Key: "CenterMailMonitoringAlert", Value: null },
          { _t: "KeyValuePair", Key: "GatewayLowMemoryMonitoringAlert", Value: false },
        ],
      });
    }),
  );
  expect(inventory.unrecognised).toEqual([]);
  expect(inventory.centers[0]?.settings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: expect.stringContaining("GatewayLowMemory"), value: false }),
    ]),
  );
});

test("a profile without type and without what is common to the gateways is still a Center's", async () => {
  const { inventory } = await reading(
    changed((profile) => {
      for (const name of ["_t", "GatewayCommonConfiguration"]) delete profile[name];
    }),
  );
  expect(inventory.centers).toMatchObject([{ name: "ATACENTER" }]);
});

test("every form of the shells is read, and one that no field of ATA has is told by its path", async () => {
  const text = `{ "_id" : ObjectId("5f7720d92bd5d60dd07c0001"), _t : [ 'ServiceSystemProfile', 'CenterSystemProfile' ],
    NetbiosName: 'ATA01', "UpdateTime" : new Date(1762155377909), "GatewayCommonConfiguration" : null,
    "Configuration" : { "UniqueEntityProcessorConfiguration" : {
      "HoneytokenAccountIds" : [ NUUID("${honeytoken}"), LUUID("${honeytoken}"), BinData(3, "CpwcbwBBLk2aYw1/PFseAQ==") ],
      A: NumberLong("5"), B: -Infinity, C: MinKey, D: Code("function (x) { return ')' }"), E: /its [a-z]+/i, F: DBRef("a", "b") } } }`;
  const read = await reading(text);
  expect(settingOf(read, "honeytoken-accounts")).toHaveLength(3);
  const section = "Configuration.UniqueEntityProcessorConfiguration";
  expect(read.inventory.unrecognised.map(({ path }) => path.replace(`${section}.`, ""))).toEqual([
    "A",
    "B",
    "C",
    "D.$shell",
    "E.$shell",
    "F.$shell",
  ]);
  expect(read.inventory.centers[0]?.updatedAt).toBe("2025-11-03T07:36:17.909Z");
  expect(parseDocument('{"a": "MinKey /x/ Code(1)", MinKey: 1}')).toEqual({
    ok: true,
    value: { a: "MinKey /x/ Code(1)", MinKey: 1 },
  });
});

test.each([
  "/Date(1762155377909)/",
  "/Date(1762155377909+0100)/",
  "1762155377909",
  "2025-11-03T07:36:17.909+0000",
])("%s is a date", (text) => {
  expect(isoDate(text)).toBe("2025-11-03T07:36:17.909Z");
});

test("of two states of a gateway the newer one counts, however the dates are written", async () => {
  const older = { ...gateway, Description: "older", UpdateTime: "2025-11-03T07:40:00Z" };
  const newer = { ...gateway, Description: "newer", UpdateTime: "/Date(1762199999000)/" };
  const { inventory } = await reading(JSON.stringify([center, newer, older]));
  expect(inventory.gateways).toMatchObject([{ description: "newer" }]);
});

test.each([
  [{ DomainControllers: ["dc1.contoso.com", "dc2.contoso.com"] }],
  [{ DomainControllerFqdn: "dc1.contoso.com; dc2.contoso.com" }],
  [{ DomainControllerDnsNames: { _t: "System.String[]", _v: ["dc1.contoso.com", "dc2.contoso.com"] } }],
  [{ DomainControllers: [{ DnsName: "dc1.contoso.com", _t: "Dc" }, { DnsName: "dc2.contoso.com" }] }],
])("what a gateway watches is read from %j", async (section) => {
  const profile = { ...gateway, Configuration: { DirectoryServicesClientConfiguration: section } };
  const { inventory } = await reading(JSON.stringify([center, profile]));
  expect(inventory.gateways[0]?.watches).toEqual(["dc1.contoso.com", "dc2.contoso.com"]);
  expect(inventory.unrecognised).toEqual([]);
});

test("what else is said of a domain controller that a gateway watches is told", async () => {
  const section = { DomainControllers: [{ Name: "dc1", IsGlobalCatalog: true, Password: "PLAINSECRET" }] };
  const profile = { ...gateway, Configuration: { DirectoryServicesClientConfiguration: section } };
  const { inventory } = await reading(JSON.stringify([center, profile]));
  const path = "Configuration.DirectoryServicesClientConfiguration.DomainControllers[]";
  expect(inventory.unrecognised.map((one) => one.path)).toEqual([`${path}.IsGlobalCatalog`]);
  expect(inventory.secrets.map((one) => one.path)).toEqual([`${path}.Password`]);
});

test("recipients, endpoints, subnets and a version may be objects of other spellings", async () => {
  const read = await reading(
    changed((profile) => {
      Object.assign(profile, {
        Version: { _t: "System.Version", Major: 1, Minor: 9, Build: 7576, Revision: 3 },
      });
      const { Configuration = {} } = profile;
      Object.assign(Configuration.DetectionConfiguration ?? {}, {
        AlertConfiguration: {
          To: [
            { Address: "soc@contoso.com", DisplayName: "The SOC", Host: "contoso.com", User: "soc" },
            { Mail: "b@c.d" },
          ],
        },
      });
      Object.assign(Configuration.MailClientConfiguration ?? {}, {
        ServerEndpoint: { Host: "smtp", Port: 25 },
      });
      Object.assign(Configuration.PassTheTicketDetectorConfiguration ?? {}, {
        ExcludedSubnets: [
          { AddressString: "10.2.0.0", Mask: "255.255.0.0" },
          { IpAddress: "10.3.0.0", SubnetMaskLength: { $numberInt: "16" } },
          { StartAddress: "10.0.0.1", EndAddress: "10.0.0.9" },
        ],
      });
    }),
  );
  expect(read.inventory.unrecognised).toEqual([]);
  expect(read.inventory.centers[0]?.version).toBe("1.9.7576.3");
  expect(settingOf(read, "alert-mail-recipients")).toEqual(["The SOC <soc@contoso.com>", "b@c.d"]);
  expect(settingOf(read, "mail-server")).toBe("smtp:25");
  const settings = read.inventory.centers[0]?.settings ?? [];
  expect(settings.find(({ path }) => /PassTheTicket.*Subnets/.test(path))?.value).toEqual([
    "10.2.0.0/255.255.0.0",
    "10.3.0.0/16",
    "10.0.0.1-10.0.0.9",
  ]);
});

test("an element of a list that says nothing is told, not passed over", async () => {
  const { inventory } = await reading(
    changed(({ Configuration }) => {
      Object.assign(Configuration?.UniqueEntityProcessorConfiguration ?? {}, {
        HoneytokenAccountIds: [null, "", honeytoken],
      });
    }),
  );
  expect(inventory.unrecognised.map(({ path, found }) => `${path.split(".").pop()} ${found}`)).toEqual([
    "HoneytokenAccountIds[0] nothing",
    "HoneytokenAccountIds[1] text of 0 characters",
  ]);
});

test("a filled list of exclusions in a part that is left out is told, not left out with it", async () => {
  const { inventory } = await reading(
    changed(({ Configuration = {} }) => {
      Object.assign(Configuration.PassTheHashDetectorConfiguration ?? {}, {
        ExclusionsConfiguration: { IsEnabled: true, ExcludedDomains: ["corp"], ExcludedUsers: [] },
      });
      Object.assign(Configuration.EntityReceiverConfiguration ?? {}, { IgnoredSubnets: ["10.0.0.0/8"] });
    }),
  );
  expect(inventory.unrecognised.map(({ path }) => path)).toEqual([
    "Configuration.EntityReceiverConfiguration.IgnoredSubnets",
    "Configuration.PassTheHashDetectorConfiguration.ExclusionsConfiguration.ExcludedDomains",
  ]);
});

test("a report named after passwords is read, and what is secret in a report is not", async () => {
  const { inventory } = await reading(
    changed(({ Configuration }) => {
      Object.assign(Configuration?.ReporterConfiguration ?? {}, {
        ReportTypeToConfigurationMapping: [
          {
            k: "CleartextPassword",
            v: { Frequency: "Weekly", Recipients: ["soc@contoso.com"], IsPasswordShown: true },
          },
          {
            k: "Summary",
            v: {
              Frequency: "Daily",
              PasswordValue: "PLAINSECRET",
              Sender: { EncryptedPassword2: "PLAINSECRET", KeyData: "PLAINSECRET" },
              Blobs: [{ _t: "Encrypted", EncryptedBytes: "PLAINSECRET", CertificateThumbprint: "AB" }],
              Blob: `${"UExBSU5TRUNSRVQ".repeat(5)}=`,
            },
          },
        ],
      });
    }),
  );
  const reports = inventory.centers[0]?.settings.filter(({ setting }) => setting === "report-schedule");
  expect(reports?.map(({ value }) => value)).toEqual([
    ["Frequency: Weekly", "Recipients: soc@contoso.com", "IsPasswordShown: true"],
    ["Frequency: Daily"],
  ]);
  expect(JSON.stringify(inventory)).not.toMatch(/PLAINSECRET|UExBSU/);
  expect(inventory.secrets.map(({ path }) => path.split(".").slice(4).join("."))).toEqual([
    "PasswordValue",
    "Sender.EncryptedPassword2",
    "Sender.KeyData",
    "Blobs",
    "Blob",
  ]);
});

test("a switch is no secret, whatever its name", async () => {
  const { inventory } = await reading(
    changed((profile) => {
      Object.assign(profile.GatewayCommonConfiguration ?? {}, { IsUsingSecret: false });
    }),
  );
  expect(inventory.unrecognised.map(({ path }) => path)).toEqual([
    "GatewayCommonConfiguration.IsUsingSecret",
  ]);
});

test("a licence is told by its fields where it has no type", async () => {
  const { sources } = await reading(
    JSON.stringify(center),
    JSON.stringify({ ProductKey: "PLAINSECRET", EvaluationExpiration: null }),
  );
  expect(sources.map(({ documents }) => documents)).toEqual([
    { CenterSystemProfile: 1 },
    { LicenseSystemProfile: 1 },
  ]);
});

test("a first page of several is not taken for the whole", async () => {
  const page = { value: [center], "@odata.nextLink": "https://atacenter.contoso.com/next" };
  expect((await problemsOf(JSON.stringify(page))).map(({ id }) => id)).toContain("ATA-WRONG-COLLECTION");
});

test("BSON is still told for what it is", async () => {
  const bson = Buffer.from("2100000002610006000000776f726c64000210000800000000000000000000000000", "hex");
  expect((await problemsOf(bson)).map(({ cause }) => cause)).toEqual([
    "the file is BSON, as mongodump writes it",
  ]);
});
