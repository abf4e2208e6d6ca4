import type { CheckContext } from "../verdict.ts";

/**
 * Every number the checks hold a host to, in one place. Those marked UNCONFIRMED are read out of documents that
 * disagree, or are inferred: change them here (or pass others in the context where it has a field for them).
 */

const GIBIBYTE = 1024 ** 3;

/** Windows Server builds the sensors are documented for. */
export const WINDOWS_SERVER_BUILDS: Readonly<Record<string, string>> = {
  "14393": "Windows Server 2016",
  "17763": "Windows Server 2019",
  "20348": "Windows Server 2022",
  "26100": "Windows Server 2025",
};
/** First build a v2 and a v3 sensor runs on. */
export const LOWEST_BUILD = { v2: 14_393, v3: 17_763 } as const;
export const SERVER_2019_BUILD = 17_763;
export const SERVER_2025_BUILD = 26_100;

/** On Server 2019 a v2 sensor is stopped while ntdsai.dll is older than 10.0.17763.316 (KB4487044). */
export const SERVER_2019_LOWEST_REVISION = 316;

/**
 * Update revisions of the cumulative update of March 2026, which a v3 sensor needs. UNCONFIRMED: the page on sensor
 * settings of July 2026 names the update of July 2026 instead for migration from v2.
 */
export const minimumRevisions: Readonly<Record<string, number>> = {
  "17763": 8511,
  "20348": 4893,
  "26100": 32_522,
};

/** `Release` of .NET Framework 4.7, the lowest value of its three. */
export const DOT_NET_RELEASE = 460_798;

export const LOWEST_PROCESSORS = 2;
/** 6 GB less one MiB: firmware keeps a little, so a machine with 6 GB may report 6,143 MiB. */
export const LOWEST_MEMORY_BYTES = 6 * GIBIBYTE - 1024 ** 2;
export const LOWEST_FREE_BYTES = 6 * GIBIBYTE;
export const RECOMMENDED_FREE_BYTES = 10 * GIBIBYTE;

/** Power scheme "High performance"; its GUID is the same in every language. */
export const HIGH_PERFORMANCE = "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c";

export const LARGEST_CLOCK_SKEW_SECONDS = 300;

/** Defender for Endpoint's service, MsSense.exe. */
export const LOWEST_SENSE_VERSION = "10.8735";
export const LOWEST_NPCAP_VERSION = "1.0";

const ROOT_G2 = {
  name: "DigiCert Global Root G2",
  thumbprint: "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4",
  address: "https://cacerts.digicert.com/DigiCertGlobalRootG2.crt",
};
const ROOT_CA = {
  name: "DigiCert Global Root CA",
  thumbprint: "A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436",
  address: "https://cacerts.digicert.com/DigiCertGlobalRootCA.crt",
};

/** The root certificate under which the sensor API of a cloud is trusted. */
export function rootCertificateFor(cloud: CheckContext["cloud"]): typeof ROOT_G2 {
  return cloud === "usGovL4" || cloud === "usGovL5" ? ROOT_CA : ROOT_G2;
}

/** Thumbprints (upper case) a host is asked to look for: what Get-HostFacts takes as `rootCertificates`. */
export const rootCertificateThumbprints: readonly string[] = [ROOT_G2.thumbprint, ROOT_CA.thumbprint];

/**
 * Organisations that issue the sensor API's certificate. UNCONFIRMED: no document lists its issuers; any other one
 * is taken for a proxy that breaks TLS open.
 */
export const TRUSTED_ISSUER = /\bO\s*=\s*"?(Microsoft Corporation|DigiCert,? Inc\.?)"?\s*(,|$)/i;

/** Answers of the sensor API's ping that mean it was reached; older workspaces answer 503. */
export const REACHED_STATUS: readonly number[] = [200, 503];

/** SID of NT SERVICE\ALL SERVICES. */
export const ALL_SERVICES_SID = "S-1-5-80-0";
export const EVERYONE_SID = "S-1-1-0";
export const AUTHENTICATED_USERS_SID = "S-1-5-11";

/** Audit subcategories the sensor reads events of, by GUID: names are localised, GUIDs are not. */
export const AUDITED_SUBCATEGORIES: Readonly<Record<string, string>> = {
  "0cce923f-69ae-11d9-bed3-505054503030": "Credential Validation",
  "0cce9236-69ae-11d9-bed3-505054503030": "Computer Account Management",
  "0cce9238-69ae-11d9-bed3-505054503030": "Distribution Group Management",
  "0cce9237-69ae-11d9-bed3-505054503030": "Security Group Management",
  "0cce9235-69ae-11d9-bed3-505054503030": "User Account Management",
  "0cce923b-69ae-11d9-bed3-505054503030": "Directory Service Access",
  "0cce923c-69ae-11d9-bed3-505054503030": "Directory Service Changes",
  "0cce9211-69ae-11d9-bed3-505054503030": "Security System Extension",
};
export const SUCCESS_AND_FAILURE = 3;

/** Registry values that make event 8004 appear: Lsa\MSV1_0 and Netlogon\Parameters. */
export const NTLM_AUDITING = { auditReceiving: 2, restrictSending: [1, 2], auditInDomain: 7 } as const;
