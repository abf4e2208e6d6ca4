import { z } from "zod";
import { day, formed, hostName, instant, person } from "./words.ts";

/** The rows of the guide's checklist and those it lacks; what a row means is said in docs/carry-over.md. */
export const checklistRows = [
  "delayed-updates",
  "directory-service-account",
  "domain-synchronizers",
  "syslog",
  "vpn",
  "defender-for-endpoint",
  "honeytokens",
  "sensitive-tags",
  "exclusions",
  "mail-notifications",
  "scheduled-reports",
  "role-groups",
  "siem",
] as const;

/** What the guide's checklist lacks and an ATA configuration can hold all the same. */
export const furtherRows = [
  "health-alerts",
  "automatic-updates",
  "detectors-off",
  "default-sensitive-groups",
  "telemetry",
] as const;
/** What must be shown to be done at the end of a Center, besides the checklist. */
export const centerRows = ["ata-alerts", "ata-database-backup"] as const;
/** Every row a person can attest. */
export const attestedRows = [...checklistRows, ...furtherRows, ...centerRows] as const;

export const attestation = z.strictObject({
  row: z.enum(attestedRows).describe("The row it is about, from docs/carry-over.md."),
  center: hostName
    .optional()
    .describe(
      "The Center it is about; needed for ata-alerts and ata-database-backup where there are several.",
    ),
  state: z
    .enum(["done", "notApplicable"])
    .describe("Whether the setting was made, or is not needed in this estate."),
  by: person,
  at: instant,
  evidence: z
    .string()
    .min(3)
    .describe("What shows it: a ticket, a screenshot's place, the reason it does not apply."),
  expires: day.optional().describe("Last day on which it counts."),
  signature: formed(/^[A-Za-z0-9+/]{86}==$/, "a signature as `ata2mdi attest --sign` writes it")
    .optional()
    .describe("Ed25519 signature, by the key that policy.signers has for `by`."),
  valueHash: formed(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex, as `ata2mdi attest` writes it")
    .optional()
    .describe(
      "Hash of the ATA value it attests; when ATA holds another value later, the attestation is void.",
    ),
});
