import { z } from "zod";
import { type SettingId, settingRules } from "./rules/settings.ts";

/**
 * What was read of ATA, without any secret: plain data, kept beside the estate as `<estate>.carry-over.json` and read
 * by the compiler of the carry-over.
 */

const settingIds = settingRules.map((rule) => rule.id) as [SettingId, ...SettingId[]];

const setting = z.strictObject({
  setting: z.enum(settingIds),
  /** Place in the profile: `Configuration.MailClientConfiguration.From`. */
  path: z.string(),
  value: z.union([z.null(), z.boolean(), z.string(), z.array(z.string())]),
});

const center = z.strictObject({
  id: z.string(),
  /** Computer name as ATA has it; empty where the profile has none. */
  name: z.string(),
  /** `1.9.7312.32791`; null where the profile has none. */
  version: z.string().nullable(),
  /** When ATA last changed the profile, ISO 8601. */
  updatedAt: z.string().nullable(),
  /** `host:port` of its console. */
  consoles: z.array(z.string()),
  settings: z.array(setting),
});

const gateway = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Id of its Center; null where several were read and the source does not say. */
  center: z.string().nullable(),
  version: z.string().nullable(),
  status: z.string().nullable(),
  serviceStatus: z.string().nullable(),
  description: z.string().nullable(),
  /** DNS names of the domain controllers it says it watches; empty where it does not say. */
  watches: z.array(z.string()),
  settings: z.array(setting),
});

const entity = z.strictObject({
  id: z.string(),
  /** User, Computer, Group, Domain; what ATA or the directory calls it. */
  type: z.string(),
  name: z.string(),
  samName: z.string().nullable(),
  dnsName: z.string().nullable(),
  /** DNS name of its domain; null where it is not known. */
  domain: z.string().nullable(),
  sid: z.string().nullable(),
  distinguishedName: z.string().nullable(),
  /** Where the name comes from. */
  source: z.enum(["ata", "directory"]),
  deleted: z.boolean(),
  disabled: z.boolean(),
});

const alertCount = z.strictObject({
  type: z.string(),
  status: z.string(),
  severity: z.string(),
  count: z.int(),
  /** ISO 8601, of the newest one. */
  last: z.string().nullable(),
});

const roleGroups = z.strictObject({
  /** Computer name of the Center whose local groups they are; null where the facts do not say. */
  center: z.string().nullable(),
  administrators: z.array(z.string()),
  users: z.array(z.string()),
  viewers: z.array(z.string()),
  /** Members of the Center's local Administrators: ATA administrators as well. */
  localAdministrators: z.array(z.string()),
});

const irrelevant = z.strictObject({
  document: z.string(),
  path: z.string(),
  reason: z.string(),
  fields: z.int(),
});
const unrecognised = z.strictObject({
  document: z.string(),
  path: z.string(),
  found: z.string(),
  fields: z.int(),
});
const secret = z.strictObject({ document: z.string(), path: z.string(), fields: z.int() });

export const inventory = z.strictObject({
  schema: z.literal(1),
  /** True where names are pseudonyms. */
  redacted: z.boolean(),
  centers: z.array(center),
  gateways: z.array(gateway),
  /** The directory objects that settings name, as far as their names are known. */
  entities: z.array(entity),
  /** Members sensitive through nothing but a group that ATA holds sensitive and Defender for Identity does not; null: unread. */
  sensitiveByDefault: z.array(z.strictObject({ group: z.string(), members: z.array(z.string()) })).nullable(),
  /** Alerts of the Center by type, status and severity; null: none were read, which is not the same as none. */
  alerts: z.array(alertCount).nullable(),
  healthAlerts: z.array(alertCount).nullable(),
  roleGroups: z.array(roleGroups),
  irrelevant: z.array(irrelevant),
  unrecognised: z.array(unrecognised),
  secrets: z.array(secret),
});

export type Inventory = z.output<typeof inventory>;
export type CenterInventory = Inventory["centers"][number];
export type GatewayInventory = Inventory["gateways"][number];
export type Entity = Inventory["entities"][number];
export type AlertCount = z.output<typeof alertCount>;
export type RoleGroups = z.output<typeof roleGroups>;
export type InventorySetting = z.output<typeof setting>;
