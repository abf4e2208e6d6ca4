import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checks } from "../../../plan/checks/index.ts";
import { causes } from "../../../plan/outcomes/causes.ts";
import { cloudCauses } from "../../../plan/outcomes/cloudCauses.ts";
import { fingerprint, quotable } from "../../../plan/outcomes/fingerprint.ts";
import { setupCauses } from "../../../plan/outcomes/setupCauses.ts";
import type { Verdict } from "../../../plan/verdict.ts";
import { anyText } from "../../support/anyText.ts";

const failed = (check: string): Verdict => ({
  check,
  outcome: "fail",
  blocking: true,
  measured: "as measured",
  cure: "",
});
const signs = { step: "Install-Sensor", exitCode: null, log: [] };

/** Lines as the products write them; each tells of its own cause and of no other. */
const lines: Record<string, string[]> = {
  "proxy-authentication": [
    "Info  InteractiveDeploymentManager ValidateCreateSensorAsync returned [validateCreateSensorResult=LicenseInvalid]]",
    "System.Net.WebException: Der Remoteserver hat einen Fehler zurückgegeben: (407) Proxyauthentifizierung erforderlich.",
    "The sensor failed to register due to licensing issues.",
    "[1C60:15B8][2018-03-25T00:27:56]i500: Shutting down, exit code: 0x642",
  ],
  "tls-inspection": [
    "ApplyInternal failed two way SSL connection to service. [_workspaceApplicationSensorApiEndpoint=Unspecified/contoso.atp.azure.com:443]",
  ],
  "tls-version": [
    "System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.",
    "Status=SecureChannelFailure",
    "System.Net.WebException: Die Anfrage wurde abgebrochen: Es konnte kein geschützter SSL/TLS-Kanal erstellt werden.",
    "SEC_E_ALGORITHM_MISMATCH 0x80090331",
  ],
  "root-certificate": [
    "The sensor failed to connect to service.",
    "ChainStatus=UntrustedRoot",
    "CERT_E_UNTRUSTEDROOT 0x800B0109",
    "System.Net.WebException: Could not establish trust relationship for the SSL/TLS secure channel. ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid",
  ],
  "access-key": [
    "DeploymentModel Failed management authentication [CurrentlyLoggedOnUser=NT AUTHORITY\\SYSTEM Status=FailedAuthentication]",
  ],
  "cloud-unreachable": [
    "[22B8:27F0][2016-06-09T17:21:03]e000: Error 0x80070643: Failed to install MSI package.",
    "System.Net.WebException [Status=NameResolutionFailure]",
    "System.Net.WebException: Der Remotename konnte nicht aufgelöst werden: 'contososensorapi.atp.azure.com'",
    "System.Net.Sockets.SocketException: A connection attempt failed 20.190.1.2:443",
  ],
  "capture-driver": [
    "Npcap installation failed: network adapter teaming is not supported.",
    "e000: Error 0x80004005: WinPcap is installed",
  ],
  "command-line": [
    "Option '/AccessKey' is unknown",
    "Unexpected token '\"/quiet\"' in expression or statement.",
    "e000: Error 0x80070667: Failed to parse command line",
  ],
  "restart-pending": [
    "Debug SensorBootstrapperApplication Engine.Quit [deploymentResultStatus=0 isRestartRequired=True]",
  ],
  "installer-busy": [
    "e000: Error 0x80070652: Fehler beim Ausführen des MSI-Pakets.",
    "another Windows Installer transaction is under way; nothing was touched",
  ],
  "measurement-old": [
    "the measurement this rests on was good until 2026-12-01T20:10:00.000Z, now it is 2026-12-01T20:10:03.000Z; nothing was touched",
  ],
  "access-key-over": [
    "no access key lies here, or its time is over; nothing was installed; the next run hands one over",
  ],
  "dot-net-prerequisites": ["e000: Error 0x800713ec: Failed to execute EXE package."],
  "event-log-access": [
    "System.UnauthorizedAccessException: Es wurde versucht, einen nicht autorisierten Vorgang auszuführen.",
  ],
  "certificate-client": [
    "Deployer failed System.Runtime.InteropServices.COMException (0x80090008): CertEnroll::CX509CertificateRequestCertificate::Encode",
  ],
  remnants: [
    "the ATA Gateway has no uninstall entry any more (still there: registry): remnants of an earlier removal",
    "the uninstall ended, but the ATA Gateway is still there: registry, file",
    "e000: Error 0x80070666: Cannot install a product when a newer version is installed.",
    "0x80070430",
  ],
  "disk-full": [
    "Es steht nicht genug Speicherplatz zur Verfügung. (0x80070070)",
    "Error 1711. Disk full.",
    "System.IO.IOException: There is not enough space on the disk.",
  ],
  antivirus: [
    "e000: Error 0x800700e1: Failed to extract payload",
    "ERROR_VIRUS_DELETED",
    "the package was gone right after it was downloaded",
  ],
  "script-blocked": [
    "+ FullyQualifiedErrorId : ScriptContainedMaliciousContent",
    "Blocked by attack surface reduction",
  ],
  "localised-names": [
    "System.Security.Principal.IdentityNotMappedException: Manche oder alle Identitätsverweise konnten nicht übersetzt werden.",
  ],
  "gateway-uninstall-path": ["value InstallationPath is missing, so the setup opened as an installation"],
  "wmi-repository": [
    "System.Net.Http.HttpRequestException: PostAsync failed [requestTypeName=StopNetEventSessionRequest]",
  ],
  "managed-account-password": [
    "Warn DirectoryServicesClient CreateLdapConnectionAsync failed to retrieve group managed service account password. [DomainControllerDnsName=DC1.CONTOSO.LOCAL UserName=mdiSvc01]",
    "Info ImpersonationManager CreateImpersonatorAsync finished [UserName=account_name Domain=domain1.test.local IsSuccess=False]",
    "Warn GroupManagedServiceAccountImpersonationHelper GetGroupManagedServiceAccountAccessTokenAsync failed GMSA password could not be retrieved [errorCode=AccessDenied]",
    "Directory services user credentials are incorrect",
  ],
  "log-on-as-service": [
    "Microsoft.Tri.Infrastructure.ExtendedException: Failed to communicate with configured domain controllers",
    'Fehler bei der Open-Prozedur für den Dienst ".NETFramework" in der DLL "C:\\Windows\\system32\\mscoree.dll".',
    "0x80070569",
  ],
  "performance-counters": [
    "Error RegistryKey System.UnauthorizedAccessException: Access to the registry key 'Global' is denied.",
    "Error RegistryKey System.UnauthorizedAccessException: L'accès à la clé de Registre 'Global' est refusé.",
    'Error RegistryKey System.UnauthorizedAccessException: Der Zugriff auf den Registrierungsschlüssel "Global" wurde verweigert.',
    "Error System.UnauthorizedAccessException: Доступ к разделу реестра «Global» запрещен.",
  ],
  "event-log-reading": [
    "Error EventLogException System.Diagnostics.Eventing.Reader.EventLogException: Das Handle ist ungültig",
    "at object System.Diagnostics.Eventing.Reader.NativeWrapper.EvtGetEventInfo(EventLogHandle handle)",
  ],
  "loopback-blocked": [
    "System.Net.Sockets.SocketException: Ein Verbindungsversuch ist fehlgeschlagen 127.0.0.1:444",
    "System.Net.Sockets.SocketException: A connection attempt failed because the connected party did not properly respond",
    "connect to localhost:444 timed out",
    "[::1]:444",
  ],
  "entra-connect-database": [
    "GetEntraConnectGlobalSettingsAsync failed. Exception - The EXECUTE permission was denied on the object 'mms_get_globalsettings'",
  ],
  "wrong-order": [
    "System.ServiceModel.EndpointNotFoundException: Could not connect to net.tcp://10.0.0.5:443/IEntityReceiver",
  ],
  "center-certificate": [
    "System.IdentityModel.Tokens.SecurityTokenValidationException: Failed to validate certificate chain",
  ],
  clock: ["System.ServiceModel.FaultException: An error occurred when verifying security for the message."],
  "domain-synchronizer": ["GatewayDomainSynchronizerNotAssignedMonitoringAlert"],
  "gateway-silent": ["GatewayDisconnectedMonitoringAlert", "Gateway stopped communicating"],
  "sam-hardening": ["hr=0x80230619 SamConnect: 0x80070005", "SAM-R request denied"],
  "audit-failure-halt": ["STOP: C0000244 STATUS_AUDIT_FAILED", "CrashOnAuditFail=2"],
  "endpoint-onboarding": ["OnboardingInfo is not set", "SenseMachineId is empty"],
  "graph-permission": [
    'GET /v1.0/security/identities/sensors answered 403 {"error":{"code":"UnknownError"}}',
    "Authorization_RequestDenied",
  ],
  "service-not-onboarded": [
    "GET /v1.0/security/identities/sensors answered 404",
    "403 Forbidden on security/identities/healthIssues",
  ],
  "workspace-groups": [
    "Your workspace wasn't created because a security group with the same name already exists in Microsoft Entra ID",
  ],
  "duplicate-sensor": ["duplicate sensor dc01", "deploymentStatus: unreachable"],
  auditing: [
    "NTLM Auditing is not enabled",
    "Directory Services Advanced Auditing is not enabled as required",
    "Directory Services Object Auditing is not enabled as required",
    "Auditing on the Configuration container is not enabled as required",
    "Auditing on the ADFS container is not enabled as required",
    "Auditing for AD CS servers isn't enabled as required",
    "Sensor v3.x RPC Audit Misconfigured",
  ],
  capacity: [
    "Sensor reached a memory resource limit",
    "Some Windows events are not being analyzed",
    "Some ETW events are not being analyzed",
    "Error [Layout] System.OutOfMemoryException",
  ],
  "network-offload": [
    "Network configuration mismatch for sensors running on VMware",
    "Some network traffic could not be analyzed",
    "Some network traffic is not being analyzed",
  ],
  "capture-adapters": [
    "Some of the selected capture network adapters on the Defender for Identity sensor are disabled or disconnected",
    "No traffic received from domain controller",
  ],
  "capture-component": ["Sensor has issues with packet capturing component"],
  "name-resolution": ["Low success rate of active name resolution"],
  "sensor-not-starting": ["Sensor service failed to start", "deploymentStatus=startFailure"],
  "sensor-silent": ["Sensor stopped communicating", '"deploymentStatus": "disconnected"'],
  "sensor-outdated": ["Sensor outdated", "deploymentStatus=updateFailed"],
  "operating-system": [
    "Sensor running on an unsupported operating system",
    "Sensor running on an operating system that will soon become unsupported",
  ],
  "directory-account-expired": [
    "Read-only user password expired",
    "Read-only user password to expire shortly",
  ],
  "domain-controller-unreachable": ["A domain controller is unreachable by a sensor"],
  radius: ["Radius accounting (VPN integration) data ingestion failures"],
  "entra-connect-configuration": ["Sensor failed to retrieve Microsoft Entra Connect service configuration"],
  "log-path": ["Sensor failed to write to the custom log path"],
  "power-plan": ["Power mode isn't configured for optimal processor performance"],
};

