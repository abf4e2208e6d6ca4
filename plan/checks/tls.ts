import { defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { PING_BY_HAND } from "./sensorApi.ts";
import { rootCertificateFor, TRUSTED_ISSUER } from "./thresholds.ts";

export const tlsInspection = defineCheck({
  id: "tls-inspection",
  title: "No proxy breaks TLS open",
  protectsFrom:
    "The sensor's mutual TLS failing (`failed two way SSL connection`): SSL inspection is not supported.",
  threshold:
    "The certificate presented by the sensor API was issued by Microsoft or DigiCert. UNCONFIRMED: no document lists its issuers; waive it where another one is known to be right.",
  source:
    "Microsoft Learn: sensor v2.x prerequisites (SSL inspection isn't supported); Troubleshooting known issues",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["sensorApi"],
  byHand: PING_BY_HAND,
  judge({ sensorApi: { issuer, status, error } }) {
    if (issuer === null) {
      return unreadFinding(
        status === 0
          ? `no certificate was presented: ${error ?? "no answer"}`
          : "no certificate was presented",
        PING_BY_HAND,
      );
    }
    return TRUSTED_ISSUER.test(issuer)
      ? pass(`Issued by ${issuer}.`)
      : fail(
          `The certificate was issued by ${issuer}.`,
          "Except *.atp.azure.com from TLS inspection on the proxy or firewall, then measure again.",
        );
  },
});

export const rootCertificate = defineCheck({
  id: "root-certificate",
  title: "Root certificate of the sensor API",
  protectsFrom:
    "A sensor that cannot trust its service: `failed to connect to service`, typical on Server Core and CA servers.",
  threshold:
    "LocalMachine\\Root holds DigiCert Global Root G2 (commercial cloud), or DigiCert Global Root CA (US Government).",
  source:
    "Microsoft Learn: Troubleshooting known issues (required certificates); Test-MdiReadiness.ps1 (thumbprints)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["rootCertificates"],
  byHand: "Get-ChildItem Cert:\\LocalMachine\\Root | Where-Object Subject -like '*DigiCert Global Root*'",
  judge({ rootCertificates }, { cloud }) {
    const { name, thumbprint, address } = rootCertificateFor(cloud);
    const held = rootCertificates.some((found) => found.toUpperCase() === thumbprint);
    return held
      ? pass(`${name} is there.`)
      : fail(
          `${name} (${thumbprint}) is not there; found of those looked for: ${rootCertificates.join(", ") || "none"}.`,
          `Download ${address}, compare its thumbprint, and run \`Import-Certificate -FilePath <file> -CertStoreLocation Cert:\\LocalMachine\\Root\`.`,
        );
  },
});

const TLS_VALUES = {
  systemDefault64: "SystemDefaultTlsVersions (64-bit)",
  strongCrypto64: "SchUseStrongCrypto (64-bit)",
  systemDefault32: "SystemDefaultTlsVersions (32-bit)",
  strongCrypto32: "SchUseStrongCrypto (32-bit)",
} as const;

export const tlsSettings = defineCheck({
  id: "tls-settings",
  title: ".NET uses TLS 1.2",
  protectsFrom:
    "A setup that offers the service an old TLS version and fails with `failed two way SSL connection`.",
  threshold:
    "SystemDefaultTlsVersions and SchUseStrongCrypto are 1 in both v4.0.30319 keys; a value that is not set has the default, which is 1 from .NET 4.7 on.",
  source:
    "Microsoft Learn: Troubleshooting known issues (two way SSL connection); Transport Layer Security best practices with .NET Framework",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["tls"],
  byHand:
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319' | Format-List SystemDefaultTlsVersions, SchUseStrongCrypto",
  judge({ tls }) {
    const names = Object.keys(TLS_VALUES) as (keyof typeof TLS_VALUES)[];
    const wrong = names.filter((name) => tls[name] !== null && tls[name] !== 1);
    if (wrong.length > 0) {
      return fail(
        `${wrong.map((name) => `${TLS_VALUES[name]} is ${tls[name]}`).join(", ")}.`,
        "Set both values to 1 in both keys: `foreach ($key in 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319') { Set-ItemProperty $key SystemDefaultTlsVersions 1 -Type DWord; Set-ItemProperty $key SchUseStrongCrypto 1 -Type DWord }`.",
      );
    }
    const unset = names.filter((name) => tls[name] === null);
    return pass(
      unset.length === 0
        ? "All four values are 1."
        : `Not set, so the default holds: ${unset.map((name) => TLS_VALUES[name]).join(", ")}.`,
    );
  },
});

export const certificateClient = defineCheck({
  id: "certificate-client",
  title: "No certificate management client in the way",
  protectsFrom:
    "A setup that cannot make its self-signed certificate (0x80090008), and a sensor that falls silent when that certificate is to be renewed after two years.",
  threshold:
    "No installed program's name begins with Entrust, the one client the documentation names. Others may do the same: the failure is told as cause `certificate-client`.",
  source: "Microsoft Learn: Troubleshooting known issues (certificate management client)",
  generations: ["v2"],
  blocking: "advisory",
  reads: ["certificateClients"],
  byHand:
    "Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\* | Where-Object DisplayName -like 'Entrust*'",
  judge({ certificateClients: found }) {
    return found.length === 0
      ? pass("None that is known is installed.")
      : fail(
          `Installed: ${found.join(", ")}.`,
          "Uninstall it before the sensor's setup and install it again afterwards; note the day two years from then, when the sensor renews its certificate and the client is in the way once more.",
        );
  },
});
