import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readAta } from "../../../estate/ata/read.ts";
import { kindOf } from "../../../estate/ata/reader/kind.ts";
import { asMongo, centerProfile, gatewayProfile } from "../../../samples/profiles.ts";
import { fileWith, problemsOf, reading, settingOf } from "./support.ts";

const samples = join(__dirname, "../../../samples");
const sample = (name: string) => join(samples, name);
const json = JSON.stringify;
const center = (choices = {}) => json(centerProfile(choices));
const gateway = (name: string, more = {}) =>
  json(gatewayProfile({ id: name.padEnd(24, "0"), name, ...more }));

async function read(...files: string[]) {
  const result = await readAta(files);
  if (!result.ok) throw new Error(json(result.problems));
  return result.reading;
}

test("a backup and the REST bodies of the same Center are read alike", async () => {
  const backup = await read(sample("contoso/SystemProfile.json"), sample("contoso/UniqueEntity.json"));
  const rest = await read(
    ...["center", "gateways", "license", "uniqueEntities"].map((name) => sample(`rest/${name}.json`)),
  );
  const settings = ({ inventory }: typeof rest) =>
    inventory.centers[0]?.settings.map((one) => json(one)).sort();
  expect(settings(backup)).toEqual(settings(rest));
  expect(backup.inventory.gateways).toEqual(rest.inventory.gateways);
  expect(backup.inventory.entities).toEqual(rest.inventory.entities);
  expect(backup.inventory.unrecognised).toEqual([]);
  expect(rest.inventory.unrecognised).toEqual([]);
});

test("a 1.8 backup from the shell is read", async () => {
  const { inventory } = await read(sample("ata-1.8/SystemProfile.json"));
  expect(inventory.centers).toMatchObject([{ name: "ATAOLD", version: "1.8.6765.58123" }]);
  expect(inventory.gateways).toMatchObject([{ name: "FDC01", watches: ["fdc01.fabrikam.net"] }]);
  expect(inventory.unrecognised).toEqual([]);
});

test("a type is a value or a list", async () => {
  const value = { ...asMongo(centerProfile(), []), _t: "CenterSystemProfile" };
  const list = asMongo(centerProfile(), ["SystemProfile", "ServiceSystemProfile", "CenterSystemProfile"]);
  expect((await reading(json(value))).inventory.centers).toEqual(
    (await reading(json(list))).inventory.centers,
  );
});

test("PowerShell's UTF-16, its list wrapper and a byte order mark make no difference", async () => {
  const plain = await reading(center(), json([gatewayProfile({ id: "1", name: "DC01" })]));
  const wrapped = json({ value: [gatewayProfile({ id: "1", name: "DC01" })], Count: 1 });
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(wrapped, "utf16le")]);
  const odd = await read(fileWith(`\ufeff${center()}`), fileWith(utf16));
  expect(odd.inventory).toEqual(plain.inventory);
});

test("a dictionary is read in each of its spellings", async () => {
  const profile = centerProfile({ healthAlertsOff: ["CenterMailMonitoringAlert"] });
  const configuration = profile.Configuration as Record<string, Record<string, unknown>>;
  const health = configuration.MonitoringClientConfiguration as Record<string, unknown>;
  const name = "MonitoringAlertTypeNameToIsEnabledMapping";
  const mapping = Object.entries(health[name] as object);
  const off = [];
  for (const spelling of [
    Object.fromEntries(mapping),
    mapping.map(([k, v]) => ({ k, v })),
    mapping.map(([k, v]) => [k, v]),
  ]) {
    health[name] = spelling;
    const { inventory } = await reading(json(profile));
    off.push(
      inventory.centers[0]?.settings.filter((one) => one.setting === "health-alert" && one.value === false),
    );
  }
  expect(off[0]).toHaveLength(1);
  expect(off[1]).toEqual(off[0]);
  expect(off[2]).toEqual(off[0]);
});

test("subnets are read as text and as objects, and what is neither is listed", async () => {
  const subnets = ["10.0.0.0/24", { Address: "10.1.0.0", PrefixLength: 16 }, { Low: 1, High: 2 }, "10.2.3.4"];
  const result = await reading(center({ exclusions: { DnsReconnaissance: { subnets } } }));
  const path = "Configuration.DnsReconnaissanceDetectorConfiguration.ExcludedSubnets";
  const read = result.inventory.centers[0]?.settings.find((one) => one.path === path);
  expect(read?.value).toEqual(["10.0.0.0/24", "10.1.0.0/16", "10.2.3.4"]);
  expect(result.inventory.unrecognised.map((one) => one.path)).toEqual([`${path}[2].Low`, `${path}[2].High`]);
});

