import type { Cause } from "./cause.ts";

const KNOWN_ISSUES = "Microsoft Learn: Troubleshooting Defender for Identity known issues";
const ATA_KNOWN_ISSUES = "Microsoft Learn: Troubleshooting ATA known issues";

/** Why a sensor that is installed, or a gateway that still is, does not work. */
export const runningCauses: readonly Cause[] = [
  {
    id: "managed-account-password",
    cause: "The host cannot get the password of the sensor's managed service account.",
    evidence: [
      { line: /\bGetGroupManagedServiceAccountAccessTokenAsync failed\b/, strength: "sure" },
      { line: /\bCreateLdapConnectionAsync failed\b.*\bmanaged service account\b/, strength: "sure" },
      { line: /\bCreateImpersonatorAsync finished\b.*\bIsSuccess=False\b/, strength: "sure" },
      { line: /Directory services user credentials are incorrect/i, strength: "likely" },
      { check: "managed-account" },
    ],
    cure: "Let a group with this domain controller retrieve it (`Set-ADServiceAccount <name> -PrincipalsAllowedToRetrieveManagedPassword <group>`), then `klist -li 0x3e7 purge` or a restart; with PasswordLastSet in the future make a new account.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "log-on-as-service",
    cause: "The sensor's service stays in Starting: a policy takes the right to log on as a service away.",
    evidence: [
      { line: /Failed to communicate with configured domain controllers?/i, strength: "sure" },
      { line: /\.NETFramework\b.*\bmscoree\.dll\b|\bWmiApRpl\b.*\bwmiaprpl\.dll\b/i, strength: "sure" },
      { line: /\b(0x80070569|0x8007042d)\b/i, strength: "sure" },
      { check: "log-on-as-service" },
    ],
    cure: "Add NT SERVICE\\ALL SERVICES and the sensor's managed account to `Log on as a service` in the winning GPO, `gpupdate /force`, and start the services.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "performance-counters",
    cause: "The sensor's account may not read the performance counters' registry keys.",
    evidence: [
      // Each language has quotation marks of its own.
      {
        line: /\b(RegistryKey|UnauthorizedAccessException|performance)\b.*\p{P}Global\p{P}/iu,
        strength: "sure",
      },
    ],
    cure: "Add the managed account to the group Performance Log Users (S-1-5-32-559) of the host, and restart the sensor's service.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "event-log-reading",
    cause:
      "The sensor may not read the Security log: its access list lacks the sensor's service. No health issue says so.",
    evidence: [
      { line: /\bEventLogException\b/, strength: "sure" },
      { line: /\bEvtGetEventInfo\b/, strength: "sure" },
    ],
    cure: "Append (A;;0x1;;;S-1-5-80-818380073-2995186456-1411405591-3990468014-3617507088) to the GPO setting `Configure log access` of the Security log; check with `wevtutil get-log Security`.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "loopback-blocked",
    cause: "Sensor and updater cannot talk to each other on localhost, port 444.",
    evidence: [
      { line: /(\b127\.0\.0\.1|\blocalhost|\[::1\]):444\b/i, strength: "sure" },
      // In the logs of a sensor that runs; of a setup it is the way to the cloud.
      { line: /\bSystem\.Net\.Sockets\.SocketException\b/, strength: "likely", step: "Get-SensorStatus" },
      { check: "loopback-444" },
    ],
    cure: "Let loopback traffic to TCP 444 pass (firewall, endpoint protection), free the port (`Get-NetTCPConnection -LocalPort 444`), and restart both services.",
    retryCanHelp: true,
    source: KNOWN_ISSUES,
  },
  {
    id: "entra-connect-database",
    cause: "The sensor lost its rights on the Entra Connect database, as after an update of Entra Connect.",
    evidence: [{ line: /\bGetEntraConnect\w+Async failed\b|\bmms_get_\w+/, strength: "sure" }],
    cure: "Grant the sensor's account its permissions on the ADSync database again, as the guide for Entra Connect servers says.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "wrong-order",
    cause:
      "The gateway cannot reach its Center: the Center went first, or is cut off. Until sensors run, nothing protects.",
    evidence: [{ line: /\bIEntityReceiver\b/, strength: "sure" }],
    cure: "Bring the Center back (or its network); move every domain controller; the Center goes last.",
    retryCanHelp: false,
    source: "Microsoft Learn: Migrate from ATA to Defender for Identity; " + ATA_KNOWN_ISSUES,
  },
  {
    id: "center-certificate",
    cause: "The gateway does not trust the Center's certificate, or the certificate has run out.",
    evidence: [{ line: /\bSecurityTokenValidationException\b/, strength: "sure" }],
    cure: "Install the issuing root on the gateway and let it reach the revocation list. An expired Center certificate cannot be renewed: go on with the move.",
    retryCanHelp: false,
    source: ATA_KNOWN_ISSUES,
  },
  {
    id: "clock",
    cause: "The host's clock is off, so the Center, the service or a domain controller refuses it.",
    evidence: [
      { line: /\bSystem\.ServiceModel\.FaultException\b/, strength: "sure" },
      { check: "clock-skew" },
    ],
    cure: "Run `w32tm /resync`; on a virtual machine switch off the hypervisor's own time synchronisation.",
    retryCanHelp: false,
    source: ATA_KNOWN_ISSUES,
  },
  {
    id: "domain-synchronizer",
    cause: "ATA has no domain synchronizer left, so it no longer learns of changed accounts.",
    evidence: [
      {
        line: /\bGatewayDomainSynchronizerNotAssigned\w*|domain synchronizer (is )?not assigned/i,
        strength: "sure",
      },
    ],
    cure: "Make another gateway a synchronizer candidate in the ATA console, and move such domain controllers last (role `ataDomainSynchronizer`).",
    retryCanHelp: false,
    source: "Microsoft Learn: ATA health alerts",
  },
  {
    id: "gateway-silent",
    cause: "ATA reports that a gateway stopped communicating, as it does five minutes after one was removed.",
    evidence: [{ line: /\bGatewayDisconnected\w*|gateway stopped communicating/i, strength: "sure" }],
    cure: "Expected for a domain controller that was just moved: close the alert in the ATA console. For any other, look at its service.",
    retryCanHelp: true,
    source: "Microsoft Learn: ATA health alerts",
  },
  {
    id: "sam-hardening",
    cause:
      "A SAM-R policy made for ATA or the sensor keeps another program (such as password writeback) out.",
    evidence: [
      {
        line: /\b(SamConnect\w*|RestrictRemoteSam\w*|SAM-?R)\b.*\b(0x80070005|denied|ERROR_ACCESS_DENIED)\b/i,
        strength: "sure",
      },
    ],
    cure: "Add that program's account to `Network access: Restrict clients allowed to make remote calls to SAM`, or take the policy off domain controllers.",
    retryCanHelp: false,
    source: "Microsoft Learn: Configure SAM-R; MicrosoftDocs/ATADocs#182",
  },
  {
    id: "audit-failure-halt",
    cause:
      "The Security log is full and CrashOnAuditFail is set: Windows halts, or only administrators can log on.",
    evidence: [
      { line: /\bSTATUS_AUDIT_FAILED\b|\b0xc0000244\b|\bCrashOnAuditFail\b/i, strength: "sure" },
      { check: "audit-failure-crash" },
    ],
    cure: "Log on as administrator, save and clear the Security log, let it overwrite, set CrashOnAuditFail to 0, restart.",
    retryCanHelp: false,
    source: "Microsoft Learn: Audit: Shut down system immediately if unable to log security audits",
  },
  {
    id: "endpoint-onboarding",
    cause:
      "The host is not ready for a v3 sensor: Defender for Endpoint is not onboarded by policy, too old, or an update is missing.",
    evidence: [
      { line: /\b(OnboardingInfo|SenseMachineId)\b/, strength: "sure" },
      { check: "endpoint-onboarding" },
      { check: "endpoint-sensor" },
      { check: "endpoint-antivirus" },
      { check: "cumulative-update" },
    ],
    cure: "Run the Defender for Endpoint onboarding script (also where Defender for Cloud onboarded it), install the latest cumulative update, remove stale device records after a rename; then `pulumi up`.",
    retryCanHelp: false,
    source: "Microsoft Learn: Migrate from sensor v2.x to sensor v3.x",
  },
];
