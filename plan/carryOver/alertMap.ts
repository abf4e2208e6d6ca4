/**
 * ATA's detections and the alerts of Defender for Identity that took their place. They are matched by what they detect:
 * equal numbers mean different things in the two products (2002, 2008 and 2010 do), so a number is never the key.
 */
export interface Detection {
  /** Start of its section's name: `<detector>DetectorConfiguration`. */
  detector: string;
  /** Name in ATA's console. */
  name: string;
  /** Number in ATA's event log and syslog; null: it raised no alert. */
  ataId: number | null;
  /** Type of the alert in ATA's database and REST interface; null: it raised none. */
  alertType: string | null;
  /** What could be left out of it in ATA. */
  exclusions: "computers and subnets" | "accounts" | "none";
  /** Alerts of Defender for Identity that cover it now. */
  now: readonly { id: number; name: string }[];
  /** What differs, or that nothing took its place. */
  note: string | null;
}

const overPassTheHashForced = {
  id: 2008,
  name: "Suspected over-pass-the-hash attack (forced encryption type)",
};
const skeletonKey = { id: 2010, name: "Suspected skeleton key attack (encryption downgrade)" };
const split =
  "ATA had one alert, number 2002, for Kerberos and SMB; which section raised which is inferred from names";

export const detections: readonly Detection[] = [
  detection(
    "AbnormalBehavior",
    "Suspicion of identity theft based on abnormal behavior",
    2001,
    "AbnormalBehavior",
    "accounts",
    [],
    "no alert of this kind exists there; decide what replaces it",
  ),
  detection(
    "AbnormalKerberos",
    "Unusual protocol implementation (Kerberos)",
    2002,
    "AbnormalProtocol",
    "computers and subnets",
    [{ id: 2002, name: "Suspected overpass-the-hash attack (Kerberos)" }],
    split,
  ),
  detection(
    "AbnormalSmb",
    "Unusual protocol implementation (SMB)",
    2002,
    "AbnormalProtocol",
    "computers and subnets",
    [
      { id: 2033, name: "Suspected brute force attack (SMB)" },
      { id: 2034, name: "Suspected use of Metasploit hacking framework" },
      { id: 2035, name: "Suspected WannaCry ransomware attack" },
    ],
    split,
  ),
  detection(
    "AccountEnumeration",
    "Reconnaissance using account enumeration",
    2003,
    "AccountEnumeration",
    "computers and subnets",
    [{ id: 2003, name: "Account enumeration reconnaissance" }],
  ),
  detection("LdapBruteForce", "Brute force attack using LDAP simple bind", 2004, "LdapBruteForce", "none", [
    { id: 2004, name: "Suspected brute force attack (LDAP)" },
  ]),
  detection(
    "DirectoryServicesReplication",
    "Malicious replication of Directory Services",
    2006,
    "DirectoryServicesReplication",
    "computers and subnets",
    [{ id: 2006, name: "Suspected DCSync attack (replication of directory services)" }],
  ),
  detection(
    "DnsReconnaissance",
    "Reconnaissance using DNS",
    2007,
    "DnsReconnaissance",
    "computers and subnets",
    [{ id: 2007, name: "Network-mapping reconnaissance (DNS)" }],
  ),
  detection(
    "TgtEncryptionDowngrade",
    "Encryption downgrade activity (potential golden ticket)",
    2009,
    "EncryptionDowngrade",
    "none",
    [{ id: 2009, name: "Suspected Golden Ticket usage (encryption downgrade)" }],
  ),
  detection(
    "EncryptedTimestampEncryptionDowngrade",
    "Encryption downgrade activity (potential overpass-the-hash)",
    2010,
    "EncryptionDowngrade",
    "none",
    [overPassTheHashForced],
    "ATA's 2010 is number 2008 there; 2010 is another alert",
  ),
  detection(
    "SourceAccountSupportedEncryptionTypesEncryptionDowngrade",
    "Encryption downgrade activity (potential skeleton key), by account",
    2011,
    "EncryptionDowngrade",
    "none",
    [skeletonKey],
    "ATA's 2011 is number 2010 there",
  ),
  detection(
    "SourceComputerSupportedEncryptionTypesEncryptionDowngrade",
    "Encryption downgrade activity (potential skeleton key), by computer",
    2011,
    "EncryptionDowngrade",
    "none",
    [skeletonKey],
    "ATA's 2011 is number 2010 there",
  ),
  detection(
    "EnumerateSessions",
    "Reconnaissance using SMB session enumeration",
    2012,
    "EnumerateSessions",
    "computers and subnets",
    [{ id: 2012, name: "User and IP address reconnaissance (SMB)" }],
  ),
  detection("ForgedPac", "Privilege escalation using forged authorization data", 2013, "ForgedPac", "none", [
    { id: 2013, name: "Suspected Golden Ticket usage (forged authorization data)" },
  ]),
  detection(
    "HoneytokenActivity",
    "Honeytoken activity",
    2014,
    "HoneytokenActivity",
    "none",
    [{ id: 2014, name: "Honeytoken authentication activity" }],
    "2427, 2428, 2429 and 2439 watch honeytokens too",
  ),
  detection(
    "MassiveObjectDeletion",
    "Massive object deletion",
    2016,
    "MassiveObjectDeletion",
    "none",
    [],
    "no alert of this kind exists there; decide what replaces it",
  ),
  detection("PassTheHash", "Identity theft using Pass-the-Hash attack", 2017, "PassTheHash", "none", [
    { id: 2017, name: "Suspected identity theft (pass-the-hash)" },
  ]),
  detection(
    "PassTheTicket",
    "Identity theft using Pass-the-Ticket attack",
    2018,
    "PassTheTicket",
    "computers and subnets",
    [{ id: 2018, name: "Suspected identity theft (pass-the-ticket)" }],
  ),
  detection(
    "RemoteExecution",
    "Remote execution attempt detected",
    2019,
    "RemoteExecution",
    "computers and subnets",
    [{ id: 2019, name: "Remote code execution attempt" }],
  ),
  detection(
    "RetrieveDataProtectionBackupKey",
    "Malicious data protection private information request",
    2020,
    "RetrieveDataProtectionBackupKey",
    "computers and subnets",
    [{ id: 2020, name: "Malicious request of Data Protection API master key" }],
  ),
  detection(
    "SamrReconnaissance",
    "Reconnaissance using Directory Services queries",
    2021,
    "SamrReconnaissance",
    "computers and subnets",
    [{ id: 2021, name: "User and group membership reconnaissance (SAMR)" }],
  ),
  detection(
    "GoldenTicket",
    "Kerberos Golden Ticket activity",
    2022,
    "GoldenTicket",
    "accounts",
    [{ id: 2022, name: "Suspected Golden Ticket usage (time anomaly)" }],
    "2027, 2032 and 2040 find golden tickets too",
  ),
  detection("BruteForce", "Suspicious authentication failures", 2023, "BruteForce", "none", [
    { id: 2023, name: "Suspected brute force attack (Kerberos, NTLM)" },
  ]),
  detection(
    "AbnormalSensitiveGroupMembershipChange",
    "Abnormal modification of sensitive groups",
    2024,
    "AbnormalSensitiveGroupMembershipChange",
    "accounts",
    [{ id: 2024, name: "Suspicious additions to sensitive groups" }],
  ),
  detection(
    "MaliciousServiceCreation",
    "Suspicious service creation",
    2026,
    "MaliciousServiceCreation",
    "computers and subnets",
    [{ id: 2026, name: "Suspicious service creation" }],
  ),
  detection(
    "AbnormalVpn",
    "Abnormal VPN connection",
    null,
    null,
    "none",
    [{ id: 2025, name: "Suspicious VPN connection" }],
    "needs the VPN integration of a v2 sensor",
  ),
  detection(
    "LdapCleartextPassword",
    "Passwords exposed in cleartext (a report)",
    null,
    null,
    "none",
    [],
    "a posture assessment of Secure Score took its place",
  ),
  detection(
    "PrivilegeEscalationPaths",
    "Lateral movement paths (no alert)",
    null,
    null,
    "none",
    [],
    "the paths are shown with each entity",
  ),
  detection(
    "UserAccountCluster",
    "Grouping of accounts (no alert)",
    null,
    null,
    "none",
    [],
    "worked for other detections only",
  ),
];

