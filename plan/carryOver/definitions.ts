import type { AttestedRow } from "../../estate/schema.ts";
import type { Destination } from "./carryOver.ts";

/** What a row is about, the same for every estate. */
export interface RowDefinition {
  title: string;
  destination: Destination;
  /** Which sensors the setting exists for. */
  appliesTo: "v2" | "v3" | "both" | "none";
  /** What the person at the portal must be allowed to do. */
  permission: string;
  /** The row cannot be done before the first sensors' initial sync is over. */
  needsInitialSync: boolean;
  /** What shows that it was done. */
  proof: string;
  /** Why nothing is to be done, whatever ATA holds; null: it depends on what ATA holds. */
  settled: string | null;
}

const identities = "Settings > Identities";
const securityAdministrator = "Security Administrator";
const anySettings = "Security Administrator, or Security settings (manage) in unified RBAC";

/** Every row that can be attested, in the terms of today's product. */
export const rowDefinitions: Record<AttestedRow, RowDefinition> = {
  "delayed-updates": {
    title: "Delayed sensor updates on a selection of domain controllers",
    destination: { kind: "graph", resource: "sensor settings.isDelayedDeploymentEnabled" },
    appliesTo: "v2",
    permission: "SecurityIdentitiesSensors.ReadWrite.All (application)",
    needsInitialSync: false,
    proof: "Graph answers with the setting; each sensor's resource reads it on refresh.",
    settled: null,
  },
  "directory-service-account": {
    title: "Directory Service account",
    destination: { kind: "portal", path: `${identities} > Directory service accounts` },
    appliesTo: "v2",
    permission: anySettings,
    needsInitialSync: false,
    proof: "The account is listed without an error, and no health issue says its credentials are wrong.",
    settled: null,
  },
  "domain-synchronizers": {
    title: "Domain synchronizer candidates",
    destination: { kind: "retired", since: "release 2.86, 14 July 2019" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    proof: "Nothing to prove: the service chooses one sensor a domain by itself.",
    settled: "The toggle was taken away in release 2.86: the service chooses the synchronizer itself.",
  },
  syslog: {
    title: "Syslog notifications",
    destination: { kind: "portal", path: `${identities} > Notifications > Syslog notifications` },
    appliesTo: "v2",
    permission: anySettings,
    needsInitialSync: false,
    proof: "The page's test message arrives at the receiver.",
    settled: null,
  },
  vpn: {
    title: "VPN integration (RADIUS accounting)",
    destination: { kind: "portal", path: `${identities} > VPN` },
    appliesTo: "v2",
    permission: anySettings,
    needsInitialSync: false,
    proof: "A user's page shows VPN connections, and no health issue speaks of RADIUS.",
    settled: null,
  },
  "defender-for-endpoint": {
    title: "Defender for Endpoint integration",
    destination: { kind: "retired", since: "the end of November 2022 (release 2.194)" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    proof: "Nothing to prove; a v3 sensor's readiness checks that its host is onboarded.",
    settled: "The integration is built into Defender XDR since November 2022: there is nothing to switch on.",
  },
  honeytokens: {
    title: "Honeytoken accounts",
    destination: { kind: "portal", path: `${identities} > Entity tags > Honeytoken` },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "The page lists every account; each one's page shows the tag.",
    settled: null,
  },
  "sensitive-tags": {
    title: "Entities tagged Sensitive",
    destination: { kind: "portal", path: `${identities} > Entity tags > Sensitive` },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "The page lists every entity; each one's page shows the tag.",
    settled: null,
  },
  exclusions: {
    title: "Exclusions from detections",
    destination: { kind: "portal", path: `${identities} > Excluded entities` },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "Each rule's page lists the entities; or an alert tuning rule names them.",
    settled: null,
  },
  "mail-notifications": {
    title: "E-mail notifications",
    destination: {
      kind: "portal",
      path: `Settings > Microsoft Defender XDR > Email notifications; health: ${identities} > Notifications > Health issues notifications`,
    },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: false,
    proof: "The page's test mail arrives at each recipient.",
    settled: null,
  },
  "scheduled-reports": {
    title: "Scheduled reports",
    destination: { kind: "portal", path: "Reports > Identities > Report management" },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "Report management shows each schedule with its recipients, and the first report arrives.",
    settled: null,
  },
  "role-groups": {
    title: "Role groups",
    destination: { kind: "portal", path: "Settings > Microsoft Defender XDR > Permissions and roles" },
    appliesTo: "both",
    permission: `${securityAdministrator}, or Authorization (manage) in unified RBAC`,
    needsInitialSync: false,
    proof: "A person of each role signs in and sees what the role allows, and no more.",
    settled: null,
  },
  siem: {
    title: "SIEM events to the sensors (listening address)",
    destination: { kind: "retired", since: "release 2.87, 21 July 2019, for sensors on domain controllers" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    proof:
      "Events 4776, 4732 and their like are audited on each domain controller: the readiness checks say so.",
    settled: null,
  },
  "health-alerts": {
    title: "Health alerts that were switched off",
    destination: { kind: "graph", resource: "health issue status" },
    appliesTo: "both",
    permission: "SecurityIdentitiesHealth.ReadWrite.All (application)",
    needsInitialSync: true,
    proof: "Graph answers with the status of the health issue.",
    settled: null,
  },
  "automatic-updates": {
    title: "Automatic update of the gateways",
    destination: { kind: "none" },
    appliesTo: "both",
    permission: "none",
    needsInitialSync: false,
    proof: "Nothing to prove: a sensor's version is read with the sensor.",
    settled:
      "Sensors update themselves and cannot be told not to; the only choice left is the delay of a v2 sensor, a row of its own.",
  },
  "detectors-off": {
    title: "Detectors that were switched off",
    destination: { kind: "none" },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "A note of what was decided for each alert: accepted, tuned or excluded.",
    settled: null,
  },
  "default-sensitive-groups": {
    title: "Groups that were sensitive by default and are not any more",
    destination: { kind: "portal", path: `${identities} > Entity tags > Sensitive` },
    appliesTo: "both",
    permission: anySettings,
    needsInitialSync: true,
    proof: "The page lists the groups, or a note says why not.",
    settled: null,
  },
  telemetry: {
    title: "Telemetry to Microsoft",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    proof: "Nothing to prove.",
    settled: "Defender for Identity is a cloud service: there is no such choice.",
  },
  "ata-alerts": {
    title: "ATA's alerts recorded or remediated",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "ATA administrator on the Center",
    needsInitialSync: false,
    proof: "The export of the alerts is kept, and no alert of the Center is open.",
    settled: null,
  },
  "ata-database-backup": {
    title: "ATA's database backed up",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "administrator of the Center's server",
    needsInitialSync: false,
    proof: "The backup's files were read back: every document whole, counted, with their hashes.",
    settled: null,
  },
};
