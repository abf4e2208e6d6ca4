import { join } from "node:path";
import { keepGenerated } from "../tools/generated.ts";
import { asMongo, centerProfile, gatewayProfile } from "./profiles.ts";

/**
 * Writes the samples: `node samples/generate.ts`; with `--check` it writes nothing and ends with 1 where a file is not
 * what it would write. Everything in them is invented.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const encrypted: Json = {
  CertificateThumbprint: "00112233445566778899AABBCCDDEEFF00112233",
  EncryptedBytes: { $binary: Buffer.from("a sample, not a secret").toString("base64"), $type: "00" },
};

const people = {
  honeyUser: id(1),
  honeyComputer: id(2),
  chief: id(3),
  board: id(4),
  scanner: id(5),
  backup: id(6),
  gone: id(7),
  script: id(8),
};

const center = centerProfile({
  directoryAccount: { domain: "contoso.com", name: "svc-ata", password: encrypted },
  honeytokens: [people.honeyUser, people.honeyComputer],
  sensitiveAccounts: [people.chief, people.script],
  sensitiveGroups: [people.board],
  exclusions: {
    DnsReconnaissance: { computers: [people.scanner, "computer 10.1.2.7"], subnets: ["10.9.0.0/24"] },
    DirectoryServicesReplication: { computers: [people.backup] },
    RemoteExecution: { computers: [people.scanner, people.gone] },
    GoldenTicket: { accounts: [people.chief] },
  },
  detectorsOff: ["AbnormalBehavior"],
  healthAlertsOff: ["GatewayLowMemoryMonitoringAlert"],
  mail: {
    from: "ata@contoso.com",
    server: { Address: "smtp.contoso.com", Port: 587 },
    account: "CONTOSO\\svc-mail",
    password: encrypted,
  },
  alertMail: ["soc@contoso.com", "duty@contoso.com"],
  healthMail: ["platform@contoso.com"],
  syslog: { server: { Address: "siem.contoso.com", Port: 6514 }, transport: "Tls", format: "Rfc5424" },
  radiusSecret: encrypted,
  syslogListener: true,
  reports: { SummaryReport: { Frequency: "Daily", To: ["ciso@contoso.com"] } },
  telemetry: true,
});

const gateways = [
  gatewayProfile({
    id: "5f7720d92bd5d60dd07c0011",
    name: "DC01",
    watches: ["dc01.contoso.com"],
    synchronizer: true,
  }),
  gatewayProfile({ id: "5f7720d92bd5d60dd07c0012", name: "DC02", watches: ["dc02.contoso.com"] }),
  gatewayProfile({ id: "5f7720d92bd5d60dd07c0013", name: "DC11", watches: ["dc11.emea.contoso.com"] }),
  gatewayProfile({
    id: "5f7720d92bd5d60dd07c0014",
    name: "GW01",
    watches: ["dc03.contoso.com", "dc12.emea.contoso.com"],
    description: "Mirror port of the Oslo switches",
  }),
];

const license: Json = {
  Id: "5f7720d92bd5d60dd07c0021",
  Type: "LicenseSystemProfile",
  UpdateTime: "2020-10-02T08:00:00.0000000Z",
  IsEvaluation: false,
};

const entity = (
  entityId: string,
  type: string,
  name: string,
  more: { [key: string]: Json } = {},
): { [key: string]: Json } => ({
  Id: entityId,
  Type: type,
  SystemDisplayName: name,
  CanonicalName: `contoso.com/${name}`,
  IsDeleted: false,
  IsDisabled: false,
  ...more,
});

const entities = [
  entity(people.honeyUser, "User", "Backup Admin Old", { SamName: "bkp-admin" }),
  entity(people.honeyComputer, "Computer", "FS-OLD", { SamName: "FS-OLD$", DnsName: "fs-old.contoso.com" }),
  entity(people.chief, "User", "Ann Example", { SamName: "ann" }),
  entity(people.board, "Group", "Board members", { SamName: "board" }),
  entity(people.scanner, "Computer", "SCANNER01", {
    SamName: "SCANNER01$",
    DnsName: "scanner01.contoso.com",
  }),
  entity(people.backup, "Computer", "BACKUP01", { SamName: "BACKUP01$", DnsName: "backup01.contoso.com" }),
  entity(people.script, "User", "Юлия 山田 <b>", { SamName: "yulia" }),
];

const alert = (number: number, type: string, eventId: number, status: string): Json => ({
  Id: `5f7720d92bd5d60dd07d${String(number).padStart(4, "0")}`,
  Type: `${type}SuspiciousActivity`,
  WindowsEventId: eventId,
  Severity: "Medium",
  Status: status,
  StartTime: "2025-10-30T09:18:22.5496318Z",
  EndTime: "2025-10-30T09:18:22.5496318Z",
  TitleKey: `${type}SuspiciousActivityTitle`,
  RelatedUniqueEntityIds: [people.scanner],
});
const alerts = [
  alert(1, "DnsReconnaissance", 2007, "Open"),
  alert(2, "DnsReconnaissance", 2007, "Open"),
  alert(3, "EncryptionDowngrade", 2010, "Open"),
  alert(4, "BruteForce", 2023, "Closed"),
];

const healthAlert: Json = {
  Id: "5f7720d92bd5d60dd07e0001",
  Type: "GatewayLowMemoryMonitoringAlert",
  TitleKey: "GatewayLowMemoryMonitoringAlertTitle",
  Severity: "Medium",
  Status: "Open",
  StartTime: "2025-10-30T09:18:22.5496318Z",
};

const domainController = (
  name: string,
  domain: string,
  site: string,
  operatingSystem: string,
  roles: string[],
): Json => ({
  name,
  domain,
  site,
  operatingSystem: `Windows Server ${operatingSystem} Standard`,
  readOnly: false,
  roles,
});

const directory: Json = {
  kind: "ata2mdi-directory",
  forest: "contoso.com",
  domainControllers: [
    domainController("DC01", "contoso.com", "Berlin", "2019", [
      "globalCatalog",
      "SchemaMaster",
      "DomainNamingMaster",
      "PDCEmulator",
      "RIDMaster",
      "InfrastructureMaster",
    ]),
    domainController("DC02", "contoso.com", "Berlin", "2022", ["globalCatalog"]),
    domainController("DC03", "contoso.com", "Oslo", "2016", ["globalCatalog"]),
    domainController("DC11", "emea.contoso.com", "Oslo", "2019", [
      "globalCatalog",
      "PDCEmulator",
      "RIDMaster",
      "InfrastructureMaster",
    ]),
    domainController("DC12", "emea.contoso.com", "Oslo", "2016", []),
  ],
  objects: [],
  sensitiveGroups: [
    { group: "Remote Desktop Users", members: ["CONTOSO\\helpdesk"] },
    { group: "DnsAdmins", members: [] },
  ],
  roleGroups: [
    {
      center: "ATACENTER",
      administrators: ["CONTOSO\\ata-admins"],
      users: ["CONTOSO\\soc"],
      viewers: ["CONTOSO\\audit"],
      localAdministrators: ["ATACENTER\\Administrator", "CONTOSO\\Domain Admins"],
    },
  ],
};

const answers: Json = {
  kind: "ata2mdi-answers",
  name: "contoso sample",
  workspace: {
    name: "contoso-corp",
    tenantId: "0f9c4b1e-5d1a-4a38-9a57-3f1c6f2b7a10",
    clientId: "7c0e2d55-8b64-4d0f-b1a9-2a4c9e6d3f71",
  },
  connection: { user: "CONTOSO\\svc-ata2mdi", knownHosts: "estates/contoso.known_hosts" },
};

/** Without facts of the directory somebody has to say in which site the domain controllers are. */
const answersWithSite: Json = { ...answers, site: "Berlin" };