test("ids kept as binary GUIDs are ids, other binary data is a secret", async () => {
  const profile = centerProfile() as { Configuration: Record<string, Record<string, unknown>> };
  const entities = profile.Configuration.UniqueEntityProcessorConfiguration as Record<string, unknown>;
  entities.HoneytokenAccountIds = [
    { $binary: "ASNFZ4mrze8BI0VniavN7w==", $type: "04" },
    { $binary: "c2VjcmV0", $type: "00" },
  ];
  const result = await reading(json(profile));
  expect(settingOf(result, "honeytoken-accounts")).toEqual(["01234567-89ab-cdef-0123-456789abcdef"]);
  expect(result.inventory.secrets.map(({ path }) => path)).toEqual([
    "Configuration.UniqueEntityProcessorConfiguration.HoneytokenAccountIds[1]",
  ]);
});

test("fields and sections that nobody knows are listed with their paths, and their values are not kept", async () => {
  const profile = centerProfile() as { Configuration: Record<string, unknown>; [key: string]: unknown };
  profile.Configuration.BrandNewConfiguration = { Deep: { Value: "hunter2", List: [1, 2] } };
  profile.Configuration.MailClientConfiguration = { IsEnabled: "perhaps", From: ["a", "b"] };
  profile.Extra = "hunter2";
  const { inventory } = await reading(json(profile));
  expect(inventory.unrecognised.map(({ path, found }) => [path, found])).toEqual(
    [
      ["Configuration.MailClientConfiguration.IsEnabled", "text of 7 characters"],
      ["Configuration.MailClientConfiguration.From", "list of 2"],
      ["Configuration.BrandNewConfiguration.Deep.Value", "text of 7 characters"],
      ["Configuration.BrandNewConfiguration.Deep.List", "list of 2"],
      ["Extra", "text of 7 characters"],
    ].sort(([a = ""], [b = ""]) => order(json(profile), a, b)),
  );
  expect(json(inventory)).not.toContain("hunter2");
});

/** Order in which two paths' last names stand in a text. */
function order(text: string, one: string, other: string): number {
  const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const section = (path: string) => text.indexOf(`"${path.split(".")[1] ?? path}"`);
  return section(one) - section(other) || text.indexOf(`"${last(one)}"`) - text.indexOf(`"${last(other)}"`);
}

test("an unknown list of exclusions is carried over, not lost", async () => {
  const profile = centerProfile() as { Configuration: Record<string, Record<string, unknown>> };
  Object.assign(profile.Configuration.BruteForceDetectorConfiguration ?? {}, {
    ExcludedSourceForestIds: ["x"],
  });
  const result = await reading(json(profile));
  expect(settingOf(result, "excluded-others")).toEqual(["x"]);
});

test("what a gateway watches is found under any name that says so", async () => {
  const profile = gatewayProfile({ id: "1", name: "GW" }) as Record<string, unknown>;
  profile.Configuration = {};
  profile.MonitoredDomainControllerFqdns = ["dc1.contoso.com"];
  const { inventory } = await reading(center(), json(profile));
  expect(inventory.gateways[0]?.watches).toEqual(["dc1.contoso.com"]);
});

test("of several backups of one Center the newest counts, with its gateways", async () => {
  const older = `${center({ updatedAt: "2024-01-01T00:00:00Z", syslogListener: true })}\n${gateway("GONE")}`;
  const newer = `${center({ updatedAt: "2025-01-01T00:00:00Z" })}\n${gateway("STAYS")}`;
  for (const order of [
    [older, newer],
    [newer, older],
  ]) {
    const result = await reading(...order);
    expect(settingOf(result, "siem-syslog-listener")).toBe(false);
    expect(result.inventory.gateways.map(({ name }) => name)).toEqual(["STAYS"]);
    expect(result.notes.map(({ id }) => id)).toEqual(["ATA-OLDER-BACKUP"]);
  }
});

test("several Centers of several forests are read side by side", async () => {
  const two = await reading(
    `${center()}\n${gateway("DC01")}`,
    `${center({ id: "b".repeat(24), name: "ATA2", directoryAccount: { domain: "fabrikam.net", name: "x", password: null } })}\n${gateway("FDC01")}`,
  );
  expect(two.inventory.centers.map(({ name }) => name)).toEqual(["ATA2", "ATACENTER"]);
  const of = Object.fromEntries(two.inventory.gateways.map(({ name, center: id }) => [name, id]));
  expect(of).toEqual({ DC01: "5f7720d92bd5d60dd07c0001", FDC01: "b".repeat(24) });
});

