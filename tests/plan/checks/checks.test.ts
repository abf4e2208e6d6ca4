import { describe, expect, test } from "@jest/globals";
import { checks } from "../../../plan/checks/index.ts";
import type { HostFacts } from "../../../plan/facts.ts";
import { hostFacts } from "../../../plan/facts.ts";
import type { CheckContext, Outcome } from "../../../plan/verdict.ts";
import {
  absentComponent,
  gatewayComponent,
  readyFacts,
  sensorComponent,
  sensorUpdaterService,
} from "../../support/facts.ts";
import { checkOf, context, find, readPaths, v3, without } from "./support.ts";

type Values = {
  [P in keyof HostFacts]?: HostFacts[P] extends { value: infer V } | { unread: string } ? V : never;
};

/** The value of a fact of the healthy host with some of its fields changed. */
function changed<K extends keyof HostFacts>(group: K, change: object): Partial<HostFacts> {
  const fact = readyFacts()[group] as unknown as { value: object };
  return { [group]: { value: { ...fact.value, ...change } } };
}
const value = <K extends keyof Values>(group: K, of: unknown): Partial<HostFacts> => ({
  [group]: { value: of },
});
const os = (version: string, revision: number, installation = "desktop") =>
  value("operatingSystem", { version, revision, installation });
const service = (component: typeof gatewayComponent, state: string) => {
  const { service } = component();
  return { value: "value" in service && service.value ? { ...service.value, state } : null };
};
const GB = 1024 ** 3;
const npcap = (change: object) =>
  value("captureDriver", {
    npcap: { version: "1.0", adminOnly: false, winPcapCompatible: true, loopback: false, ...change },
    winPcap: null,
  });
const sense = (change: object) => changed("sense", change);
const gone = { gateway: absentComponent() };
const moved = {
  gateway: absentComponent(),
  sensor: sensorComponent(),
  sensorUpdater: { value: sensorUpdaterService },
};