test("every cause has lines of its own here", () => {
  expect(Object.keys(lines).sort()).toEqual(causes.map(({ id }) => id).sort());
  expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
});

const each = Object.entries(lines).flatMap(([id, examples]) => examples.map((line) => ({ id, line })));
/** Where lines are found that mean something in the logs of that step only; else in those of `signs`. */
const stepOf: Record<string, string> = { "loopback-blocked": "Get-SensorStatus" };

test.each(each)("$line tells of $id alone", ({ id, line }) => {
  const step = stepOf[id] ?? signs.step;
  const surely = causes.filter(({ evidence }) =>
    evidence.some((one) => "line" in one && one.strength === "sure" && one.line.test(line)),
  );
  expect(surely.map((cause) => cause.id).filter((other) => other !== id)).toEqual([]);
  expect(fingerprint({ ...signs, step, log: ["Setup started.", line, "Setup ended."] })).toMatchObject({
    id,
    evidence: quotable(line),
  });
});

test("every pattern of every cause is shown by a line", () => {
  for (const cause of causes) {
    for (const one of cause.evidence) {
      if (!("line" in one)) continue;
      expect({
        id: cause.id,
        pattern: one.line.source,
        shown: lines[cause.id]?.some((line) => one.line.test(line)),
      }).toEqual({
        id: cause.id,
        pattern: one.line.source,
        shown: true,
      });
    }
  }
});

