import { z } from "zod";
import { target } from "../estate/target.ts";
import type { WaveGateOutputs } from "./declared.ts";
import { type GateOutputs, gate, moment, subject, waits, workspaceRef } from "./declaredParts.ts";
import type { OrphanSensor } from "./orphanSensors.ts";

/**
 * Inputs and outputs of the resources for what else the service lets a program do: its own settings, gates, and what
 * is left behind. The same rules as in declared.ts.
 */

/** `initial-sync`: time enough since the first sensor ran for its data to be judged. */
export const initialSyncInputs = z.strictObject({
  /** When each sensor was verified, ISO 8601. */
  verifiedAt: z.array(moment).min(1),
  seconds: z.number().min(0),
  skipWithReason: gate.skipWithReason,
});

/** `<name>-health`: no health issue of these domain controllers holds the move up. */
export const healthIssueGateInputs = z.strictObject({
  workspace: workspaceRef,
  name: z.string(),
  domainControllers: z.array(subject).min(1),
  since: moment.nullable(),
  ...gate,
});
export type HealthIssueGateOutputs = WaveGateOutputs;

/** `<name>-signal`: events of every one of these domain controllers are seen by a hunting query. */
export const huntingSignalInputs = z.strictObject({
  workspace: workspaceRef,
  name: z.string(),
  domainControllers: z.array(subject).min(1),
  /** How far back events count. */
  withinSeconds: z.number().positive(),
  ...gate,
});
export interface HuntingSignalOutputs extends GateOutputs {
  /** Domain controller → events seen. */
  events: Record<string, number>;
}

/** `<dc>-dns-signal`: its sensor reports a DNS question that another domain controller puts to it on purpose. */
export const dnsSignalInputs = z.strictObject({
  workspace: workspaceRef,
  subject,
  /** The domain controller that asks. */
  asker: target,
  ...gate,
});
export interface DnsSignalOutputs extends GateOutputs {
  /** When it was asked, by the asker's clock; it is asked once. */
  askedAt: string;
  /** The DNS answer's code; 5: refused, as it should be. */
  responseCode: number;
  /** What its sensor reported since. */
  events: number;
}
export type DnsSignalInputs = z.output<typeof dnsSignalInputs>;

/** `activation-configuration`: whether servers that can take a v3 sensor get it by themselves. */
export const activationConfigurationInputs = z.strictObject({
  workspace: workspaceRef,
  activationMode: z.enum(["manual", "automated"]),
});
export interface ActivationConfigurationOutputs {
  /** What it was before, as the service said it. */
  before: string;
}

/** `auto-auditing`: whether the service sets the Windows auditing of v3 sensors by itself. */
export const autoAuditingInputs = z.strictObject({ workspace: workspaceRef, isAutomatic: z.boolean() });
export interface AutoAuditingOutputs {
  before: boolean;
}

/** `<name>-key-rotation`: a new access key, so that the one the move used registers no more sensors. */
export const keyRotationInputs = z.strictObject({
  workspace: workspaceRef,
  /** What it follows, `wave-2` or `end`; another value rotates again. */
  turn: z.string().min(1),
});
export interface KeyRotationOutputs {
  rotatedAt: string;
}

/** `health-issue-suppression`: planned noise kept quiet for the window, and put back to open afterwards. */
export const healthIssueSuppressionInputs = z.strictObject({
  workspace: workspaceRef,
  domainControllers: z.array(subject).min(1),
  /** Parts of the titles of issues that are to be expected, in any case. */
  titles: z.array(z.string().min(3)).min(1),
  /** End of the window, at most seven days from its beginning; null: `forSeconds` say how long it is. */
  until: moment.nullable(),
  /** Length of the window from the first run on; null where `until` is given. */
  forSeconds: z.number().positive().nullable(),
  reason: z.string().min(3),
});
export interface HealthIssueSuppressionOutputs {
  /** End of the window, ISO 8601. */
  windowEnd: string;
  /** Ids of the issues that were suppressed and not put back by this resource. */
  suppressed: string[];
  /** When they were put back to open; null: not yet. */
  reopenedAt: string | null;
}

/** `health-issues-reopened`: what was suppressed is open again, before the health of the whole move is judged. */
export const healthIssueReopeningInputs = z.strictObject({
  workspace: workspaceRef,
  /** Ids of the issues, from the suppression. */
  suppressed: z.array(z.string()),
});
export interface HealthIssueReopeningOutputs {
  /** Those that were still suppressed, and are open now. */
  reopened: string[];
  reopenedAt: string;
}

/** `orphan-sensors`: what the service lists and nobody stands behind. */
export const orphanSensorsInputs = z.strictObject({
  workspace: workspaceRef,
  /** Every domain controller the estate has. */
  domainControllers: z.array(subject),
  /** Names of orphans to remove; only those the service itself calls dead go. */
  remove: z.array(z.string()),
});
export interface OrphanSensorsOutputs {
  orphans: OrphanSensor[];
  /** Domain controllers for which the service lists no sensor. */
  missing: string[];
  removed: string[];
}

/** `<dc>-sensor-migration`: a v2 sensor made v3 by the service. Beta, not for production by Microsoft's word. */
export const sensorMigrationInputs = z.strictObject({
  workspace: workspaceRef,
  subject,
  /** Written out by a person, since it cannot be undone after a week. */
  risk: z.literal("beta and irreversible after a week"),
  ...waits,
});
export interface SensorMigrationOutputs {
  sensorId: string;
  migrationState: string;
  migratedAt: string;
}

export type InitialSyncInputs = z.output<typeof initialSyncInputs>;
export type HealthIssueGateInputs = z.output<typeof healthIssueGateInputs>;
export type HuntingSignalInputs = z.output<typeof huntingSignalInputs>;
export type ActivationConfigurationInputs = z.output<typeof activationConfigurationInputs>;
export type AutoAuditingInputs = z.output<typeof autoAuditingInputs>;
export type KeyRotationInputs = z.output<typeof keyRotationInputs>;
export type HealthIssueSuppressionInputs = z.output<typeof healthIssueSuppressionInputs>;
export type HealthIssueReopeningInputs = z.output<typeof healthIssueReopeningInputs>;
export type OrphanSensorsInputs = z.output<typeof orphanSensorsInputs>;
export type SensorMigrationInputs = z.output<typeof sensorMigrationInputs>;
