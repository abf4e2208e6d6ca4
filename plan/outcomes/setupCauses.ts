import type { Cause } from "./cause.ts";

const KNOWN_ISSUES = "Microsoft Learn: Troubleshooting Defender for Identity known issues";
const ATA_KNOWN_ISSUES = "Microsoft Learn: Troubleshooting ATA known issues";
const SYSTEM_ERRORS = "Microsoft Learn: System error codes";

/** Why a setup, of the gateway or of the sensor, does not end as it should. */
export const setupCauses: readonly Cause[] = [
  {
    id: "capture-driver",
    cause:
      "The capture driver could not be installed or is the wrong one: WinPcap, an old Npcap, NIC teaming.",
    evidence: [
      { line: /\b(npcap|winpcap)\b.*\b(0x[8c][0-9a-f]{7}|e\d{3}:|error|fail\w*)\b/i, strength: "sure" },
      { line: /\b(0x[8c][0-9a-f]{7}|e\d{3}:|error|fail\w*)\b.*\b(npcap|winpcap)\b/i, strength: "sure" },
      { check: "capture-driver" },
    ],
    cure: "Uninstall WinPcap or the old Npcap and let the setup bring its own (loopback off, WinPcap-compatible, not admin-only); then `pulumi up`.",
    retryCanHelp: false,
    source: "Microsoft Learn: Defender for Identity technical FAQ (Npcap)",
  },
  {
    id: "command-line",
    cause: "The setup does not know an argument it was given.",
    evidence: [
      { line: /\bOption '[^']{1,80}' is unknown\b|Unexpected token '"\/quiet"'/i, strength: "sure" },
      { line: /\b0x80070667\b/i, strength: "sure" },
      { exitCode: 1639 },
    ],
    cure: 'Compare the package\'s version with the one this program knows, and look at `& "Azure ATP sensor Setup.exe" /help` on the host; report it with the log.',
    retryCanHelp: false,
    source: "Microsoft Learn: Install the Defender for Identity sensor (silent installation)",
  },
  {
    id: "restart-pending",
    cause: "The setup did its work and needs, or has started, a restart of the host.",
    evidence: [
      { line: /\bisRestartRequired=True\b/i, strength: "likely" },
      { exitCode: 3010 },
      { exitCode: 1641 },
      { check: "pending-reboot" },
    ],
    cure: "Restart the host in its window (or wait until it is back), then `pulumi up`: the step goes on where it was.",
    retryCanHelp: false,
    source: "Microsoft Learn: Install the Defender for Identity sensor; Windows Installer error codes",
  },
  {
    id: "installer-busy",
    cause: "Another installation is running on the host.",
    evidence: [
      { line: /\b0x80070652\b/i, strength: "sure" },
      // Our own steps' words: they wait a while, and then begin nothing.
      { line: /\banother Windows Installer transaction is under way\b/, strength: "sure" },
      { exitCode: 1618 },
      { check: "installer-busy" },
    ],
    cure: "Wait until it has ended (`Get-Process msiexec`); then `pulumi up`. If it stays, restart the host in its window.",
    retryCanHelp: true,
    source: ATA_KNOWN_ISSUES,
  },
  {
    id: "dot-net-prerequisites",
    cause: "The .NET setup refuses this Windows: an update it needs is missing.",
    evidence: [{ line: /\b0x800713ec\b/i, strength: "sure" }, { exitCode: 5100 }, { check: "net-framework" }],
    cure: "Install the Windows updates .NET asks for (on 2012 R2 KB2919442 and KB2919355), then .NET 4.8, restart, and `pulumi up`.",
    retryCanHelp: false,
    source: ATA_KNOWN_ISSUES,
  },
  {
    id: "event-log-access",
    cause:
      "The setup may not change the event log's access list (hardened list, or KB5009557 on Server 2019).",
    evidence: [{ line: /\bSystem\.UnauthorizedAccessException\b(?!.*\p{P}Global\p{P})/u, strength: "sure" }],
    cure: "Run the setup as SYSTEM (this program does); where a GPO sets `Configure log access` of the Security log, let SYSTEM change it; then `pulumi up`.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "certificate-client",
    cause: "A certificate management client keeps the setup from making its self-signed certificate.",
    evidence: [
      { line: /\b0x80090008\b|\bNTE_BAD_ALGID\b|CX509CertificateRequestCertificate/i, strength: "sure" },
    ],
    cure: "Uninstall that client (such as Entrust ESP), `pulumi up`, then install it again; note that the certificate is renewed every two years.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "remnants",
    cause: "Remains of an earlier installation stand in the way.",
    evidence: [
      { line: /\b(0x80070666|0x80070430|0x80070431)\b/i, strength: "sure" },
      // Our own steps' words: something is there, and not as a product that could be uninstalled.
      { line: /\bremnants of an earlier removal\b|\bno uninstall entry any more\b/, strength: "sure" },
      { line: /\bis still (there:|in) (?!.*\bproduct\b)/, strength: "likely" },
      { exitCode: 1638 },
      { check: "existing-sensor" },
    ],
    cure: "Uninstall the earlier version with its cached setup under C:\\ProgramData\\Package Cache where that is still possible. Else `npx ata2mdi remnants <estate>` lists what is left and prints the part of the estate file that has it cleared. Restart where a service is marked for deletion; then `pulumi up`.",
    retryCanHelp: false,
    source: "Public clean-up scripts for the sensor; Windows Installer error codes",
  },
  {
    id: "disk-full",
    cause: "The drive is full.",
    evidence: [
      { line: /\b(0x80070070|0x80070027|ERROR_DISK_FULL|Error 1711)\b/i, strength: "sure" },
      { line: /\bnot enough space on the disk\b/i, strength: "sure" },
      { exitCode: 112 },
      { check: "disk-space" },
    ],
    cure: "Free at least 6 GB on the system drive; then `pulumi up`.",
    retryCanHelp: false,
    source: SYSTEM_ERRORS,
  },
  {
    id: "antivirus",
    cause: "Antivirus took the package or one of its files away.",
    evidence: [
      { line: /\b(0x800700e1|0x800700e2|ERROR_VIRUS_INFECTED|ERROR_VIRUS_DELETED)\b/i, strength: "sure" },
      { line: /\bgone right after it was downloaded\b/, strength: "sure" },
      { exitCode: 225 },
      { exitCode: 226 },
    ],
    cure: "Look in the antivirus' history (`Get-MpThreatDetection`), let the signed package pass, remove the old exclusions of ATA's folders afterwards; then `pulumi up`.",
    retryCanHelp: false,
    source: SYSTEM_ERRORS,
  },
  {
    id: "script-blocked",
    cause: "An attack surface reduction rule or the malware scan blocked this program's scripts.",
    evidence: [
      {
        line: /\bScriptContainedMaliciousContent\b|\bAsrRule\w*|attack surface reduction/i,
        strength: "sure",
      },
    ],
    cure: "Tell those who watch the estate beforehand; allow the scripts under C:\\ProgramData\\ata2mdi (by folder or by their hash) for the window; then `pulumi up`.",
    retryCanHelp: false,
    source: "Microsoft Learn: Attack surface reduction rules reference",
  },
  {
    id: "localised-names",
    cause: "A name that Windows translates was looked up in English.",
    evidence: [{ line: /\b(IdentityNotMappedException|0x80070534)\b/i, strength: "sure" }],
    cure: "Use SIDs in place of names in the script or policy that failed; this program does. Report it with the log if it is one of its steps.",
    retryCanHelp: false,
    source: SYSTEM_ERRORS,
  },
  {
    id: "gateway-uninstall-path",
    cause: "The gateway's setup opened as an installation: its value InstallationPath is missing.",
    evidence: [
      { line: /\bInstallationPath\b.{0,80}(\b0x80070002\b|\bmissing\b|\bnot found\b)/i, strength: "sure" },
    ],
    cure: "Put the value InstallationPath back under HKLM\\SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway; then `pulumi up`.",
    retryCanHelp: false,
    source: "Microsoft Learn: What's new in ATA 1.4 (known issues)",
  },
  {
    id: "wmi-repository",
    cause: "WMI on the host is damaged: the gateway cannot stop its capture session.",
    evidence: [{ line: /\bStopNetEventSessionRequest\b/, strength: "sure" }],
    cure: "Check it with `winmgmt /verifyrepository` and repair it with `winmgmt /salvagerepository` in the window; then `pulumi up`.",
    retryCanHelp: false,
    source: ATA_KNOWN_ISSUES,
  },
];
