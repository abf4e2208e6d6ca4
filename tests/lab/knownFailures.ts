/** How a fault of the lab comes out: by which check of a survey, or as which cause of a step, and whether to retry. */
export interface Told {
  fault: string;
  /** What is run while the fault is on. */
  shownBy: "survey" | "Install-Sensor" | "Remove-AtaGateway" | "Get-SensorPackage" | "health issue" | "Graph";
  /** Checks of a survey that fail and did not before. */
  checks?: readonly string[];
  /** Id of docs/causes.md. */
  cause?: string;
  retry?: "may help";
  /** Sensor generation the survey judges for; default: v2. */
  generation?: "v3";
}

const survey = (fault: string, checks: string, more: Partial<Told> = {}): Told => ({
  fault,
  shownBy: "survey",
  checks: checks.split(" "),
  ...more,
});
const v3 = { generation: "v3" } as const;
const helps = { retry: "may help" } as const;
const install = (fault: string, cause: string, more: Partial<Told> = {}): Told => ({
  fault,
  shownBy: "Install-Sensor",
  cause,
  ...more,
});
const removal = (fault: string, cause: string, more: Partial<Told> = {}): Told => ({
  fault,
  shownBy: "Remove-AtaGateway",
  cause,
  ...more,
});
/** `fault` is the title of the health issue that is raised. */
const issue = (fault: string, cause: string): Told => ({ fault, shownBy: "health issue", cause });
const graph = (fault: string, cause: string): Told => ({ fault, shownBy: "Graph", cause });

export interface KnownFailure {
  number: number;
  what: string;
  told: readonly Told[];
  /** Where no host and no service of the lab can show it. */
  notPlayed?: string;
}