test("a line of a setup's log that names a cause is one the host sends back, wherever it stands", () => {
  const script = readFileSync(join(__dirname, "../../../remote/powershell/facts/Logs.ps1"), "utf8");
  const [, pattern] = /\$_ -match '(0x[^']+)'/.exec(script) ?? [];
  if (!pattern) throw new Error("Logs.ps1 picks its lines in another way");
  const picked = new RegExp(pattern, "i");
  const named = [...cloudCauses, ...setupCauses].flatMap(({ id, evidence }) =>
    evidence.flatMap((one) => ("line" in one && one.strength === "sure" ? [{ id, line: one.line }] : [])),
  );
  const lost = named.flatMap(({ id, line }) =>
    (lines[id] ?? []).filter(
      (sample) => line.test(sample) && !picked.test(sample) && !notInLogs.test(sample),
    ),
  );
  expect(lost).toEqual([]);
});

/** Words of our own steps and of PowerShell, which reach the answer another way. */
const notInLogs =
  /^(another Windows Installer|the package was gone|the .* is still|the .* has no uninstall|Unexpected token)|remnants|Asr|attack surface|MaliciousContent/;

describe("whole logs", () => {
  test.each([
    {
      what: "a proxy taken for a licence",
      exitCode: 1602,
      log: [
        "validateCreateSensorResult=LicenseInvalid",
        "Engine.Quit [deploymentResultStatus=1602 isRestartRequired=False]",
        "exit code: 0x642",
      ],
      id: "proxy-authentication",
    },
    {
      what: "TLS inspection under an MSI failure",
      exitCode: 1603,
      log: ["failed two way SSL connection to service", "Error 0x80070643: Failed to install MSI package."],
      id: "tls-inspection",
    },
    {
      what: "hardened event log under an MSI failure",
      exitCode: -2147023293,
      log: ["System.UnauthorizedAccessException: x", "Error 0x80070643: Failed to install MSI package."],
      id: "event-log-access",
    },
    {
      what: "only the MSI failure",
      exitCode: 1603,
      log: ["Error 0x80070643: Failed"],
      id: "cloud-unreachable",
    },
    {
      what: "a firewall before the service, in another language",
      exitCode: 1603,
      log: [
        "System.Net.WebException: Die Verbindung mit dem Remoteserver kann nicht hergestellt werden. ---> System.Net.Sockets.SocketException: Ein Verbindungsversuch ist fehlgeschlagen",
        "Error 0x80070643: Failed to install MSI package.",
      ],
      id: "cloud-unreachable",
    },
    {
      what: "a certificate nobody trusts, under the words of a channel that could not be made",
      exitCode: 1603,
      log: [
        "System.Net.WebException: Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden.",
        "---> System.Security.Authentication.AuthenticationException: Das Remotezertifikat ist ungültig.",
        "Error 0x80070643: Failed to install MSI package.",
      ],
      id: "root-certificate",
    },
    {
      what: "a handshake that fails for the version, by the exception that a bad certificate has too",
      exitCode: 1603,
      log: [
        "System.Security.Authentication.AuthenticationException: Fehler bei SSPI-Aufruf, siehe interne Ausnahme.",
        "Error 0x80070643: Failed to install MSI package.",
      ],
      id: "tls-version",
    },
    {
      what: "a bundle that notes a capture driver without a fault, before what did fail",
      exitCode: 1603,
      log: [
        "i000: Setting string variable 'NpcapInstallResult' for Npcap to value '0x00000000'",
        "[Status=NameResolutionFailure]",
      ],
      id: "cloud-unreachable",
    },
    {
      what: "a name that was not resolved at first, and a proxy that asked in the end",
      exitCode: 1602,
      log: [
        "System.Net.WebException: The remote name could not be resolved: 'wpad'",
        "(407) Proxy Authentication Required",
        "exit code: 0x642",
      ],
      id: "proxy-authentication",
    },
    { what: "another installation", exitCode: 1618, log: ["nothing of note"], id: "installer-busy" },
    { what: "a restart", exitCode: 3010, log: [], id: "restart-pending" },
  ])("$what is $id", ({ exitCode, log, id }) => {
    expect(fingerprint({ step: "Install-Sensor", exitCode, log })?.id).toBe(id);
  });

  test("a code counts only for the step it means something for", () => {
    expect(fingerprint({ step: "Install-Sensor", exitCode: 1603, log: [] })?.id).toBe("cloud-unreachable");
    expect(fingerprint({ step: "Remove-AtaGateway", exitCode: 1603, log: [] })).toBeUndefined();
    const log = ["Error 0x80070643: Failed to uninstall MSI package."];
    expect(fingerprint({ step: "Remove-AtaGateway", exitCode: 1603, log })).toBeUndefined();
  });

  test("nothing known is nothing named", () => {
    expect(fingerprint({ step: "Install-Sensor", exitCode: 42, log: ["hello"] })).toBeUndefined();
    expect(fingerprint({ step: "Install-Sensor", exitCode: 0, log: [] })).toBeUndefined();
  });

  test("of two causes that fit equally well, the earlier of the table is named", () => {
    const log = ["Error 0x80070643: Failed to install MSI package.", "[Status=FailedAuthentication]"];
    expect(causes.findIndex(({ id }) => id === "access-key")).toBeLessThan(
      causes.findIndex(({ id }) => id === "cloud-unreachable"),
    );
    expect(fingerprint({ ...signs, exitCode: 1603, log })?.id).toBe("access-key");
  });

  test("the newest of several lines is quoted", () => {
    const log = ["LicenseInvalid first", "LicenseInvalid second"];
    expect(fingerprint({ ...signs, log })?.evidence).toBe("LicenseInvalid second");
  });
});

