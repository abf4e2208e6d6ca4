import { z } from "zod";
import { duration } from "./duration.ts";

/**
 * The estate file: everything that is to be moved, and the rules of the move. One schema is the source of the
 * TypeScript types below, of `estates/estate.schema.json` (completion in editors) and of `docs/estate.md`.
 */

const hostName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/i,
    "must be a NetBIOS computer name: 1 to 15 letters, digits or hyphens",
  )
  .describe("Computer name (NetBIOS, without the domain); also the start of its resources' names.");
const dnsName = z
  .string()
  .regex(/^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i, "must be a DNS name such as contoso.com");
const person = z.string().min(1).describe("Who: a name or an account a colleague can ask.");
const reason = z.string().min(3);
const instant = z.iso
  .datetime({ offset: true })
  .describe("A moment, ISO 8601 with its offset: 2026-12-01T20:00:00+01:00.");

/** Where a secret is kept. The value itself never stands in the file. */
export const secretReference = z.union([
  z.strictObject({
    config: z.string().min(1).describe("Name of a stack config secret: `pulumi config set --secret <name>`."),
  }),
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]*$/i)
      .describe("Name of an environment variable."),
  }),
  z.strictObject({
    file: z.string().min(1).describe("Path of a file that only you can read, from the project's folder."),
  }),
]);

const authentication = z.union([
  z.strictObject({
    agent: z.literal(true).describe("Use the SSH agent of SSH_AUTH_SOCK: no key is kept in state."),
  }),
  z.strictObject({ privateKey: secretReference.describe("The private key that opens the hosts.") }),
]);

export const connectionDefaults = z.strictObject({
  kind: z.enum(["ssh"]).default("ssh").describe("How hosts are reached."),
  user: z.string().min(1).describe("Account on the hosts; a member of Administrators there."),
  port: z.int().min(1).max(65_535).default(22),
  authentication: authentication,
  knownHosts: z
    .string()
    .optional()
    .describe(
      "Path of an OpenSSH known_hosts file with the hosts' keys; a host may name its key itself instead.",
    ),
  deadline: duration({ min: "10s", max: "12h" })
    .default(2700)
    .describe(
      "Longest time one step on a host may take; a deadline there and for the resource. Default 45m.",
    ),
});

const reach = {
  address: z.string().min(1).optional().describe("Name or address to connect to; default `<name>.<domain>`."),
  port: z.int().min(1).max(65_535).optional().describe("Overrides connection.port for this host."),
  hostKey: z
    .string()
    .regex(
      /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/=]+/,
      "must be a public key line such as `ssh-ed25519 AAAA…`",
    )
    .optional()
    .describe(
      "The host's public SSH key; else it is looked up in connection.knownHosts. There is no unpinned host.",
    ),
};

export const operatingSystems = ["2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025"] as const;
export const domainControllerRoles = [
  "globalCatalog",
  "schemaMaster",
  "domainNamingMaster",
  "pdcEmulator",
  "ridMaster",
  "infrastructureMaster",
  "bridgehead",
  "ataDomainSynchronizer",
  "adFs",
  "adCs",
  "entraConnect",
] as const;

export const domainController = z.strictObject({
  name: hostName,
  domain: dnsName.describe("DNS name of its domain, one of `domains`."),
  site: z.string().min(1).describe("Active Directory site, one of `sites`."),
  ...reach,
  os: z
    .enum(operatingSystems)
    .optional()
    .describe("Windows Server release, as far as known; a survey measures it."),
  readOnly: z.boolean().default(false).describe("A read-only domain controller (RODC)."),
  roles: z.array(z.enum(domainControllerRoles)).default([]).describe("Roles that put it late in the order."),
  gateway: z
    .enum(["lightweight", "none"])
    .default("lightweight")
    .describe(
      "`lightweight`: an ATA Lightweight Gateway runs here; `none`: nothing to remove (watched by a standalone gateway, or new).",
    ),
  sensor: z
    .enum(["auto", "v2", "v3"])
    .default("auto")
    .describe("Sensor generation; `auto` lets the plan decide and say why."),
  defenderForEndpoint: z
    .boolean()
    .optional()
    .describe("Onboarded to Defender for Endpoint, which a v3 sensor needs."),
  hold: reason
    .optional()
    .describe(
      "Why this domain controller stays as it is for now. It keeps its gateway, and with it the Center.",
    ),
  needs: z
    .array(z.enum(["vpn", "syslog"]))
    .default([])
    .describe("Integrations only a v2 sensor has; either one makes `auto` choose v2."),
  hypervisor: z
    .string()
    .optional()
    .describe("Name of the physical host, so that two of one host do not move together."),
  settings: z
    .strictObject({
      description: z.string().max(250).optional().describe("Shown with the sensor in the portal."),
      delayedUpdate: z.boolean().optional().describe("Take sensor updates 72 hours late (v2 only)."),
    })
    .prefault({}),
});

