import { expect, test } from "@jest/globals";
import { withValues } from "../support/estates.ts";
import { goldenPair } from "../support/golden.ts";

process.env.CENTER_PFX_PASSWORD = "Kept-In-The-Safe-7";
process.env.EVIDENCE_SAS = "sv=2021-08-06&sig=never-in-clear";
const attested = {
  by: "a.person@contoso.test",
  at: "2026-01-02T09:00:00Z",
  evidence: "screenshot of the page",
};

test("an estate that wants Azure's part and its Center gone declares what the reviewed dump says", async () => {
  const { declared, reviewed } = await goldenPair(
    "end",
    withValues(
      [
        ["azure"],
        {
          location: "northeurope",
          resourceGroup: "rg-identity",
          logAnalyticsWorkspace: "log-identity",
          evidenceStorageAccount: "stevidence",
        },
      ],
      [["centers", 0, "then"], "remove"],
      [["centers", 0, "retainUntil"], "2026-01-01"],
      [["centers", 0, "approval"], { by: "a.person@contoso.test", at: "2026-01-02T09:00:00Z" }],
      [["centers", 0, "backup"], { folder: "D:\\AtaBackup", pfxPassword: { env: "CENTER_PFX_PASSWORD" } }],
      [
        ["centers", 0, "archive"],
        {
          blob: {
            container: "https://stevidence.blob.core.windows.net/evidence",
            sas: { env: "EVIDENCE_SAS" },
          },
          signingKey: { file: ".ata2mdi/lab/id_ed25519" },
        },
      ],
      [["attestations", 2], { row: "honeytokens", state: "done", ...attested }],
      [["attestations", 3], { row: "mail-notifications", state: "done", ...attested }],
    ),
  );
  expect(declared).toEqual(reviewed);
  expect(JSON.stringify(declared)).not.toContain("sig=never-in-clear");
  const removal = declared.find((resource) => resource.name === "atacenter-remove");
  expect(removal?.dependsOn).toContain("atacenter-lock");
  const row = (name: string) =>
    declared.find((resource) => resource.name === `checklist-${name}`)?.dependsOn ?? [];
  // Accounts can be tagged only when the sensors know the directory; mail does not need them, an open row waits for nobody.
  expect(row("honeytokens")).toContain("initial-sync");
  expect(row("mail-notifications")).not.toContain("initial-sync");
  expect(row("exclusions")).not.toContain("initial-sync");
});
