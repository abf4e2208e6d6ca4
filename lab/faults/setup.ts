import type { Host } from "../hosts/host.ts";

export type SetupKind = "install" | "uninstall";

/** How a setup ends while a fault is on. `works`: it did its work all the same. */
export interface SetupFault {
  about: string;
  kinds: readonly SetupKind[];
  exitCode: number;
  works: boolean;
  reason: string | null;
  log: string[];
}

const TEMP = "C:\\Windows\\Temp";

/** Faults of the setup programs, by name. */
export const setupFaults: Record<string, SetupFault> = {
  "uninstall-fails": {
    about: "the gateway's (or Center's) setup ends with 1603 and rolls back",
    kinds: ["uninstall"],
    exitCode: 1603,
    works: false,
    reason: "the setup ended with 1603",
    log: [
      "MSI (s) (A4:1C): Product: Microsoft Advanced Threat Analytics -- Removal failed.",
      "i500: Shutting down, exit code: 0x643",
    ],
  },
  "uninstall-needs-reboot": {
    about: "the setup removes the gateway and ends with 3010",
    kinds: ["uninstall"],
    exitCode: 3010,
    works: true,
    reason: null,
    log: ["i500: Shutting down, exit code: 0xbc2"],
  },
  "install-fails": {
    about: "the sensor's setup ends with 1603: the cloud service cannot be reached",
    kinds: ["install"],
    exitCode: 1603,
    works: false,
    reason: "the setup ended with 1603",
    log: [
      `Log: ${TEMP}\\Azure Advanced Threat Protection Sensor_20261122101500_000_MsiPackage.log`,
      "DeploymentModel Failed management authentication [CurrentlyLoggedOnUser=NT AUTHORITY\\SYSTEM Status=FailedConnectivity]",
      "Error 0x80070643: Failed to install MSI package.",
    ],
  },
  "install-licence": {
    about: "the setup ends with 1602 after a licence message (in truth a proxy that asks for credentials)",
    kinds: ["install"],
    exitCode: 1602,
    works: false,
    reason: "the setup ended with 1602",
    log: [
      "DeploymentModel Failed management authentication [Status=FailedAuthentication Exception=The remote server returned an error: (403) Forbidden.]",
      "Sensor failed to register due to licensing issues. [ValidateCreateSensorResult=LicenseInvalid]",
      "i500: Shutting down, exit code: 0x642",
    ],
  },
  "install-tls": {
    about: "the setup ends with 1603: the two-way TLS connection fails",
    kinds: ["install"],
    exitCode: 1603,
    works: false,
    reason: "the setup ended with 1603",
    log: [
      "DeploymentModel Failed two way SSL connection to service. SSL inspection may be on the way.",
      "Error 0x80070643: Failed to install MSI package.",
    ],
  },
  "install-busy": {
    about: "another installation is under way: every setup ends with 1618",
    kinds: ["install", "uninstall"],
    exitCode: 1618,
    works: false,
    reason: "the setup ended with 1618",
    log: ["Error 0x80070652: Failed to execute MSI package.", "Another installation is already in progress."],
  },
  "install-needs-reboot": {
    about: "the sensor is installed and the setup ends with 3010",
    kinds: ["install"],
    exitCode: 3010,
    works: true,
    reason: null,
    log: ["Installation completed successfully.", "i500: Shutting down, exit code: 0xbc2"],
  },
  "install-event-log-denied": {
    about: "the setup ends with 1603: it may not read the Security log's permissions",
    kinds: ["install"],
    exitCode: 1603,
    works: false,
    reason: "the setup ended with 1603",
    log: [
      "System.UnauthorizedAccessException: Attempted to perform an unauthorized operation.",
      "Error 0x80070643: Failed to install MSI package.",
    ],
  },
  "install-certificate-client": {
    about: "the setup ends with 0x80090008: a certificate management client is in the way",
    kinds: ["install"],
    exitCode: -2146893816,
    works: false,
    reason: "the setup ended with -2146893816",
    log: ["CertificateRequest failed: Invalid algorithm specified. (0x80090008, NTE_BAD_ALGID)"],
  },
  "install-nic-teaming": {
    about: "the setup ends with 1603: the capture driver cannot bind to a team of adapters",
    kinds: ["install"],
    exitCode: 1603,
    works: false,
    reason: "the setup ended with 1603",
    log: [
      "Npcap installation failed: network adapter teaming is not supported.",
      "Error 0x80070643: Failed to install MSI package.",
    ],
  },
};

/** The setup fault that is on for this kind of setup, if any. `localised-log` turns its log into German. */
export function setupFault(host: Host, kind: SetupKind): SetupFault | undefined {
  const found = Object.entries(setupFaults).find(
    ([name, fault]) => fault.kinds.includes(kind) && host.has(name),
  )?.[1];
  if (!found || !host.has("localised-log")) return found;
  return { ...found, log: ["Schwerwiegender Fehler während der Ausführung.", ...found.log.map(germanised)] };
}

function germanised(line: string): string {
  return line
    .replace("Failed to", "Fehler beim Ausführen:")
    .replace("completed successfully", "erfolgreich abgeschlossen");
}