function detection(
  detector: string,
  name: string,
  ataId: number | null,
  type: string | null,
  exclusions: Detection["exclusions"],
  now: Detection["now"],
  note: string | null = null,
): Detection {
  return {
    detector,
    name,
    ataId,
    alertType: type === null ? null : `${type}SuspiciousActivity`,
    exclusions,
    now,
    note,
  };
}

const byDetector = new Map(detections.map((one) => [one.detector, one]));

/** The detection whose section a path goes through: `Configuration.<detector>DetectorConfiguration.…`. */
export function detectionOfPath(path: string): { detector: string; detection: Detection | undefined } {
  const detector = /(?:^|\.)(\w+)DetectorConfiguration(?:\.|$)/.exec(path)?.[1] ?? "";
  return { detector, detection: byDetector.get(detector) };
}

/** The detections that raise alerts of a type; several where ATA had one type for all of them. */
export function detectionsOfType(alertType: string): readonly Detection[] {
  return detections.filter((one) => one.alertType === alertType);
}

/** `Network-mapping reconnaissance (DNS) (external id 2007)`; what to say where nothing took its place. */
export function alertsNow(found: readonly Detection[]): string {
  const alerts = [...new Map(found.flatMap(({ now }) => now).map((alert) => [alert.id, alert])).values()];
  if (alerts.length === 0) return found[0]?.note ?? "no counterpart is known";
  return alerts.map(({ id, name }) => `${name} (external id ${id})`).join("; ");
}