export const standaloneGateway = z.strictObject({
  name: hostName,
  domain: dnsName.optional(),
  ...reach,
  watches: z
    .array(hostName)
    .min(1)
    .describe("Domain controllers whose mirrored traffic it reads; all need sensors before it goes."),
  hold: reason.optional(),
});

export const center = z.strictObject({
  name: hostName,
  forest: dnsName.describe("The forest it serves; one Center a forest."),
  domain: dnsName.optional().describe("Domain of the server itself, when it is joined to one."),
  ...reach,
  console: z.url().describe("Address of its console and REST interface: https://ata-center.contoso.com."),
  // biome-ignore lint/suspicious/noThenProperty: `then` is the estate file's word, and this object is never awaited
  then: z
    .enum(["retain", "remove"])
    .default("retain")
    .describe("What happens at the end. Removal needs `retainUntil` in the past and `approval`."),
  retainUntil: z.iso.date().optional().describe("First day on which the Center may be removed."),
  approval: z.strictObject({ by: person, at: instant, note: z.string().optional() }).optional(),
});

const count = z.union([
  z.int().min(1),
  z.string().regex(/^(100|[1-9]?\d)%$/, "must be a number, or a percentage such as 20%"),
]);

export const waiver = z.strictObject({
  check: z.string().min(1).describe("Id of the check, from docs/checks.md."),
  hosts: z.array(hostName).min(1),
  reason,
  by: person,
  expires: z.iso.date().describe("Last day on which the waiver counts."),
});

export const policy = z.strictObject({
  canary: hostName
    .optional()
    .describe("The domain controller that moves first, alone; default: the least critical."),
  waves: z.array(count).min(1).default([1, 5, "20%"]).describe("Size of each wave; the last one repeats."),
  soak: duration({ max: "7d" })
    .default(3600)
    .describe("Time a wave must stay healthy before the next begins. Default 1h."),
  initialSync: duration({ max: "1d" })
    .default(7200)
    .describe(
      "Time from the first running sensor until its data can be judged. Default 2h; less only in the lab.",
    ),
  maxUnavailable: z
    .strictObject({
      site: count
        .default(1)
        .describe("Domain controllers of one site that may be without protection at once."),
      domain: count.default(1).describe("The same for one domain."),
      forest: count.optional().describe("The same for one forest; default: no further limit."),
    })
    .prefault({}),
  apart: z
    .array(z.tuple([hostName, hostName]))
    .default([])
    .describe("Pairs that must never be without protection together."),
  readyFor: duration({ min: "1s", max: "1d" })
    .default(1800)
    .describe("Age at which a measured readiness is measured again before removal. Default 30m."),
  poll: duration({ min: "1s", max: "10m" })
    .default(15)
    .describe("Time between two looks at what is waited for. Default 15s."),
  sensorDeadline: duration({ min: "10s", max: "1d" })
    .default(5400)
    .describe("Longest wait for a sensor to run and be seen by the service. Default 90m."),
  waivers: z.array(waiver).default([]),
});

/** The rows of the guide's checklist and those it lacks; what a row means is said in docs/carry-over.md. */
export const checklistRows = [
  "delayed-updates",
  "directory-service-account",
  "domain-synchronizers",
  "syslog",
  "vpn",
  "defender-for-endpoint",
  "honeytokens",
  "sensitive-tags",
  "exclusions",
  "mail-notifications",
  "scheduled-reports",
  "role-groups",
  "siem",
] as const;

