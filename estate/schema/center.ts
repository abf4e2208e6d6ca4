import { z } from "zod";
import { duration } from "../duration.ts";
import { reach, secretReference } from "./connection.ts";
import { approval, day, dnsName, formed, hostName, instant, person, reason } from "./words.ts";

/** Rules of a Center's lock that a person could settle, and may waive in an emergency. */
export const waivableRules = [
  "initial-sync",
  "soak",
  "health-issues",
  "checklist",
  "backup",
  "alerts",
  "archive",
  "retention",
] as const;

/** An emergency does not last longer. */
export const longestOverrideDays = 14;

const windowsFolder = formed(
  /^([A-Za-z]:\\|\\\\[^\\/:*?"<>|]+\\)[^/:*?"<>|]+$/,
  "a folder of Windows: D:\\AtaBackup or \\\\server\\share\\folder",
);

const backup = z
  .strictObject({
    folder: windowsFolder
      .optional()
      .describe(
        "Folder on the Center's host, or a share its computer account may write to; else below C:\\ProgramData\\ata2mdi.",
      ),
    pfxPassword: secretReference.describe(
      "Password that protects the exported certificate; at least 12 characters.",
    ),
    take: z
      .int()
      .min(1)
      .max(999)
      .default(1)
      .describe("Number of the backup: raise it by one and another is taken; earlier ones stay."),
    maxAge: duration({ min: "1h", max: "365d" })
      .prefault("30d")
      .describe("Longest age at which it still counts when the Center goes."),
    deadline: duration({ min: "1m", max: "48h" })
      .prefault("12h")
      .describe("Longest time taking it, reading it back and archiving it may each take."),
  })
  .describe("The backup of the Center, taken when all its domain controllers have moved, and read back.");

const archive = z
  .strictObject({
    folder: windowsFolder
      .optional()
      .describe(
        "Folder or share the Center's host copies the backup to; its computer account must be able to write.",
      ),
    blob: z
      .strictObject({
        container: z
          .url({ protocol: /^https$/, error: "must be the https address of a blob container" })
          .describe("Address of the container: https://stevidence.blob.core.windows.net/evidence."),
        sas: secretReference.describe(
          "Shared access signature for it, with create, write and read, for some hours.",
        ),
      })
      .optional()
      .describe("Azure Blob container the Center's host uploads the backup to."),
    signingKey: secretReference.describe("Unencrypted Ed25519 private key that signs the list of files."),
  })
  .describe("A signed copy of the backup elsewhere; exactly one of `folder` and `blob`.");

const decidedAlert = z.strictObject({
  id: formed(/^[0-9a-fA-F]{24}$/, "an alert's id, 24 hex digits, as `ata2mdi alerts` writes it").describe(
    "The open suspicious activity.",
  ),
  by: person,
  at: instant,
  reason,
});

const override = z
  .strictObject({
    waives: z.array(z.enum(waivableRules)).min(1).describe("The rules of the lock that are waived."),
    by: person,
    at: instant,
    until: day.describe(`Last day on which it counts, at most ${longestOverrideDays} days after \`at\`.`),
    reason,
  })
  .describe("Emergency override of this Center's lock; shown wherever the Center is shown.");

export const center = z.strictObject({
  name: hostName,
  forest: dnsName.describe("The forest it serves, by its root domain; one Center a forest."),
  domain: dnsName.optional().describe("Domain of the server itself, when it is joined to one."),
  ...reach,
  console: z
    .url({ protocol: /^https$/, error: "must be an https address such as https://ata-center.contoso.com" })
    .describe("Address of its console and REST interface: https://ata-center.contoso.com."),
  consoleAccount: z
    .strictObject({
      user: formed(/^[^\\/:\s]+\\[^\\/:]+$/, "an account such as `CONTOSO\\svc-ata2mdi`").describe(
        "`DOMAIN\\name`; it has to be an ATA administrator.",
      ),
      password: secretReference.describe("Where its password is."),
    })
    .optional()
    .describe(
      "Who signs in to the console; else whoever runs this, by a Kerberos ticket or a Windows session.",
    ),
  // biome-ignore lint/suspicious/noThenProperty: `then` is the estate file's word, and this object is never awaited
  then: z
    .enum(["retain", "remove"])
    .default("retain")
    .describe("What happens at the end. Removal needs `retainUntil` in the past and `approval`."),
  whileKept: z
    .enum(["running", "stopped"])
    .optional()
    .describe(
      "Whether its services run while it is kept. `stopped`: they are stopped when everything is done, and started before its removal; `running`: they are started again. Without it nothing touches them.",
    ),
  retainUntil: day.optional().describe("First day on which the Center may be removed."),
  approval: approval
    .extend({
      retainUntil: day
        .optional()
        .describe("Repeats `retainUntil`, where that day had come before the Center was first looked at."),
    })
    .optional()
    .describe("Who agreed to the removal."),
  gatewayAccount: z
    .strictObject({
      user: z.string().min(1).describe("An ATA administrator: `CONTOSO\\svc-ata`."),
      password: secretReference.describe("Where its password is."),
    })
    .optional()
    .describe(
      "Account with which a gateway registers at this Center. Only for going back (`rollback`), where the kept package asks for one.",
    ),
  backup: backup.optional(),
  archive: archive.optional(),
  deleteDatabase: hostName
    .optional()
    .describe(
      "The Center's own name, to delete the database's files with it. Needs `archive`. Default: they stay.",
    ),
  alerts: z
    .array(decidedAlert)
    .default([])
    .describe("Suspicious activities that stay open in ATA, each with who decided so and why."),
  override: override.optional(),
});