test("alerts are counted by type and status, and nothing else of them is kept", async () => {
  const { inventory } = await read(sample("rest/center.json"), sample("rest/suspiciousActivities.json"));
  expect(inventory.alerts?.map(({ type, status, count }) => [type, status, count])).toEqual([
    ["BruteForceSuspiciousActivity", "Closed", 1],
    ["DnsReconnaissanceSuspiciousActivity", "Open", 2],
    ["EncryptionDowngradeSuspiciousActivity", "Open", 1],
  ]);
  expect(json(inventory.alerts)).not.toContain("c0ffee00");
});

test("an open alert that ATA holds back itself is told apart, as no console shows it", async () => {
  const alert = { _id: { $oid: "5f" }, _t: ["Alert", "PassTheTicketSuspiciousActivity"], Severity: "High" };
  const alerts = [
    { ...alert, Status: "Open", IsVisible: true },
    { ...alert, Status: "Open", IsVisible: false },
    { ...alert, Status: "Closed", IsVisible: false },
  ];
  const { inventory } = await reading(JSON.stringify(centerProfile()), JSON.stringify(alerts));
  expect(inventory.alerts?.map(({ status, count }) => [status, count])).toEqual([
    ["Closed", 1],
    ["Invisible", 1],
    ["Open", 1],
  ]);
});

test("no alerts were read is not the same as no alerts", async () => {
  expect((await reading(center())).inventory.alerts).toBeNull();
  const empty = fileWith("[]", "suspiciousActivities.json");
  expect((await read(fileWith(center()), empty)).inventory.alerts).toEqual([]);
});

test("names of ids come from entities, and the directory's go before them", async () => {
  const id = "aaaaaaaa-1111-4222-8333-444444444444";
  const entity = json({
    Id: id.toUpperCase(),
    Type: "User",
    SystemDisplayName: "Old",
    SamName: "ann",
    CanonicalName: "contoso.com/Ann",
  });
  const other = json({
    Id: "bbbbbbbb-1111-4222-8333-444444444444",
    Type: "User",
    SystemDisplayName: "Nobody asked",
  });
  const facts = json({
    kind: "ata2mdi-directory",
    objects: [{ id: `{${id.toUpperCase()}}`, name: "New", type: "user" }],
  });
  const profile = center({ honeytokens: [id.toUpperCase()] });
  const ata = await reading(`${entity}\n${other}`, profile);
  expect(ata.inventory.entities).toMatchObject([
    { name: "Old", samName: "ann", domain: "contoso.com", source: "ata" },
  ]);
  expect((await reading(profile, entity, facts)).inventory.entities).toMatchObject([
    { name: "New", source: "directory" },
  ]);
});

test("members sensitive only through Remote Desktop Users are found, those of other groups are not", async () => {
  const rdp = {
    Id: "aaaaaaaa-0000-4000-8000-000000000001",
    Type: "Group",
    SystemDisplayName: "Remote Desktop Users",
    Sid: "S-1-5-32-555",
  };
  const user = (name: string, roots: string[]) => ({
    Id: `aaaaaaaa-0000-4000-8000-00000000${name}`,
    Type: "User",
    SystemDisplayName: name,
    SensitiveRootParentGroupIds: roots,
  });
  const other = "aaaaaaaa-0000-4000-8000-000000000009";
  const { inventory } = await reading(
    center(),
    json([user("0002", [rdp.Id]), user("0003", [rdp.Id, other]), rdp]),
  );
  expect(inventory.sensitiveByDefault).toEqual([{ group: "Remote Desktop Users", members: ["0002"] }]);
});

