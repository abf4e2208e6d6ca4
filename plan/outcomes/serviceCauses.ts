import type { Cause } from "./cause.ts";

const HEALTH = "Microsoft Learn: Defender for Identity health issues";

/** What the service itself says: refusals of Microsoft Graph, and health issues by their titles. */
export const serviceCauses: readonly Cause[] = [
  {
    id: "graph-permission",
    cause: "The application has no consent for what it asks Microsoft Graph.",
    evidence: [
      { line: /^(?=.*\b403\b).*\bUnknownError\b|\bAuthorization_RequestDenied\b/, strength: "sure" },
    ],
    cure: "Grant admin consent for SecurityIdentitiesSensors.ReadWrite.All and SecurityIdentitiesHealth.Read.All to the application; then `pulumi up`.",
    retryCanHelp: false,
    source: "microsoft/zerotrustassessment, tests 41002 and 41018",
  },
  {
    id: "service-not-onboarded",
    cause: "The tenant has no Defender for Identity workspace, no licence for it, or is not onboarded yet.",
    evidence: [
      { line: /^(?!.*\bUnknownError\b)(?=.*\b(403|404)\b).*\bsecurity\/identities\b/, strength: "sure" },
    ],
    cure: "Assign a licence, open Settings > Identities in the Defender portal once as Security Administrator, wait until the workspace stands; then `pulumi up`.",
    retryCanHelp: false,
    source:
      "microsoft/zerotrustassessment, tests 41002 and 41018; Microsoft Learn: Defender for Identity prerequisites",
  },
  {
    id: "workspace-groups",
    cause: "The workspace cannot be created: groups of an earlier one have its names.",
    evidence: [
      {
        line: /workspace wasn't created|security group with the same name already exists/i,
        strength: "sure",
      },
    ],
    cure: 'Rename the Entra groups "Azure ATP <workspace> Administrators", "… Users" and "… Viewers", then open Settings > Identities again.',
    retryCanHelp: false,
    source: "Microsoft Learn: Troubleshooting Defender for Identity known issues",
  },
  {
    id: "duplicate-sensor",
    cause: "The service lists the domain controller twice, or lists one that is no longer there.",
    evidence: [
      {
        line: /\b(duplicate|orphan\w*) sensors?\b|\bdeploymentStatus\W{1,4}unreachable\b/i,
        strength: "sure",
      },
    ],
    cure: "Delete the sensor that is unreachable or unknown in the portal (Settings > Identities > Sensors), then `pulumi refresh`.",
    retryCanHelp: false,
    source: "Microsoft Learn: Uninstall the Defender for Identity sensor",
  },
  {
    id: "auditing",
    cause: "Windows auditing is not set as the sensor needs it.",
    evidence: [
      {
        line: /\bNTLM Auditing is not enabled|\b(Directory Services (Advanced|Object) Auditing|Auditing (on|for) (the )?(Configuration container|ADFS container|AD CS servers))\b|\bRPC Audit Misconfigured\b/i,
        strength: "sure",
      },
    ],
    cure: "Save what is there (`auditpol /backup /file:<file>`), then `Set-MDIConfiguration -Mode Domain -Configuration All`; for v3 sensors switch on automatic auditing. It is looked at once a day: the issue may stay for 24 hours.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "capacity",
    cause: "The domain controller has too little processor time or memory for the sensor.",
    evidence: [
      {
        line: /\bSensor reached a memory resource limit|\bSome (Windows|ETW) events are not being analyzed|\bOutOfMemoryException\b/i,
        strength: "sure",
      },
      { check: "memory" },
      { check: "processors" },
    ],
    cure: "Give it more processors and memory, all of it reserved on a virtual machine; the sizing tool says how much.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "network-offload",
    cause: "On VMware large send offload or TSO keeps packets from the sensor.",
    evidence: [
      {
        line: /\bNetwork configuration mismatch for sensors running on VMware|\bSome network traffic (could not be|is not being) analyzed/i,
        strength: "sure",
      },
    ],
    cure: "Run `Disable-NetAdapterLso -Name <adapter>` and switch IPv4 TSO offload off in the guest, in a window: the link drops for a moment.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "capture-adapters",
    cause: "The sensor captures from no adapter, or receives nothing from the one it captures from.",
    evidence: [
      {
        line: /\bcapture network adapters\b.*\b(disabled|disconnected)\b|\bNo traffic received from domain controller\b/i,
        strength: "sure",
      },
    ],
    cure: "Enable and connect the adapters chosen for the sensor in the portal; choose all adapters of the domain controller.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "capture-component",
    cause: "The sensor runs with WinPcap, an old Npcap, or one with the wrong options.",
    evidence: [{ line: /\bSensor has issues with packet capturing component\b/i, strength: "sure" }],
    cure: "Uninstall the driver and the sensor, and install the sensor again: its setup brings the right Npcap.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "name-resolution",
    cause: "The sensor cannot find out which computers addresses belong to; more alerts will be false ones.",
    evidence: [{ line: /\bLow success rate of active name resolution\b/i, strength: "sure" }],
    cure: "Let sensors reach one of TCP 135, UDP 137 or TCP 3389 on all computers, and keep reverse lookup zones.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "sensor-not-starting",
    cause: "The sensor's service has not started for 30 minutes.",
    evidence: [
      {
        line: /\bSensor service failed to start\b|\bdeploymentStatus\W{1,4}startFailure\b/i,
        strength: "likely",
      },
    ],
    cure: "Read Microsoft.Tri.Sensor-Errors.log under the sensor's versioned folder; the causes here name most of its lines.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "sensor-silent",
    cause: "The service has not heard of the sensor for five minutes or more.",
    evidence: [
      {
        line: /\bSensor stopped communicating\b|\bdeploymentStatus\W{1,4}disconnected\b/i,
        strength: "likely",
      },
    ],
    cure: "See that the host is up and the sensor's services run, and that the way to the sensor API is open.",
    retryCanHelp: true,
    source: HEALTH,
  },
  {
    id: "sensor-outdated",
    cause: "The sensor is too old for the service, or its update failed.",
    evidence: [
      { line: /\bSensor outdated\b|\bdeploymentStatus\W{1,4}(updateFailed|outdated)\b/i, strength: "likely" },
    ],
    cure: "See why AATPSensorUpdater does not update (Microsoft.Tri.Sensor.Updater-Errors.log); else uninstall the sensor and install the newest package.",
    retryCanHelp: true,
    source: HEALTH,
  },
  {
    id: "operating-system",
    cause: "The sensor runs on a Windows release that is not, or soon no longer, supported.",
    evidence: [
      {
        line: /\bSensor running on an (unsupported operating system|operating system that will soon)/i,
        strength: "sure",
      },
      { check: "operating-system" },
    ],
    cure: "Upgrade or replace the server with Windows Server 2019 or later.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "directory-account-expired",
    cause:
      "The password of the read-only directory account has run out, or soon will: all sensors that use it stop.",
    evidence: [{ line: /\bRead-only user password (to expire|expired)\b/i, strength: "sure" }],
    cure: "Change the password and enter it under Settings > Identities > Directory service accounts; a managed account needs no such care.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "domain-controller-unreachable",
    cause: "A sensor cannot reach a domain controller by LDAP, or a forest has no directory service account.",
    evidence: [{ line: /\bA domain controller is unreachable by a sensor\b/i, strength: "sure" }],
    cure: "Open 389 and 3268 between them, and configure a directory service account for every forest.",
    retryCanHelp: true,
    source: HEALTH,
  },
  {
    id: "radius",
    cause: "The sensor refuses the VPN servers' RADIUS accounting: the shared secret differs.",
    evidence: [
      { line: /\bRadius accounting \(VPN integration\) data ingestion failures\b/i, strength: "sure" },
    ],
    cure: "Set the same shared secret under Settings > Identities > VPN and on every VPN server.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "entra-connect-configuration",
    cause: "The sensor cannot read the configuration of Entra Connect.",
    evidence: [
      { line: /\bfailed to retrieve Microsoft Entra Connect service configuration\b/i, strength: "sure" },
    ],
    cure: "See that the service ADSync runs, and grant the sensor's account its permissions on the ADSync database.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "log-path",
    cause: "The sensor cannot write to the log folder it was given.",
    evidence: [{ line: /\bfailed to write to the custom log path\b/i, strength: "sure" }],
    cure: "Stop both services, set SensorCustomLogLocation to a folder that exists (or null) in the sensor's configuration, start them.",
    retryCanHelp: false,
    source: HEALTH,
  },
  {
    id: "power-plan",
    cause: "The host's power plan slows its processors down.",
    evidence: [
      { line: /\bPower mode isn't configured for optimal processor performance\b/i, strength: "sure" },
    ],
    cure: "Run `powercfg /setactive 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c`, or set High performance by GPO.",
    retryCanHelp: false,
    source: HEALTH,
  },
];