type Case = [
  what: string,
  outcome: Outcome,
  change: Partial<HostFacts>,
  of?: Partial<CheckContext>,
  says?: RegExp,
];
const table: Record<string, Case[]> = {
  identity: [
    ["name and domain as declared", "pass", {}],
    [
      "another case of letters",
      "pass",
      value("computerName", "dc01"),
      { host: "Dc01", domain: "CONTOSO.test" },
    ],
    ["no domain declared", "pass", {}, { domain: undefined }],
    ["another computer", "fail", value("computerName", "DC02"), {}, /DC02.*The estate says dc01/],
    ["another domain", "fail", {}, { domain: "emea.contoso.test" }, /contoso\.test.*emea\.contoso\.test/],
    ["a name that only begins so", "fail", value("computerName", "DC011")],
  ],
  "is-domain-controller": [
    ["role 4", "pass", {}],
    ["role 5", "pass", changed("directory", { domainRole: 5 })],
    ["role 3", "fail", changed("directory", { domainRole: 3 }), {}, /DomainRole is 3 \(member server\)/],
  ],
  "other-roles": [
    ["none", "pass", {}, v3],
    [
      "a certification authority",
      "fail",
      value("otherRoles", ["adCs"]),
      v3,
      /also a certification authority \(AD CS\)/,
    ],
    ["two", "fail", value("otherRoles", ["adFs", "entraConnect"]), v3, /AD FS\) and a server of Entra/],
  ],
  "certificate-client": [
    ["none", "pass", {}],
    ["Entrust", "fail", value("certificateClients", ["Entrust ESP"]), {}, /Entrust ESP/],
  ],
  "endpoint-antivirus": [
    ["running", "pass", {}, v3],
    ["taken away", "fail", value("defenderAntivirus", null), v3, /no service WinDefend/],
    ["stopped", "fail", changed("defenderAntivirus", { state: "Stopped" }), v3, /WinDefend is Stopped/],
  ],
  "center-absent": [
    ["none", "pass", {}],
    [
      "only its folder",
      "fail",
      { center: absentComponent({ file: { value: "C:\\x\\Microsoft.Tri.Center.exe" } }) },
    ],
    [
      "its service",
      "fail",
      { center: absentComponent({ service: service(gatewayComponent, "Stopped") }) },
      {},
      /there is: service; missing: registry key, executable, uninstall entry/,
    ],
  ],
  "gateway-present": [
    ["in all four places", "pass", {}, {}, /Gateway 1\.9\.7576\.0 in all four places, service Running/],
    [
      "declared, stopped but whole",
      "pass",
      { gateway: gatewayComponent({ service: service(gatewayComponent, "Stopped") }) },
    ],
    [
      "runs without its registry key",
      "fail",
      { gateway: gatewayComponent({ registry: { value: null } }) },
      {},
      /missing: registry key/,
    ],
    [
      "no quiet uninstall",
      "fail",
      {
        gateway: gatewayComponent({ product: { value: { name: "x", version: "1", quietUninstall: null } } }),
      },
      {},
      /no quiet command/,
    ],
    ["already removed", "pass", gone],
    [
      "a removal under way",
      "pass",
      {
        gateway: gatewayComponent({
          service: service(gatewayComponent, "StopPending"),
          product: { value: null },
        }),
      },
    ],
    [
      "a removal that was cut off",
      "pass",
      { gateway: gatewayComponent({ service: { value: null } }) },
      {},
      /removal was begun/,
    ],
    ["none declared, none there", "pass", gone, { gateway: "none" }],
    ["none declared, one there", "fail", {}, { gateway: "none" }, /estate says there is none/],
    [
      "none declared, a leftover there",
      "fail",
      { gateway: absentComponent({ file: { value: "x.exe" } }) },
      { gateway: "none" },
    ],
  ],
  "existing-sensor": [
    ["none", "pass", {}],
    ["beside the gateway", "fail", { sensor: sensorComponent() }, {}, /gateway is still there/],
    ["remains beside the gateway", "fail", { sensor: absentComponent({ registry: { value: "C:\\x" } }) }],
    ["a lone updater beside the gateway", "fail", { sensorUpdater: { value: sensorUpdaterService } }],
    ["already moved", "pass", moved],
    [
      "setup cut off after the gateway went",
      "pass",
      { ...gone, sensor: absentComponent({ file: { value: "x.exe" } }) },
    ],
    ["v3 beside a v2 sensor", "fail", moved, { generation: "v3" }, /v2 sensor/],
    [
      "gateway unread, sensor there",
      "unread",
      { sensor: sensorComponent(), gateway: gatewayComponent({ file: { unread: "denied" } }) },
    ],
  ],
  "operating-system": [
    ["2016", "pass", os("10.0.14393", 1)],
    ["2012 R2", "fail", os("6.3.9600", 22_676)],
    ["the build before 2016", "fail", os("10.0.14392", 0)],
    ["2025 core", "pass", os("10.0.26100", 1, "core")],
    ["nano", "fail", os("10.0.17763", 9020, "nano"), {}, /nano/],
    ["a build nobody names", "fail", os("10.0.25398", 1), {}, /No document names this build/],
    ["2016 for v3", "fail", os("10.0.14393", 9339), { generation: "v3" }],
    ["2019 for v3", "pass", {}, { generation: "v3" }],
    ["not a version", "unread", os("Windows", 0)],
  ],
  "cumulative-update": [
    ["v2 on 2019, the lowest", "pass", os("10.0.17763", 316)],
    ["v2 on 2019, one below", "fail", os("10.0.17763", 315), {}, /17763\.315\. It needs 17763\.316/],
    ["v2 on 2016", "pass", os("10.0.14393", 0)],
    ["v3 on 2019, the lowest", "pass", os("10.0.17763", 8511), { generation: "v3" }],
    ["v3 on 2019, one below", "fail", os("10.0.17763", 8510), { generation: "v3" }],
    ["v3 on 2022, the lowest", "pass", os("10.0.20348", 4893), { generation: "v3" }],
    ["v3 on 2022, one below", "fail", os("10.0.20348", 4892), { generation: "v3" }],
    [
      "v3, another revision asked for",
      "fail",
      os("10.0.20348", 4893),
      { generation: "v3", minimumRevisions: { "20348": 5000 } },
      /20348\.5000/,
    ],
    ["v3, build not known", "fail", os("10.0.25398", 9999), { generation: "v3" }],
    ["not a version", "unread", os("?", 1)],
  ],
  "server-2025": [
    ["2022", "pass", os("10.0.20348", 1)],
    ["2025", "fail", os("10.0.26100", 40_000)],
    ["not a version", "unread", os("", 1)],
  ],
  "pending-reboot": [
    ["nothing pending", "pass", {}],
    [
      "component servicing",
      "fail",
      changed("pendingReboot", { componentServicing: true }),
      {},
      /component servicing/,
    ],
    ["Windows Update", "fail", changed("pendingReboot", { windowsUpdate: true })],
    ["file renames", "fail", changed("pendingReboot", { fileRenames: true })],
    ["rename", "fail", changed("pendingReboot", { computerRename: true })],
    [
      "file renames after the gateway went",
      "pass",
      { ...gone, ...changed("pendingReboot", { fileRenames: true }) },
    ],
    [
      "servicing after the gateway went",
      "fail",
      { ...gone, ...changed("pendingReboot", { componentServicing: true }) },
    ],
    [
      "after the sensor came",
      "pass",
      { ...moved, ...changed("pendingReboot", { componentServicing: true }) },
      {},
      /already installed/,
    ],
  ],
  "installer-busy": [
    ["idle", "pass", {}],
    ["busy", "fail", value("installerBusy", true)],
    ["busy, sensor installed", "pass", { ...moved, ...value("installerBusy", true) }],
  ],
  "net-framework": [
    ["4.7", "pass", value("dotNetRelease", 460_798)],
    ["one below", "fail", value("dotNetRelease", 460_797), {}, /460797/],
    ["none", "fail", value("dotNetRelease", 0), {}, /not installed/],
  ],
  processors: [
    ["two", "pass", changed("hardware", { logicalProcessors: 2 })],
    ["one", "fail", changed("hardware", { logicalProcessors: 1 }), {}, /^1 logical/],
  ],
  memory: [
    ["6 GB less one MiB", "pass", changed("hardware", { memoryBytes: 6143 * 1024 ** 2 })],
    ["one byte less", "fail", changed("hardware", { memoryBytes: 6143 * 1024 ** 2 - 1 }), {}, /^5\.9 GB/],
  ],
  "disk-space": [
    ["6 GB", "pass", changed("hardware", { systemDriveFreeBytes: 6 * GB }), {}, /10 GB are recommended/],
    ["one byte less", "fail", changed("hardware", { systemDriveFreeBytes: 6 * GB - 1 }), {}, /^5\.9 GB free/],
    ["10 GB", "pass", changed("hardware", { systemDriveFreeBytes: 10 * GB }), {}, /^10\.0 GB free\.$/],
    [
      "little left, sensor installed",
      "pass",
      { ...moved, ...changed("hardware", { systemDriveFreeBytes: GB }) },
    ],
  ],
  "dynamic-memory": [
    ["off", "pass", {}],
    ["on", "fail", changed("hardware", { dynamicMemory: true })],
    ["physical", "pass", changed("hardware", { platform: "physical", dynamicMemory: null })],
    ["azure", "pass", changed("hardware", { platform: "azure", dynamicMemory: null })],
    ["vmware cannot tell", "unread", changed("hardware", { platform: "vmware", dynamicMemory: null })],
  ],
  "power-plan": [
    ["high performance", "pass", {}],
    ["capital letters", "pass", value("powerScheme", "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C")],
    ["balanced", "fail", value("powerScheme", "381b4222-f694-41f0-9685-ff5bb260df2e"), {}, /381b4222/],
  ],
  "large-send-offload": [
    ["on, but not VMware", "pass", value("largeSendOffload", ["Ethernet0"])],
    ["VMware, off", "pass", changed("hardware", { platform: "vmware" })],
    [
      "VMware, on",
      "fail",
      { ...changed("hardware", { platform: "vmware" }), ...value("largeSendOffload", ["A", "B"]) },
      {},
      /2 adapters: A, B/,
    ],
  ],
  "capture-driver": [
    ["none", "pass", {}],
    ["Npcap 1.0", "pass", npcap({})],
    ["Npcap 1.79", "pass", npcap({ version: "1.79" })],
    ["Npcap 0.9999", "fail", npcap({ version: "0.9999" }), {}, /0\.9999 is older than 1\.0/],
    ["admin only", "fail", npcap({ adminOnly: true })],
    ["loopback", "fail", npcap({ loopback: true })],
    ["not compatible", "fail", npcap({ winPcapCompatible: false })],
    ["WinPcap", "fail", value("captureDriver", { npcap: null, winPcap: "4.1.3" }), {}, /WinPcap 4\.1\.3/],
    ["no version", "unread", npcap({ version: "OEM" })],
  ],
  "sensor-api-reachable": [
    ["200", "pass", {}],
    ["503, older workspace", "pass", changed("sensorApi", { status: 503 })],
    ["404", "fail", changed("sensorApi", { status: 404 }), {}, /404, where 200 or 503/],
    [
      "no answer",
      "fail",
      changed("sensorApi", { status: 0, issuer: null, error: "timed out" }),
      {},
      /No answer: timed out/,
    ],
    ["407", "fail", changed("sensorApi", { status: 407 }), {}, /proxy/],
    ["403", "fail", changed("sensorApi", { status: 403 }), {}, /authentication/],
    [
      "a proxy that asks for an account before it opens the tunnel",
      "fail",
      changed("sensorApi", { status: 0, issuer: null, error: "the proxy p.contoso.test:8080 answered 407" }),
      {},
      /The proxy p\.contoso\.test:8080 answered 407: a proxy on the way asks for authentication/,
    ],
    [
      "a proxy that cannot reach it: 503 of a proxy is none of the API",
      "fail",
      changed("sensorApi", { status: 0, issuer: null, error: "the proxy p.contoso.test:8080 answered 503" }),
      {},
      /opens no way/,
    ],
    [
      "reached, with a certificate nobody trusts",
      "fail",
      changed("sensorApi", {
        status: 0,
        issuer: "CN=Contoso",
        error: "the certificate is not trusted: RemoteCertificateChainErrors",
      }),
      {},
      /reached, and its certificate is not trusted on this host/,
    ],
  ],
  "tls-inspection": [
    ["Microsoft", "pass", {}],
    [
      "DigiCert",
      "pass",
      changed("sensorApi", { issuer: "CN=DigiCert TLS RSA SHA256 2020 CA1, O=DigiCert Inc, C=US" }),
    ],
    ["DigiCert, quoted", "pass", changed("sensorApi", { issuer: 'CN=X, O="DigiCert, Inc.", C=US' })],
    [
      "a proxy",
      "fail",
      changed("sensorApi", { issuer: "CN=Contoso Inspection CA, O=Contoso" }),
      {},
      /Contoso/,
    ],
    [
      "a proxy named so",
      "fail",
      changed("sensorApi", { issuer: "CN=O=Microsoft Corporation proxy, O=Contoso" }),
    ],
    ["a lookalike", "fail", changed("sensorApi", { issuer: "CN=X, O=Microsoft Corporation Partners" })],
    [
      "no certificate",
      "unread",
      changed("sensorApi", { issuer: null, status: 0, error: "refused" }),
      {},
      /refused/,
    ],
  ],
  "root-certificate": [
    ["G2", "pass", value("rootCertificates", ["df3c24f9bfd666761b268073fe06d1cc8d4f82a4"])],
    ["only the other root", "fail", value("rootCertificates", ["A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436"])],
    [
      "government root",
      "pass",
      value("rootCertificates", ["A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436"]),
      { cloud: "usGovL4" },
    ],
    ["none", "fail", value("rootCertificates", []), {}, /found of those looked for: none/],
  ],
  "tls-settings": [
    ["all 1", "pass", {}],
    [
      "not set",
      "pass",
      value("tls", {
        systemDefault64: null,
        strongCrypto64: null,
        systemDefault32: null,
        strongCrypto32: null,
      }),
      {},
      /Not set/,
    ],
    ["one 0", "fail", changed("tls", { strongCrypto32: 0 }), {}, /SchUseStrongCrypto \(32-bit\) is 0/],
  ],
  "loopback-444": [
    ["nobody", "pass", {}],
    ["the sensor", "pass", value("loopback444", "Microsoft.Tri.Sensor.Updater")],
    ["the gateway", "pass", value("loopback444", "Microsoft.Tri.Gateway.exe")],
    ["another", "fail", value("loopback444", "BackupAgent"), {}, /BackupAgent listens/],
    ["a lookalike", "fail", value("loopback444", "Microsoft.Tri.Sensors")],
  ],
  "clock-skew": [
    ["300 s ahead", "pass", value("clockSkewSeconds", 300)],
    ["300 s behind", "pass", value("clockSkewSeconds", -300)],
    ["301 s ahead", "fail", value("clockSkewSeconds", 301), {}, /301 s ahead/],
    ["300.5 s behind", "fail", value("clockSkewSeconds", -300.5), {}, /300\.5 s behind/],
    ["not a number", "unread", value("clockSkewSeconds", Number.NaN)],
  ],
  "managed-account": [
    ["none used", "pass", {}],
    [
      "usable",
      "pass",
      value("managedAccounts", { mdi$: { usable: true, sid: "S-1-5-21-1-2-3-1601" } }),
      { managedAccounts: ["MDI$"] },
    ],
    [
      "not usable",
      "fail",
      value("managedAccounts", { mdi$: { usable: false, sid: "S-1-5-21-1-2-3-1601" } }),
      { managedAccounts: ["mdi$"] },
      /Not usable here: mdi\$/,
    ],
    [
      "not usable, and not named in the context",
      "fail",
      value("managedAccounts", { mdi$: { usable: false, sid: "S-1-5-21-1-2-3-1601" } }),
      { managedAccounts: undefined },
    ],
    [
      "no such account in this domain",
      "fail",
      value("managedAccounts", { mdi$: { usable: false, sid: null } }),
      { managedAccounts: ["mdi$"] },
      /Not in this domain: mdi\$/,
    ],
    ["not tested", "unread", {}, { managedAccounts: ["mdi$"] }, /mdi\$ was not tested/],
  ],
  "log-on-as-service": [
    ["no policy", "pass", {}],
    ["all services", "pass", value("logOnAsService", ["S-1-5-32-559", "S-1-5-80-0"])],
    ["nobody", "fail", value("logOnAsService", []), {}, /gives the right to nobody/],
    ["others only", "fail", value("logOnAsService", ["S-1-5-80-1"])],
    [
      "all services, managed account not looked up",
      "unread",
      value("logOnAsService", ["S-1-5-80-0"]),
      { managedAccounts: ["mdi$"] },
    ],
  ],
  "endpoint-sensor": [
    ["running", "pass", {}],
    ["the lowest version", "pass", sense({ version: "10.8735.0.0" })],
    ["one below", "fail", sense({ version: "10.8734.9999.9" }), {}, /10\.8734/],
    ["stopped", "fail", sense({ state: "Stopped" }), {}, /Sense is Stopped/],
    ["none", "fail", value("sense", null)],
    ["no version", "unread", sense({ version: null })],
  ],
  "endpoint-onboarding": [
    ["both", "pass", {}],
    [
      "no policy",
      "fail",
      changed("endpointOnboarding", { onboardingInfo: false }),
      {},
      /Missing: policy value OnboardingInfo\./,
    ],
    ["no id", "fail", changed("endpointOnboarding", { machineId: false })],
  ],
  "audit-failure-crash": [
    [
      "off, not overwriting",
      "pass",
      value("auditFailure", { crashOnAuditFail: 0, securityLogOverwrites: false }),
    ],
    ["on, overwriting", "pass", value("auditFailure", { crashOnAuditFail: 1, securityLogOverwrites: true })],
    [
      "on, not overwriting",
      "fail",
      value("auditFailure", { crashOnAuditFail: 1, securityLogOverwrites: false }),
    ],
    ["already happened", "fail", value("auditFailure", { crashOnAuditFail: 2, securityLogOverwrites: true })],
  ],
  "audit-policy": [
    ["all eight", "pass", {}],
    [
      "one success only",
      "fail",
      changed("auditPolicy", { "0cce9235-69ae-11d9-bed3-505054503030": 1 }),
      {},
      /User Account Management \(1\)/,
    ],
    ["nothing reported", "fail", value("auditPolicy", {}), {}, /not reported/],
  ],
  "ntlm-auditing": [
    ["audited", "pass", changed("ntlmAuditing", { restrictSending: 2 })],
    ["not set", "fail", changed("ntlmAuditing", { auditInDomain: null }), {}, /AuditNTLMInDomain is not set/],
    ["sending not audited", "fail", changed("ntlmAuditing", { restrictSending: 0 })],
    ["receiving for domain accounts only", "fail", changed("ntlmAuditing", { auditReceiving: 1 })],
  ],
};

