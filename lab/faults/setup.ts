import type { Host } from "../hosts/host.ts";

export type SetupKind = "install" | "uninstall" | "restore";

/** How a setup ends while a fault is on. `works`: it did its work all the same. */
export interface SetupFault {
  about: string;
  kinds: readonly SetupKind[];
  exitCode: number;
  works: boolean;
  reason: string | null;
  log: string[];
}

const FAILED_MSI = "Error 0x80070643: Failed to install MSI package.";

/** Faults of the setup programs, by name. */
export const setupFaults: Record<string, SetupFault> = {
  "uninstall-fails": fails("uninstall", 1603, "the setup that removes ends with 1603 and rolls back", [
    "MSI (s) (A4:1C): Product: Microsoft Advanced Threat Analytics Gateway -- Removal failed.",
    "i500: Shutting down, exit code: 0x643",
  ]),
  "uninstall-path-missing": fails("uninstall", 1603, "the setup that removes misses its InstallationPath", [
    "Registry value InstallationPath not found (0x80070002)",
  ]),
  "uninstall-needs-reboot": works("uninstall", 3010, "the gateway goes and the setup ends with 3010", [
    "i500: Shutting down, exit code: 0xbc2",
  ]),
  "install-fails": fails("install", 1603, "the setup ends with 1603: no route to the cloud service", [
    "System.Net.WebException: The remote name could not be resolved [Status=NameResolutionFailure]",
    FAILED_MSI,
  ]),
  "install-licence": fails(
    "install",
    1602,
    "the setup speaks of a licence and ends with 1602: a proxy that asks",
    [
      "System.Net.WebException: The remote server returned an error: (407) Proxy Authentication Required.",
      "Sensor failed to register due to licensing issues. [ValidateCreateSensorResult=LicenseInvalid]",
      "i500: Shutting down, exit code: 0x642",
    ],
  ),
  "install-tls": fails("install", 1603, "the setup ends with 1603: TLS is opened on the way", [
    "DeploymentModel failed two way SSL connection to service",
    FAILED_MSI,
  ]),
  "install-tls-version": fails(
    "install",
    1603,
    "the setup ends with 1603: .NET offers too old a TLS version",
    [
      "System.Net.WebException: could not create SSL/TLS secure channel [Status=SecureChannelFailure]",
      FAILED_MSI,
    ],
  ),
  "install-root-certificate": fails(
    "install",
    1603,
    "the setup ends with 1603: the root certificate is missing",
    ["X509Chain status UntrustedRoot (0x800b0109)", FAILED_MSI],
  ),
  "install-busy": {
    ...fails("install", 1618, "another installation is under way: every setup ends with 1618", [
      "Error 0x80070652: Failed to execute MSI package.",
    ]),
    kinds: ["install", "uninstall"],
  },
  "install-needs-reboot": works("install", 3010, "the sensor is installed and the setup ends with 3010", [
    "Installation completed successfully.",
    "i500: Shutting down, exit code: 0xbc2",
  ]),
  "install-syntax": fails("install", 1639, "the setup does not know one of its arguments", [
    "Option '/AccessKey' is unknown",
  ]),
  "install-event-log-denied": fails(
    "install",
    1603,
    "the setup may not read the Security log's permissions",
    ["System.UnauthorizedAccessException: Attempted to perform an unauthorized operation.", FAILED_MSI],
  ),
  "install-certificate-client": fails(
    "install",
    -2146893816,
    "a certificate management client is in the way",
    ["CertEnroll::CX509CertificateRequestCertificate::Encode: Invalid algorithm specified. (0x80090008)"],
  ),
  "install-capture-driver": fails("install", 1603, "the capture driver cannot bind to a team of adapters", [
    "Npcap installation failed with error 0x80004005",
    FAILED_MSI,
  ]),
  "install-remnants": fails("install", 1603, "services of an older installation are in the way", [
    "Service AATPSensorUpdater already exists (0x80070431)",
    FAILED_MSI,
  ]),
  "install-dotnet": fails("install", 5100, ".NET Framework refuses this machine's state", [
    "Error 0x800713ec: Failed to execute EXE package.",
  ]),
  "restore-fails": fails("restore", 1603, "the gateway's setup, run to go back, ends with 1603", [
    "MSI (s) (A4:1C): Product: Microsoft Advanced Threat Analytics Gateway -- Installation failed.",
  ]),
  "install-antivirus": fails("install", 225, "antivirus takes the setup away while it runs", [
    "Error 0x800700e1: Operation did not complete successfully because the file contains a virus.",
  ]),
};

function fails(kind: SetupKind, exitCode: number, about: string, log: string[]): SetupFault {
  return { about, kinds: [kind], exitCode, works: false, reason: `the setup ended with ${exitCode}`, log };
}

function works(kind: SetupKind, exitCode: number, about: string, log: string[]): SetupFault {
  return { about, kinds: [kind], exitCode, works: true, reason: null, log };
}

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