/** What the guide's checklist lacks and an ATA configuration can hold all the same. */
export const furtherRows = [
  "health-alerts",
  "automatic-updates",
  "detectors-off",
  "default-sensitive-groups",
  "telemetry",
] as const;
/** What must be shown to be done at the end of a Center, besides the checklist. */
export const centerRows = ["ata-alerts", "ata-database-backup"] as const;
/** Every row a person can attest. */
export const attestedRows = [...checklistRows, ...furtherRows, ...centerRows] as const;

export const attestation = z.strictObject({
  row: z.enum(attestedRows),
  center: hostName
    .optional()
    .describe(
      "The Center it is about; needed for ata-alerts and ata-database-backup where there are several.",
    ),
  state: z.enum(["done", "notApplicable"]),
  by: person,
  at: instant,
  evidence: z
    .string()
    .min(3)
    .describe("What shows it: a ticket, a screenshot's place, the reason it does not apply."),
  expires: z.iso.date().optional(),
  valueHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in lower-case hex, as `ata2mdi attest` writes it")
    .optional()
    .describe("Hash of the ATA value it attests; when ATA holds another value later, the attestation is void."),
});

export const workspace = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, "must be the workspace's name as in the sensor API's address")
    .describe("Defender for Identity workspace; portal: Settings > Identities > About."),
  tenantId: z.guid().describe("Microsoft Entra tenant."),
  clientId: z
    .guid()
    .describe("Application that calls Microsoft Graph; its secret is the stack's `graphClientSecret`."),
  cloud: z.enum(["global", "usGovL4", "usGovL5", "lab"]).default("global"),
  sensorApi: z.url().optional().describe("Ping address of the sensor API; default from name and cloud."),
  lab: z
    .strictObject({
      graph: z.url().describe("Address of the stand-in for Microsoft Graph."),
      token: z.url().describe("Address of its token endpoint."),
      ca: z.string().describe("Path of its certificate authority."),
    })
    .optional()
    .describe("Only with cloud: lab. Loopback addresses alone are accepted."),
});

export const azure = z.strictObject({
  location: z.string().min(1),
  resourceGroup: z.string().min(1),
  logAnalyticsWorkspace: z.string().min(1),
  sentinel: z
    .boolean()
    .default(true)
    .describe("Onboard the workspace to Sentinel and connect Defender for Identity's alerts."),
  evidenceStorageAccount: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/)
    .optional()
    .describe("Storage account for the evidence archive."),
});

export const estate = z.strictObject({
  name: z.string().min(1).describe("What the estate is called in plans and reports."),
  workspace,
  azure: azure.optional(),
  connection: connectionDefaults,
  domains: z
    .array(z.strictObject({ name: dnsName, forest: dnsName.describe("Root domain of its forest.") }))
    .min(1),
  sites: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        maxUnavailable: count.optional().describe("Overrides policy.maxUnavailable.site here."),
      }),
    )
    .min(1),
  domainControllers: z.array(domainController).min(1),
  standaloneGateways: z.array(standaloneGateway).default([]),
  centers: z.array(center).min(1),
  policy: policy.prefault({}),
  attestations: z.array(attestation).default([]),
});

export type Estate = z.output<typeof estate>;
export type EstateInput = z.input<typeof estate>;
export type DomainControllerEntry = Estate["domainControllers"][number];
export type StandaloneGatewayEntry = Estate["standaloneGateways"][number];
export type CenterEntry = Estate["centers"][number];
export type Policy = Estate["policy"];
export type Waiver = Policy["waivers"][number];
export type WorkspaceEntry = Estate["workspace"];
export type ConnectionDefaults = Estate["connection"];
export type SecretReference = z.output<typeof secretReference>;
export type Attestation = z.output<typeof attestation>;
export type ChecklistRow = (typeof checklistRows)[number];
export type FurtherRow = (typeof furtherRows)[number];
export type CenterRow = (typeof centerRows)[number];
export type AttestedRow = (typeof attestedRows)[number];
export type OperatingSystem = (typeof operatingSystems)[number];
export type DomainControllerRole = (typeof domainControllerRoles)[number];
export type SensorGeneration = "v2" | "v3";