test.each([
  ["a cut file", center().slice(0, 900), "ATA-CUT-FILE"],
  ["not JSON inside", center().replace('"Configuration":', '"Configuration"'), "ATA-NOT-JSON"],
  ["no JSON at all", "From: ata@contoso.com", "ATA-NOT-JSON"],
  ["another collection", json({ _id: 1, _t: ["Entity", "Notification"] }), "ATA-WRONG-COLLECTION"],
  ["a UniqueEntity export alone", json({ Id: "1", Type: "User", SamName: "a" }), "ATA-NO-CENTER"],
  ["gateways alone", gateway("DC01"), "ATA-NO-CENTER"],
  ["a 1.7 profile", center({ version: "1.7.5757.57477" }), "ATA-OLD-BUILD"],
  ["old profiles alone", json({ _t: "DirectoryServicesSystemProfile" }), "ATA-OLD-BUILD"],
  [
    "two Centers of one forest",
    `${center()}\n${center({ id: "b".repeat(24), name: "ATA2" })}`,
    "ATA-TWO-CENTERS",
  ],
  [
    "too deep a document",
    `{"_t":"CenterSystemProfile","a":${"[".repeat(400)}${"]".repeat(400)}}`,
    "ATA-TOO-DEEP",
  ],
  [
    "text that PowerShell flattened",
    json({ ...centerProfile(), Configuration: { MailClientConfiguration: "@{IsEnabled=False; From=}" } }),
    "ATA-FLATTENED",
  ],
  [
    "directory facts of another form",
    `${center()}\n${json({ kind: "ata2mdi-directory", domainControllers: [{}] })}`,
    "ATA-DIRECTORY",
  ],
])("%s: a cause, a place and a fix", async (_, text, id) => {
  const problems = await problemsOf(text);
  expect(problems.map((problem) => problem.id)).toEqual([id]);
  for (const { place, cause, fix } of problems) {
    expect(place.file).not.toBe("");
    expect(cause.length).toBeGreaterThan(10);
    expect(fix.length).toBeGreaterThan(10);
  }
});

test.each([
  ["compressed", Buffer.from([0x1f, 0x8b, 8, 0]), "ATA-NOT-JSON"],
  ["BSON", Buffer.from("160000000478000e00000010300001000000000000", "hex"), "ATA-NOT-JSON"],
  [
    "in an old code page",
    Buffer.from([...Buffer.from('{"a":"M'), 0xfc, ...Buffer.from('ller"}')]),
    "ATA-ENCODING",
  ],
])("a file that is %s is refused by name", async (_, bytes, id) => {
  expect((await problemsOf(bytes)).map((problem) => problem.id)[0]).toBe(id);
});

test("a missing file and a folder are problems, not crashes", async () => {
  for (const path of ["/nowhere/at-all.json", samples]) {
    const result = await readAta([path]);
    expect(result).toMatchObject({
      ok: false,
      problems: [{ id: "ATA-UNREADABLE" }],
    });
  }
});

test("dates outside any calendar are no dates", async () => {
  const odd = {
    ...asMongo(centerProfile(), ["CenterSystemProfile"]),
    UpdateTime: { $date: { $numberLong: "-62135596800000" } },
  };
  expect((await reading(json(odd))).inventory.centers[0]?.updatedAt).toBeNull();
});

test("100,000 exclusions are read, each of them", async () => {
  const computers = Array.from(
    { length: 100_000 },
    (_, index) => `computer 10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  );
  const result = await reading(center({ exclusions: { AbnormalSmb: { computers } } }));
  const found = result.inventory.centers[0]?.settings.find(
    (one) => one.path.includes("AbnormalSmbDetector") && Array.isArray(one.value) && one.value.length > 0,
  );
  expect(found?.value).toHaveLength(100_000);
});

test("the text of a broken file never gets into what is told", async () => {
  const secret = "Passw0rd-in-clear";
  for (const text of [
    `{"Password":"${secret}" oops}`,
    `{"a": ${secret}}`,
    `${secret}`,
    center().replace("IsEnabled", `${secret}"`),
  ]) {
    expect(json(await problemsOf(text))).not.toContain(secret);
  }
});

test.each([
  ["CenterSystemProfile", "center"],
  ["Microsoft.Tri.Common.GatewaySystemProfile, Microsoft.Tri.Common", "gateway"],
  ["LicenseSystemProfile", "license"],
  ["ComputerProfile", "learned"],
  ["SamrReconnaissanceDetectorProfile", "learned"],
  ["DirectoryServicesTrafficSystemProfile", "learned"],
  ["DirectoryServicesSystemProfile", "oldProfile"],
  ["DetectorProfile", "oldProfile"],
  ["HoneytokenActivitySuspiciousActivity", "alert"],
  ["GatewaysOutdatedMonitoringAlert", "healthAlert"],
  ["Computer", "entity"],
  ["SuspiciousActivityNotification", "unknown"],
  ["SystemProfile", "unknown"],
])("a document of the type %s is taken as %s", (type, kind) => {
  expect(kindOf({ Type: type })).toBe(kind);
  expect(kindOf({ _t: ["Entity", type] })).toBe(kind);
});
