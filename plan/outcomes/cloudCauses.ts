import type { Cause } from "./cause.ts";

const KNOWN_ISSUES = "Microsoft Learn: Troubleshooting Defender for Identity known issues";
const ATA_KNOWN_ISSUES = "Microsoft Learn: Troubleshooting ATA known issues";

/** Why a setup does not reach the service, or is not let in. */
export const cloudCauses: readonly Cause[] = [
  {
    id: "proxy-authentication",
    cause:
      "A proxy asks for authentication; the setup takes its 401, 403 or 407 for a licensing problem and cancels itself.",
    evidence: [
      { line: /\bLicenseInvalid\b/i, strength: "sure" },
      { line: /\(40[17]\)|\bProxyAuthenticationRequired\b/, strength: "sure" },
      { line: /failed to register due to licensing issues/i, strength: "sure" },
      { line: /\(403\)|\bexit code: 0x642\b/i, strength: "likely" },
      { check: "sensor-api-reachable", measured: /\banswered (401|403|407)\b/ },
      { exitCode: 1602, step: "Install-Sensor" },
    ],
    cure: "Except *.atp.azure.com from authentication (and inspection) on the proxy, or give the setup the proxy's account; then `pulumi up`.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "tls-inspection",
    cause:
      "A proxy breaks TLS open, or .NET on the host does not use TLS 1.2: the mutual TLS connection fails.",
    evidence: [{ line: /two[- ]way SSL connection/i, strength: "sure" }, { check: "tls-inspection" }],
    cure: "Except *.atp.azure.com from TLS inspection; set SystemDefaultTlsVersions and SchUseStrongCrypto to 1 in both .NETFramework\\v4.0.30319 keys; then `pulumi up`.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "tls-version",
    cause: "The two ends share no TLS version: TLS 1.0 is off and .NET does not offer TLS 1.2.",
    evidence: [
      { line: /\bSecureChannelFailure\b|\b0x80090331\b|create SSL\/TLS secure channel/i, strength: "sure" },
      // Windows translates the sentence and keeps these names; a certificate nobody trusts is told apart below.
      { line: /\bSSPI\b|\bSSL\/TLS\b/, strength: "likely" },
      { check: "tls-settings" },
    ],
    cure: "Set SystemDefaultTlsVersions and SchUseStrongCrypto to 1 (DWORD) in both .NETFramework\\v4.0.30319 keys, 64-bit and WOW6432Node; then `pulumi up`.",
    retryCanHelp: false,
    source: ATA_KNOWN_ISSUES,
  },
  {
    id: "root-certificate",
    cause: "The root certificate under which the service is trusted is missing on the host.",
    evidence: [
      { line: /\b(UntrustedRoot|PartialChain|0x800b0109|0x800b010a)\b/i, strength: "sure" },
      // .NET's word for a certificate it does not accept; of a handshake that fails otherwise it says SSPI.
      { line: /\bTrustFailure\b|\bAuthenticationException\b(?!.*\bSSPI\b)/, strength: "sure" },
      { line: /sensor failed to connect to service/i, strength: "sure" },
      { check: "root-certificate" },
    ],
    cure: "Import DigiCert Global Root G2 (US Government: DigiCert Global Root CA) with `Import-Certificate -FilePath <file> -CertStoreLocation Cert:\\LocalMachine\\Root`; where it is there, a proxy shows a certificate of its own: except *.atp.azure.com from inspection. Then `pulumi up`.",
    retryCanHelp: false,
    source: KNOWN_ISSUES,
  },
  {
    id: "access-key",
    cause:
      "The service does not accept the setup: its access key was regenerated, or is another workspace's.",
    evidence: [{ line: /\bStatus=FailedAuthentication\b/, strength: "likely" }],
    cure: "Run `pulumi up`: as long as the service lists no sensor for it, the key in force is handed over anew. If it stays, compare the workspace's name in the estate file with the portal (Settings > Identities > About).",
    retryCanHelp: false,
    source: `${ATA_KNOWN_ISSUES} (failed management authentication). UNCONFIRMED for the sensor's setup`,
  },
  {
    id: "cloud-unreachable",
    cause: "The setup cannot reach the sensor API to register the sensor.",
    evidence: [
      { line: /\b(NameResolutionFailure|ConnectFailure)\b/, strength: "sure" },
      { line: /\bSocketException\b.*:443\b/, strength: "sure" },
      {
        line: /\bSystem\.Net\.(WebException|Sockets\.SocketException|Http\.HttpRequestException)\b/,
        strength: "likely",
        step: "Install-Sensor",
      },
      { line: /\b0x80070643\b/i, strength: "likely", step: "Install-Sensor" },
      { check: "sensor-api-reachable" },
      { exitCode: 1603, step: "Install-Sensor" },
    ],
    cure: "Let the host reach https://<workspace>sensorapi.atp.azure.com on 443, directly or through a proxy that SYSTEM knows; then `pulumi up`.",
    retryCanHelp: true,
    source: KNOWN_ISSUES,
  },
];