describe("failed checks as evidence", () => {
  test("go before a bare exit code, and behind a line that names its cause", () => {
    const verdicts = [failed("root-certificate")];
    expect(fingerprint({ ...signs, exitCode: 1603, verdicts })).toMatchObject({
      id: "root-certificate",
      evidence: "root-certificate: as measured",
    });
    expect(fingerprint({ ...signs, exitCode: 1603, verdicts, log: ["LicenseInvalid"] })?.id).toBe(
      "proxy-authentication",
    );
  });

  test("count only where they failed", () => {
    const verdicts: Verdict[] = [{ ...failed("root-certificate"), outcome: "unread" }];
    expect(fingerprint({ ...signs, verdicts })).toBeUndefined();
  });

  test("are checks that exist and block: what only advises does not make a setup fail", () => {
    const blocking = new Set(checks.filter((check) => check.blocking).map(({ id }) => id));
    const named = causes.flatMap(({ evidence }) =>
      evidence.flatMap((one) => ("check" in one ? [one.check] : [])),
    );
    expect(named.filter((id) => !blocking.has(id))).toEqual([]);
  });
});

describe("any text at all", () => {
  const word = fc.constantFrom(...Object.values(lines).flat());
  const anyLine = fc.oneof(
    anyText({ maxLength: 300 }),
    word,
    fc.tuple(fc.string(), word).map(([a, b]) => a + b),
  );

  test("never throws, and quotes a short clean line", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine),
        fc.option(fc.oneof(fc.integer(), fc.double())),
        fc.string(),
        (log, exitCode, step) => {
          const found = fingerprint({ step, exitCode, log });
          if (!found) return;
          expect([...found.evidence].length).toBeLessThanOrEqual(200);
          expect(found.evidence).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });

  test("an endless line costs no more than a long one", () => {
    const line = "npcap winpcap 'Global' RegistryKey ".repeat(300_000);
    expect(fingerprint({ ...signs, log: [line] })?.id).toBe("performance-counters");
  });
});

describe("quotable", () => {
  test.each([
    [
      'Setup.exe /quiet AccessKey="abc def==" LogsPath="C:\\x"',
      'Setup.exe /quiet AccessKey=*** LogsPath="C:\\x"',
    ],
    ["ProxyUserPassword=hunter2 next", "ProxyUserPassword=*** next"],
    ['{"accessKey": "abc"}', '{"accessKey": ***}'],
    ["https://store/p.zip?sv=1&sig=abc%3D&se=2", "https://store/p.zip?sv=1&sig=***"],
    ['AccessKey="cut off', "AccessKey=***"],
    ["a\u0000b\r\nc\u202ed", "a b c d"],
  ])("%j is shown as %j", (line, shown) => {
    expect(quotable(line)).toBe(shown);
  });

  test("a secret given as an argument never shows, wherever the line is cut", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/]{20,60}$/);
    fc.assert(
      fc.property(fc.string({ maxLength: 250 }), secret, (before, key) => {
        expect(quotable(`${before} AccessKey="${key}"`)).not.toContain(key.slice(0, 8));
      }),
    );
  });
});
