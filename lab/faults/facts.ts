import type { Measured } from "../hosts/state.ts";

/** Faults that change what a host is measured to be, while they are on. */
export const factFaults: Record<string, { about: string; change(measured: Measured): void }> = {
  "sensor-api-unreachable": {
    about: "no route from the host to the sensor API",
    change: (m) => {
      m.sensorApi = {
        status: 0,
        issuer: null,
        error: "A connection attempt failed: the host did not respond",
      };
    },
  },
  "proxy-denies": {
    about: "the proxy answers the sensor API's address with 403",
    change: (m) => {
      m.proxy = "http://proxy.contoso.test:8080";
      m.sensorApi = { status: 0, issuer: null, error: "the proxy proxy.contoso.test:8080 answered 403" };
    },
  },
  "proxy-authentication": {
    about: "the proxy asks for credentials (407)",
    change: (m) => {
      m.proxy = "http://proxy.contoso.test:8080";
      m.sensorApi = { status: 0, issuer: null, error: "the proxy proxy.contoso.test:8080 answered 407" };
    },
  },
  "tls-inspection": {
    about: "a device on the way replaces the sensor API's certificate",
    change: (m) => {
      m.sensorApi = { status: 200, issuer: "CN=Contoso Inspection CA 2, O=Contoso, C=DE", error: null };
    },
  },
  "dotnet-old": {
    about: ".NET Framework 4.6.1, below the 4.7 a sensor needs",
    change: (m) => {
      m.dotNetRelease = 394271;
    },
  },
  "tls-weak": {
    about: ".NET is not told to use strong cryptography and the system's TLS versions",
    change: (m) => {
      m.tls = { systemDefault64: null, strongCrypto64: null, systemDefault32: 0, strongCrypto32: 0 };
    },
  },
  "pending-reboot": {
    about: "Windows waits for a restart (component servicing and file renames)",
    change: (m) => {
      m.pendingReboot = { ...m.pendingReboot, componentServicing: true, fileRenames: true };
    },
  },
  "renamed-pending": {
    about: "the computer was renamed and not restarted yet",
    change: (m) => {
      m.pendingReboot = { ...m.pendingReboot, computerRename: true };
    },
  },
  "installer-busy": {
    about: "another Windows Installer transaction is under way",
    change: (m) => {
      m.installerBusy = true;
    },
  },
  "disk-full": {
    about: "0.4 GB free on the system drive; writing a package fails too",
    change: (m) => {
      m.hardware = { ...m.hardware, systemDriveFreeBytes: 429_496_729 };
    },
  },
  "memory-low": {
    about: "4 GB of memory",
    change: (m) => {
      m.hardware = { ...m.hardware, memoryBytes: 4 * 1024 ** 3 };
    },
  },
  "cores-low": {
    about: "one logical processor",
    change: (m) => {
      m.hardware = { ...m.hardware, logicalProcessors: 1 };
    },
  },
  "dynamic-memory": {
    about: "a Hyper-V machine with dynamic memory",
    change: (m) => {
      m.hardware = { ...m.hardware, platform: "hyperV", dynamicMemory: true };
    },
  },
  "large-send-offload": {
    about: "a VMware machine with large send offload on",
    change: (m) => {
      m.hardware = { ...m.hardware, platform: "vmware", dynamicMemory: null };
      m.largeSendOffload = ["Ethernet0"];
    },
  },
  "power-saving": {
    about: "the balanced power plan",
    change: (m) => {
      m.powerScheme = "381b4222-f694-41f0-9685-ff5bb260df2e";
    },
  },
  "root-certificate-missing": {
    about: "DigiCert Global Root G2 is not in the machine's store",
    change: (m) => {
      m.missingRootCertificates = ["*"];
    },
  },
  "npcap-wrong-options": {
    about: "Npcap is there, for administrators only, with loopback capture and without WinPcap mode",
    change: (m) => {
      m.captureDriver = {
        npcap: { version: "1.0.0", adminOnly: true, winPcapCompatible: false, loopback: true },
        winPcap: null,
      };
    },
  },
  "winpcap-present": {
    about: "the old WinPcap driver is there",
    change: (m) => {
      m.captureDriver = { npcap: null, winPcap: "4.1.3" };
    },
  },
  "logon-right-missing": {
    about: "a group policy gives the right to log on as a service to administrators alone",
    change: (m) => {
      m.logOnAsService = ["S-1-5-32-544"];
    },
  },
  "gmsa-denied": {
    about: "the host may not retrieve the password of the gMSA",
    change: (m) => {
      m.unusableAccounts = ["*"];
    },
  },
  "crash-on-audit-fail": {
    about: "CrashOnAuditFail is on and the Security log does not overwrite",
    change: (m) => {
      m.auditFailure = { crashOnAuditFail: 1, securityLogOverwrites: false };
    },
  },
  "clock-skew": {
    about: "the clock is 412 seconds ahead of the PDC emulator's",
    change: (m) => {
      m.clockSkewSeconds = 412;
    },
  },
  "audit-policy-off": {
    about: "advanced audit policy and NTLM auditing are not set",
    change: (m) => {
      m.auditPolicy = Object.fromEntries(Object.keys(m.auditPolicy).map((guid) => [guid, 0]));
      m.ntlmAuditing = { auditReceiving: null, restrictSending: null, auditInDomain: null };
    },
  },
  "port-444-taken": {
    about: "another program listens on localhost 444",
    change: (m) => {
      m.loopback444 = "BackupAgent";
    },
  },
  "update-missing": {
    about: "no cumulative update for two years",
    change: (m) => {
      m.operatingSystem = { ...m.operatingSystem, revision: 1397 };
    },
  },
  "defender-removed": {
    about: "another product's installer took Defender Antivirus away",
    change: (m) => {
      m.defenderAntivirus = null;
    },
  },
  "certification-authority": {
    about: "the host is a certification authority as well",
    change: (m) => {
      m.otherRoles = ["adCs"];
    },
  },
  "certificate-client": {
    about: "a certificate management client is installed",
    change: (m) => {
      m.certificateClients = ["Entrust Entelligence Security Provider 10.0"];
    },
  },
  "endpoint-not-onboarded": {
    about: "Defender for Endpoint has no onboarding information",
    change: (m) => {
      m.endpointOnboarding = { onboardingInfo: false, machineId: false };
    },
  },
};

/** What a host is measured to be with its faults; the state itself is left alone. */
export function measuredWith(measured: Measured, faults: readonly string[]): Measured {
  const copy = structuredClone(measured);
  for (const fault of faults) factFaults[fault]?.change(copy);
  return copy;
}
