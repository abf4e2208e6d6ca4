import type { CenterRow, FurtherRow } from "../../estate/schema.ts";
import { configure, identities, type RowDefinition } from "./definitionWords.ts";

/** The rows that the guide's list lacks, and those each Center has for itself. */
export const furtherDefinitions: Record<FurtherRow | CenterRow, RowDefinition> = {
  "health-alerts": {
    title: "Health alerts that were switched off",
    destination: { kind: "graph", resource: "health issue: status" },
    appliesTo: "both",
    permission: "SecurityIdentitiesHealth.ReadWrite.All (application)",
    needsInitialSync: true,
    steps: [
      "Ask of each one whether its reason still holds: a kind of health issue cannot be switched off beforehand.",
      "Suppress the issue when it appears.",
    ],
    proof: "Graph answers with the status of the issue, or a note says that it is accepted.",
    notes: ["A suppressed issue opens again after 7 days: suppressing is meant for planned maintenance."],
    settled: null,
  },
  "automatic-updates": {
    title: "Automatic update of the gateways",
    destination: { kind: "none" },
    appliesTo: "both",
    permission: "none",
    needsInitialSync: false,
    steps: [],
    proof: "Nothing to prove: a sensor's version is read with the sensor.",
    notes: [],
    settled:
      "Sensors update themselves and cannot be told not to; the choice left is the delay of a v2 sensor, a row of its own.",
  },
  "detectors-off": {
    title: "Detections that were switched off",
    destination: { kind: "none" },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: [
      "Decide for each one: accept the alert, or write an alert tuning rule: Settings > Microsoft Defender XDR > Rules > Alert tuning.",
    ],
    proof: "A note of what was decided for each.",
    notes: ["An alert of the service has no switch; only its support can turn one off."],
    settled: null,
  },
  "default-sensitive-groups": {
    title: "Groups that were sensitive by default and are not any more",
    destination: { kind: "portal", path: `${identities} > Entity tags > Sensitive` },
    appliesTo: "both",
    permission: configure,
    needsInitialSync: true,
    steps: [
      "Look at the members of Remote Desktop Users and DnsAdmins: ATA held them sensitive, Defender for Identity does not.",
      "Tag those that are to stay sensitive.",
    ],
    proof: "The page lists them, or a note says why not.",
    notes: ["New there: Microsoft Exchange Servers, and servers of certificates, DHCP, DNS and Exchange."],
    settled: null,
  },
  telemetry: {
    title: "Usage data to Microsoft",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "none",
    needsInitialSync: false,
    steps: [],
    proof: "Nothing to prove.",
    notes: [],
    settled: "Defender for Identity is a cloud service: it offers no such choice.",
  },
  "ata-alerts": {
    title: "ATA's alerts recorded or remediated",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "ATA administrator, or ATA user, on the Center",
    needsInitialSync: false,
    steps: [
      "Export what investigations may need: mongoexport -d ATA -c SuspiciousActivity -o SuspiciousActivity.json, and each alert's Excel file from the console.",
      "Remediate each open alert, or write down why not, and close it in the console.",
    ],
    proof: "The export is kept where investigators find it, and no alert of the Center is open.",
    notes: ["No alert is taken over. Deleting one in ATA cannot be undone."],
    settled: null,
  },
  "ata-database-backup": {
    title: "ATA's database backed up",
    destination: { kind: "none" },
    appliesTo: "none",
    permission: "administrator of the Center's server",
    needsInitialSync: false,
    steps: [
      "Stop the service ATACenter, so that the picture stands still.",
      "Run mongodump --host 127.0.0.1 --port 27017 --db ATA --out <folder>; where it is missing, stop MongoDB too and copy its whole data folder and mongod.cfg.",
      "Copy the Backup folder, and export the Center's certificate with its private key: without it the encrypted settings are lost.",
    ],
    proof: "The backup's files were read back: every document whole and counted, with their hashes.",
    notes: ["ATA runs MongoDB without a journal: files of a running database are worth nothing."],
    settled: null,
  },
};