/** The 25 failures that moves of this kind are known for, by how often they are told of. */
export const knownFailures: readonly KnownFailure[] = [
  {
    number: 1,
    what: "the gMSA's password is not given to the host",
    told: [
      survey("gmsa-denied", "managed-account", { cause: "managed-account-password" }),
      install("sensor-gmsa", "managed-account-password"),
    ],
  },
  {
    number: 2,
    what: "proxy, firewall or TLS inspection, shown as a licence error",
    told: [
      survey("sensor-api-unreachable", "sensor-api-reachable", { cause: "cloud-unreachable", ...helps }),
      survey("proxy-denies", "sensor-api-reachable", { cause: "proxy-authentication" }),
      survey("proxy-authentication", "sensor-api-reachable", { cause: "proxy-authentication" }),
      survey("tls-inspection", "tls-inspection", { cause: "tls-inspection" }),
      install("install-licence", "proxy-authentication"),
      install("install-tls", "tls-inspection"),
      install("install-tls-version", "tls-version"),
      install("install-fails", "cloud-unreachable", helps),
    ],
  },
  {
    number: 3,
    what: "capture driver, network teams",
    told: [
      survey("npcap-wrong-options", "capture-driver", { cause: "capture-driver" }),
      survey("winpcap-present", "capture-driver", { cause: "capture-driver" }),
      install("install-capture-driver", "capture-driver"),
    ],
  },
  {
    number: 4,
    what: "the right to log on as a service is missing: stuck in Starting",
    told: [
      survey("logon-right-missing", "log-on-as-service", { cause: "log-on-as-service" }),
      install("sensor-logon-right", "log-on-as-service"),
      install("sensor-stuck-starting", "performance-counters"),
    ],
  },
  {
    number: 5,
    what: "arguments, exit codes, a setup that restarts the host, .NET",
    told: [
      survey("dotnet-old", "net-framework"),
      install("install-syntax", "command-line"),
      install("install-needs-reboot", "restart-pending"),
      install("install-dotnet", "dot-net-prerequisites"),
      removal("uninstall-needs-reboot", "restart-pending"),
    ],
  },
  {
    number: 6,
    what: "large send offload, dynamic memory",
    told: [
      survey("large-send-offload", "large-send-offload"),
      survey("dynamic-memory", "dynamic-memory"),
      issue("Some network traffic is not being analyzed", "network-offload"),
    ],
  },
  {
    number: 7,
    what: "the root certificate is missing",
    told: [
      survey("root-certificate-missing", "root-certificate", { cause: "root-certificate" }),
      install("install-root-certificate", "root-certificate"),
    ],
  },
  {
    number: 8,
    what: "the event log's permissions",
    told: [
      install("install-event-log-denied", "event-log-access"),
      install("sensor-log-errors", "event-log-reading"),
    ],
  },
  {
    number: 9,
    what: "localhost 444 is blocked or taken",
    told: [
      survey("port-444-taken", "loopback-444", { cause: "loopback-blocked", ...helps }),
      install("sensor-loopback-blocked", "loopback-blocked", helps),
    ],
  },
  {
    number: 10,
    what: "audit policy and NTLM auditing are missing",
    told: [
      survey("audit-policy-off", "audit-policy ntlm-auditing"),
      issue("Directory Services Advanced Auditing is not enabled as required", "auditing"),
      issue("NTLM Auditing is not enabled", "auditing"),
    ],
  },
  {
    number: 11,
    what: "too little processor or memory",
    told: [
      survey("cores-low", "processors"),
      survey("memory-low", "memory"),
      survey("power-saving", "power-plan"),
    ],
  },
  {
    number: 12,
    what: "remnants of an installation, an uninstall that hangs",
    told: [
      install("install-remnants", "remnants"),
      removal("uninstall-path-missing", "gateway-uninstall-path"),
      removal("remnants", "remnants"),
    ],
  },
  {
    number: 13,
    what: "wrong order: a sensor beside a gateway, the Center first",
    told: [],
    notPlayed: "a rule of the steps themselves: the tests of the contract hold it",
  },
  {
    number: 14,
    what: "ports of name resolution closed",
    told: [issue("Low success rate of active name resolution", "name-resolution")],
  },
  {
    number: 15,
    what: "sensors twice, or left over",
    told: [],
    notPlayed: "seen in the service's list, not on a host: the tests of OrphanSensors hold it",
  },
  {
    number: 16,
    what: "licence, role, consent",
    told: [
      graph("no-licence", "service-not-onboarded"),
      graph("not-onboarded", "service-not-onboarded"),
      graph("consent-missing:SecurityIdentitiesSensors", "graph-permission"),
    ],
  },
  {
    number: 17,
    what: "what a v3 sensor needs: onboarding, update, the device's own name",
    told: [
      survey("endpoint-not-onboarded", "endpoint-onboarding", { cause: "endpoint-onboarding", ...v3 }),
      survey("defender-removed", "endpoint-antivirus", { cause: "endpoint-onboarding", ...v3 }),
      survey("certification-authority", "other-roles", v3),
      survey("update-missing", "cumulative-update", { cause: "endpoint-onboarding", ...v3 }),
      survey("host-renamed", "identity", v3),
      survey("renamed-pending", "pending-reboot", { cause: "restart-pending", ...v3 }),
    ],
  },
  {
    number: 18,
    what: "the workspace cannot be created",
    told: [],
    notPlayed:
      "no interface creates one; the cause [workspace-groups](causes.md#workspace-groups) is told from the portal's words",
  },
  {
    number: 19,
    what: "on ATA's side: another installation, silent gateways, no synchronizer",
    told: [
      survey("installer-busy", "installer-busy", { cause: "installer-busy", ...helps }),
      install("install-busy", "installer-busy", helps),
      removal("install-busy", "installer-busy", helps),
    ],
  },
  {
    number: 20,
    what: "SAM-R hardening breaks other programs",
    told: [],
    notPlayed:
      "no fact of a host shows it; the cause [sam-hardening](causes.md#sam-hardening) is told from the other program's words",
  },
  {
    number: 21,
    what: "CrashOnAuditFail with a Security log that fills up",
    told: [survey("crash-on-audit-fail", "audit-failure-crash", { cause: "audit-failure-halt" })],
  },
  {
    number: 22,
    what: "a certificate management client",
    told: [
      survey("certificate-client", "certificate-client"),
      install("install-certificate-client", "certificate-client"),
    ],
  },
  {
    number: 23,
    what: "antivirus",
    told: [
      install("install-antivirus", "antivirus"),
      { fault: "package-deleted", shownBy: "Get-SensorPackage", cause: "antivirus" },
    ],
  },
  {
    number: 24,
    what: "Windows in another language",
    told: [
      install("localised-log install-fails", "cloud-unreachable", helps),
      install("localised-log install-busy", "installer-busy", helps),
      install("localised-log install-remnants", "remnants"),
    ],
  },
  {
    number: 25,
    what: "scripts that protection software blocks",
    told: [{ fault: "script-blocked", shownBy: "Get-SensorPackage", cause: "script-blocked" }],
  },
];

/** Faults of a host beyond the 25. */
export const otherFailures: readonly Told[] = [
  survey("tls-weak", "tls-settings", { cause: "tls-version" }),
  survey("pending-reboot", "pending-reboot", { cause: "restart-pending" }),
  survey("disk-full", "disk-space", { cause: "disk-full" }),
  survey("clock-skew", "clock-skew", { cause: "clock" }),
  install("sensor-clock", "clock"),
  removal("disk-full", "disk-full"),
  { fault: "disk-full", shownBy: "Get-SensorPackage", cause: "disk-full" },
];
