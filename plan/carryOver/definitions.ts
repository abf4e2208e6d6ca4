import type { AttestedRow, ChecklistRow } from "../../estate/schema.ts";
import { configure, identities, type RowDefinition } from "./definitionWords.ts";
import { furtherDefinitions } from "./furtherDefinitions.ts";
import { roleNotes } from "./roles.ts";

const initialSync =
  "An entity can be chosen once the initial sync is over, two hours after the first sensor runs.";
const onlyV2 = "Only v2 sensors have it: an estate of v3 sensors alone goes without.";

const guideDefinitions: Record<ChecklistRow, RowDefinition> = {
  "delayed-updates": {
    title: "Delayed sensor updates on a selection of domain controllers",
    destination: { kind: "graph", resource: "sensor: settings.isDelayedDeploymentEnabled" },
    appliesTo: "v2",
    permission: "SecurityIdentitiesSensors.ReadWrite.All (application)",
    needsInitialSync: false,
    steps: [
      "Write `settings: { delayedUpdate: true }` at each domain controller of the estate file that is to update 72 hours late.",
      "Run `pulumi up`: the sensor's resource sets it through Graph.",
    ],
    proof: "Graph answers with the setting, and each sensor's resource reads it again on refresh.",
    notes: ["v3 sensors are updated by Windows Update."],
    settled: null,
  },
  "directory-service-account": {
    title: "Directory Service account",
    destination: { kind: "portal", path: `${identities} > Directory service accounts` },
    appliesTo: "v2",
    permission: configure,
    needsInitialSync: false,
    steps: [
      "Prefer a group managed service account: New-MDIDSA of the PowerShell module DefenderForIdentity makes one and gives it the rights.",
      "Open the page, choose Add credentials, and type account and domain.",
      "Run Test-MDIDSA for the account.",
    ],
    proof: "The account is listed, Test-MDIDSA passes, and no health issue says its credentials are wrong.",
    notes: [
      "Optional for v2 sensors; without it they lack SAM-R, deleted objects and LDAP across domains.",
      "v3 sensors refuse such an account and use LocalSystem. For an estate with both, Microsoft advises LocalSystem for all.",
    ],
    settled: null,
  },
  "domain-synchronizers": {
    title: "Domain synchronizer candidates",
    destination: { kind: "retired", since: "release 2.86, 14 July 2019" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    steps: [],
    proof: "Nothing to prove: the service chooses one sensor a domain by itself.",
    notes: [],
    settled:
      "The toggle was taken away in release 2.86 (2019-07-14): the service chooses the synchronizer itself.",
  },
  syslog: {
    title: "Syslog notifications",
    destination: { kind: "portal", path: `${identities} > Notifications > Syslog notifications` },
    appliesTo: "v2",
    permission: configure,
    needsInitialSync: false,
    steps: [
      "Open the page, switch the syslog service on, and choose a v2 sensor that reaches the receiver.",
      "Type endpoint and port, choose transport and format, save, and send the test message.",
      "Switch on what is to be sent.",
    ],
    proof: "The test message arrives at the receiver; its record names the sensor.",
    notes: [
      onlyV2,
      "Microsoft is taking syslog away in favour of the Graph security API and Sentinel: plan to leave it.",
      "One endpoint only, as in ATA.",
    ],
    settled: null,
  },
  vpn: {
    title: "VPN integration (RADIUS accounting)",
    destination: { kind: "portal", path: `${identities} > VPN` },
    appliesTo: "v2",
    permission: configure,
    needsInitialSync: false,
    steps: [
      "Open the page, switch RADIUS accounting on, type a new shared secret and save.",
      "On each VPN server, send RADIUS accounting to the v2 sensors, UDP 1813, with that secret.",
    ],
    proof: "A user's page shows VPN connections, and no health issue speaks of RADIUS.",
    notes: [
      onlyV2,
      "The estate file's `needs: [vpn]` at a domain controller keeps it on a v2 sensor.",
      "Microsoft, F5, Check Point and Cisco ASA are supported; not where FIPS mode is enforced.",
    ],
    settled: null,
  },
  "defender-for-endpoint": {
    title: "Defender for Endpoint integration",
    destination: { kind: "retired", since: "the end of November 2022 (release 2.194)" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    steps: [],
    proof: "Nothing to prove; the readiness of a v3 sensor checks that its host is onboarded.",
    notes: [],
    settled:
      "Built into Defender XDR since the end of November 2022 (release 2.194): there is nothing to switch on.",
  },
  honeytokens: {
    title: "Honeytoken accounts",
    destination: { kind: "portal", path: `${identities} > Entity tags > Honeytoken` },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: ["Open the page, choose Users or Devices, and tag each entity."],
    proof: "The page lists every entity; its own page shows the tag.",
    notes: [initialSync],
    settled: null,
  },
  "sensitive-tags": {
    title: "Entities tagged Sensitive",
    destination: { kind: "portal", path: `${identities} > Entity tags > Sensitive` },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: ["Open the page, choose Users, Devices or Groups, and tag each entity."],
    proof: "The page lists every entity; its own page shows the tag.",
    notes: [initialSync, "Members of the default sensitive groups need no tag."],
    settled: null,
  },
  exclusions: {
    title: "Exclusions from detections",
    destination: { kind: "portal", path: `${identities} > Excluded entities > Exclusions by detection rule` },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: [
      "Ask of each one whether its reason still holds: what was left out in ATA is watched again until you exclude it.",
      "Open the page, choose the rule named with each group of entities, and add them.",
      "Where the rule does not take that kind of entity, write an alert tuning rule: Settings > Microsoft Defender XDR > Rules > Alert tuning.",
    ],
    proof: "Each rule's page lists the entities, or an alert tuning rule names them.",
    notes: [
      "Microsoft prefers alert tuning rules to exclusions.",
      "Global excluded entities, beside that page, leaves addresses, subnets, devices and domains out of every rule: wider than what ATA left out of one.",
      "Which kinds of entities a rule takes differs from rule to rule and is shown on its page.",
      initialSync,
    ],
    settled: null,
  },
  "mail-notifications": {
    title: "E-mail notifications",
    destination: {
      kind: "portal",
      path: `Settings > Microsoft Defender XDR > Email notifications (alerts); ${identities} > Notifications > Health issues notifications (health)`,
    },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: false,
    steps: [
      "Add an incident notification rule for Defender for Identity's alerts with the recipients of suspicious activities.",
      "Add the recipients of health alerts on the page of health issues.",
      "Send the test mail of each.",
    ],
    proof: "The test mail arrives at each recipient.",
    notes: [
      "The service sends by itself: ATA's mail server and its account are not needed any more.",
      "Microsoft's page on mail about health issues speaks of v2 sensors only.",
    ],
    settled: null,
  },
  "scheduled-reports": {
    title: "Scheduled reports",
    destination: { kind: "portal", path: "Reports > Identities > Report management" },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: ["Open the page, choose the report, and schedule it with frequency, time and recipients."],
    proof: "The page shows each schedule with its recipients, and the first report arrives.",
    notes: [
      "There are three: Summary, Modifications to sensitive groups, Passwords exposed in cleartext. The report of lateral movement paths is gone.",
      "The page is a preview.",
      "ATA sent its reports soon after midnight UTC.",
    ],
    settled: null,
  },
  "role-groups": {
    title: "Role groups",
    destination: { kind: "portal", path: "Settings > Microsoft Defender XDR > Permissions and roles" },
    appliesTo: "both",
    permission: "Security Administrator; in unified RBAC: Authorization and settings > Authorization (all)",
    needsInitialSync: false,
    steps: [
      "Read with each group what its members could do more, or less, than in ATA, and decide.",
      "Make Entra groups for the people, and give each group its role.",
    ],
    proof: "A person of each role signs in and sees what the role allows, and no more.",
    notes: roleNotes,
    settled: null,
  },
  siem: {
    title: "SIEM events to the gateways (listening address)",
    destination: { kind: "retired", since: "release 2.87, 21 July 2019, for sensors on domain controllers" },
    appliesTo: "none",
    permission: "who administers the SIEM",
    needsInitialSync: false,
    steps: [
      "Let the readiness checks see to the audit policy: sensors read the events on their own host.",
      "Take the gateways' addresses out of the SIEM's forwarding.",
    ],
    proof: "The checks of audit policy pass on every domain controller, and the SIEM forwards to no gateway.",
    notes: ["A sensor on a domain controller cannot listen for a SIEM's events, and needs none."],
    settled: null,
  },
};

/** Every row that can be attested, in the terms of today's product. */
export const rowDefinitions: Record<AttestedRow, RowDefinition> = {
  ...guideDefinitions,
  ...furtherDefinitions,
};