const olderAnswers: Json = {
  kind: "ata2mdi-answers",
  name: "fabrikam sample",
  workspace: {
    name: "fabrikam",
    tenantId: "5b0d8f0a-2c3e-4f6b-8a91-6d7e0c4b2f15",
    clientId: "e3a1c7d9-90b4-4b2e-a6f8-1c5d3e7f9a20",
  },
  connection: { user: "FABRIKAM\\svc-ata2mdi", knownHosts: "estates/fabrikam.known_hosts" },
  site: "Bergen",
};

const service = ["SystemProfile", "ServiceSystemProfile"];
const lines = (documents: readonly Json[]) => `${documents.map((one) => JSON.stringify(one)).join("\n")}\n`;
const pretty = (document: Json) => `${JSON.stringify(document, null, 2)}\n`;

/** A 1.8 backup, copied from the shell: its forms instead of extended JSON, and fewer sections. */
function olderBackup(): string {
  const profile = centerProfile({
    id: "58f53fded8c26706b8ebb122",
    name: "ATAOLD",
    version: "1.8.6765.58123",
    console: "ataold.fabrikam.net",
    updatedAt: "2019-01-07T10:00:00.000Z",
    directoryAccount: { domain: "fabrikam.net", name: "svc-ata", password: null },
    honeytokens: [people.honeyUser],
    exclusions: { EnumerateSessions: { computers: [people.scanner] } },
    alertMail: ["security@fabrikam.net"],
    mail: { from: "ata@fabrikam.net", server: { Address: "smtp.fabrikam.net", Port: 25 } },
  });
  const configuration = profile.Configuration as { [key: string]: Json };
  delete configuration.MaliciousServiceCreationDetectorConfiguration;
  delete (configuration.AbnormalBehaviorDetectorConfiguration as { [key: string]: Json })
    .ExcludedSourceAccountIds;
  const entitiesOf = configuration.UniqueEntityProcessorConfiguration as { [key: string]: Json };
  delete entitiesOf.SensitiveAccountIds;
  delete entitiesOf.SensitiveGroupIds;
  const mongo = [
    asMongo(profile, [...service, "CenterSystemProfile"]),
    asMongo(
      gatewayProfile({
        id: "58f53fded8c26706b8ebb133",
        name: "FDC01",
        watches: ["fdc01.fabrikam.net"],
        version: "1.8.6765.58123",
      }),
      [...service, "GatewaySystemProfile"],
    ),
  ];
  return mongo
    .map((one) =>
      pretty(one)
        .replace(/\{\s*"\$oid": ("[^"]*")\s*\}/g, "ObjectId($1)")
        .replace(/\{\s*"\$date": ("[^"]*")\s*\}/g, "ISODate($1)"),
    )
    .join("");
}

const files: Record<string, string> = {
  "contoso/SystemProfile.json": lines([
    asMongo(center, [...service, "CenterSystemProfile"]),
    ...gateways.map((gateway) => asMongo(gateway, [...service, "GatewaySystemProfile"])),
    asMongo(license as { [key: string]: Json }, ["SystemProfile", "LicenseSystemProfile"]),
  ]),
  "contoso/UniqueEntity.json": lines(
    entities.map(({ Id: entityId, Type: type, ...rest }) => ({
      _id: entityId as string,
      _t: ["Entity", "UniqueEntity", type as string],
      ...rest,
    })),
  ),
  "contoso/SuspiciousActivity.json": lines(alerts),
  "contoso/directory.json": pretty(directory),
  "contoso/answers.json": pretty(answers),
  "rest/center.json": pretty(center),
  "rest/gateways.json": pretty(gateways),
  "rest/license.json": pretty(license),
  "rest/uniqueEntities.json": pretty(entities),
  "rest/suspiciousActivities.json": pretty(alerts),
  "rest/monitoringAlerts.json": pretty([healthAlert]),
  "rest/answers.json": pretty(answersWithSite),
  "ata-1.8/SystemProfile.json": olderBackup(),
  "ata-1.8/answers.json": pretty(olderAnswers),
};

keepGenerated(
  "samples/generate.ts",
  Object.fromEntries(Object.entries(files).map(([name, text]) => [join(import.meta.dirname, name), text])),
);