describe.each(Object.entries(table))("%s", (id, cases) => {
  const named = cases.map(([what, outcome, change, of, says]) => ({ what, outcome, change, of, says }));
  test.each(named)("$what: $outcome", ({ outcome, change, of, says }) => {
    const finding = find(id, readyFacts(change), of);
    expect(finding.outcome).toBe(outcome);
    expect(finding.measured).toMatch(says ?? /./);
    if (outcome === "pass") expect(finding.cure).toBe("");
    else expect(finding.cure).toMatch(/./);
  });
});

test("every check has a case that passes and one that fails", () => {
  expect(Object.keys(table).sort()).toEqual(checks.map(({ id }) => id).sort());
  for (const [id, cases] of Object.entries(table)) {
    const outcomes = cases.map(([, outcome]) => outcome);
    expect({ id, passes: outcomes.includes("pass"), fails: outcomes.includes("fail") }).toEqual({
      id,
      passes: true,
      fails: true,
    });
  }
});

describe.each(checks.flatMap((check) => readPaths(check).map((path) => [check.id, path] as const)))(
  "%s, with %s unread",
  (id, path) => {
    test("is unread with the reason", () => {
      const finding = checkOf(id).judge(without(readyFacts(), path, "WMI timed out"), context);
      expect(finding).toMatchObject({ outcome: "unread" });
      expect(finding.measured).toContain("WMI timed out");
      expect(finding.measured).toContain(path.join(" "));
    });
  },
);

test.each([context, v3])("the sample facts have their shape, and pass every check for $generation", (of) => {
  expect(() => hostFacts.parse(readyFacts())).not.toThrow();
  const notPassing = checks
    .filter((check) => check.generations.includes(of.generation))
    .filter((check) => check.judge(readyFacts(), of).outcome !== "pass");
  expect(notPassing.map(({ id }) => id)).toEqual([]);
});

test("ids are stable names, and every check says what it needs to say", () => {
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  for (const check of checks) {
    expect(check.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(check.reads.length).toBeGreaterThan(0);
    for (const text of [check.title, check.protectsFrom, check.threshold, check.source, check.byHand]) {
      expect(text.length).toBeGreaterThan(5);
    }
  }
});

test("a reason from the host cannot break a message open", () => {
  const reason = `line one\r\n\u001b[31mline two\u0000 ${"x".repeat(1000)}`;
  const { measured } = checkOf("clock-skew").judge(
    readyFacts({ clockSkewSeconds: { unread: reason } }),
    context,
  );
  expect(measured).not.toMatch(/\p{Cc}/u);
  expect(measured.length).toBeLessThan(350);
});
