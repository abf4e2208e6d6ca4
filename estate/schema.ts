import { z } from "zod";
import type { maintenanceWindow } from "./schema/calendar.ts";
import { center, type waivableRules } from "./schema/center.ts";
import {
  attestation,
  type attestedRows,
  type centerRows,
  type checklistRows,
  type furtherRows,
} from "./schema/checklist.ts";
import { connectionDefaults, type secretReference } from "./schema/connection.ts";
import {
  domainController,
  type domainControllerRoles,
  type operatingSystems,
  standaloneGateway,
} from "./schema/hosts.ts";
import { policy, type switchableRules } from "./schema/policy.ts";
import { type preparableChecks, preparation } from "./schema/preparation.ts";
import { azure, service, workspace } from "./schema/service.ts";
import { count, dnsName, hostName, managedAccount, proxyAddress, siteName } from "./schema/words.ts";

/**
 * The estate file: everything that is to be moved, and the rules of the move. One schema is the source of the
 * TypeScript types below, of `estates/estate.schema.json` (completion in editors) and of `docs/estate.md`.
 */

export { changeFreeze, maintenanceWindow, weekdays } from "./schema/calendar.ts";
export { center, longestOverrideDays, waivableRules } from "./schema/center.ts";
export { attestation, attestedRows, centerRows, checklistRows, furtherRows } from "./schema/checklist.ts";
export { connectionDefaults, secretReference } from "./schema/connection.ts";
export {
  domainController,
  domainControllerRoles,
  operatingSystems,
  standaloneGateway,
} from "./schema/hosts.ts";
export { policy, switchableRules, waiver } from "./schema/policy.ts";
export { preparableChecks, preparation } from "./schema/preparation.ts";
export { azure, service, workspace } from "./schema/service.ts";

const domain = z.strictObject({
  name: dnsName.describe("DNS name of the domain."),
  forest: dnsName.describe("Root domain of its forest."),
  managedAccounts: z
    .array(managedAccount)
    .default([])
    .describe(
      "Its group managed service accounts (gMSA) that v2 sensors of its domain controllers will use, as registered in the portal under Directory service accounts. Each domain controller is measured to be able to use them before its gateway goes. None: the sensors run as LocalService only.",
    ),
});

const site = z.strictObject({
  name: siteName,
  maxUnavailable: count.optional().describe("Overrides policy.maxUnavailable.site here."),
  sensorProxy: proxyAddress
    .optional()
    .describe(
      "Proxy that v2 sensors of this site are installed with, and through which the ready gate asks the sensor API. The sensor's package is fetched through it, too. Without one both go the way SYSTEM has, and the sensor is given none.",
    ),
  packageMegabitsPerSecond: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe("Bandwidth the sensor's package may use to this site, megabits per second; else no limit."),
});

export const estate = z.strictObject({
  name: z.string().min(1).max(100).describe("What the estate is called in plans and reports."),
  workspace,
  azure: azure.optional(),
  service: service.prefault({}),
  connection: connectionDefaults,
  domains: z.array(domain).min(1).describe("Every domain of every forest that is moved."),
  sites: z.array(site).min(1).describe("Active Directory sites."),
  domainControllers: z.array(domainController).min(1).describe("Every domain controller, also those held."),
  standaloneGateways: z
    .array(standaloneGateway)
    .default([])
    .describe("ATA Gateways on servers of their own, fed by port mirroring."),
  centers: z.array(center).min(1).describe("ATA Centers, one a forest."),
  policy: policy.prefault({}).describe("The rules of the move."),
  preparation: preparation
    .prefault({})
    .describe(
      "What is put right on hosts before they are measured, where it is asked for; see docs/checks.md.",
    ),
  rollback: z
    .array(hostName)
    .default([])
    .describe(
      "Domain controllers that go back to their ATA Gateway: the sensor is removed and the gateway installed from the package kept on the host. While a name stands here it keeps the Center; see docs/rollback.md.",
    ),
  clearRemnants: z
    .array(
      z.strictObject({
        host: hostName.describe("The domain controller, or the server of a standalone gateway."),
        product: z
          .enum(["gateway", "sensor"])
          .describe("What they are left of; on the server of a standalone gateway only `gateway`."),
        shown: z
          .array(z.string().min(1))
          .min(1)
          .describe(
            "Each remnant, as `ata2mdi remnants` names it. Where anything else is found, nothing is cleared.",
          ),
      }),
    )
    .default([])
    .describe(
      "What removals or installations left, also those that went well, and is to be cleared; `ata2mdi remnants` prints the list.",
    ),
  attestations: z
    .array(attestation)
    .default([])
    .describe("What people say of settings that can only be made in the portal; `ata2mdi attest` adds one."),
});

export type Estate = z.output<typeof estate>;
export type EstateInput = z.input<typeof estate>;
export type DomainControllerEntry = Estate["domainControllers"][number];
export type StandaloneGatewayEntry = Estate["standaloneGateways"][number];
export type CenterEntry = Estate["centers"][number];
export type CenterBackupEntry = NonNullable<CenterEntry["backup"]>;
export type CenterArchiveEntry = NonNullable<CenterEntry["archive"]>;
export type WaivableRule = (typeof waivableRules)[number];
export type SiteEntry = Estate["sites"][number];
export type PreparableCheck = (typeof preparableChecks)[number];
export type Policy = Estate["policy"];
export type Waiver = Policy["waivers"][number];
export type MaintenanceWindow = z.output<typeof maintenanceWindow>;
export type ChangeFreeze = Policy["freezes"][number];
export type SwitchableRule = (typeof switchableRules)[number];
export type WaveApproval = Policy["approvals"][string];
export type WorkspaceEntry = Estate["workspace"];
export type ConnectionDefaults = Estate["connection"];
export type SecretReference = z.output<typeof secretReference>;
export type Attestation = z.output<typeof attestation>;
export type ChecklistRow = (typeof checklistRows)[number];
export type FurtherRow = (typeof furtherRows)[number];
export type CenterRow = (typeof centerRows)[number];
export type AttestedRow = (typeof attestedRows)[number];
export type OperatingSystem = (typeof operatingSystems)[number];
export type DomainControllerRole = (typeof domainControllerRoles)[number];
export type SensorGeneration = "v2" | "v3";
