import { z } from "zod";
import { attestedRows, changeFreeze, maintenanceWindow, waivableRules } from "../estate/schema.ts";
import { target } from "../estate/target.ts";
import type { CenterBackup } from "./centerBackup.ts";
import {
  consoleAccount,
  type GateOutputs,
  gate,
  moment,
  subject,
  waits,
  workspaceRef,
} from "./declaredParts.ts";
import type { HostTraits } from "./planner/sharedTraits.ts";

export { type WorkspaceRef, workspaceRef } from "./declaredParts.ts";

/**
 * The inputs of the project's own resources as the program declares them and the provider checks them, and the
 * outputs the provider answers with. Tokens are `ata2mdi:index:<name>`. No input holds a secret's value.
 */

/** Further things of the service a plan may use, besides installing and watching sensors. */
export const serviceFeatures = [
  "activationConfiguration",
  "autoAuditing",
  "keyRotation",
  "healthIssueSuppression",
  "orphanRemoval",
  "sensorMigration",
  "hunting",
] as const;
export type ServiceFeature = (typeof serviceFeatures)[number];

/** `workspace`: the service answers, with this application's permissions, for this workspace. */
export const defenderWorkspaceInputs = z.strictObject({
  workspace: workspaceRef,
  /** Generations the plan will install: what only another one needs is not asked for. Default: both. */
  generations: z.array(z.enum(["v2", "v3"])).optional(),
  /** What else the plan will use of the service, so that its permissions are asked for beforehand. Default: nothing. */
  features: z.array(z.enum(serviceFeatures)).optional(),
});
export interface DefenderWorkspaceOutputs {
  checkedAt: string;
}

/** `sensor-package`: the installer of the v2 sensor as the service offers it now. */
export const deploymentPackageInputs = z.strictObject({
  workspace: workspaceRef,
  /** Domain controllers that still need it: while one of them has no sensor, what is older than `freshForSeconds` is fetched again. */
  neededBy: z.array(subject),
  freshForSeconds: z.number().positive(),
});
export interface DeploymentPackageOutputs {
  version: string;
  /** Lower-case hex. */
  sha256: string;
  fetchedAt: string;
  /** Secret: the address carries an access token. */
  uri: string;
}

/**
 * `<dc>-access-key`: the key that registers a v2 sensor lies on its host. It goes from the service to the host without
 * being an input or an output of anything, so it is in no state.
 */
export const accessKeyInputs = z.strictObject({
  workspace: workspaceRef,
  target,
  subject,
  /** How long the host keeps it where no installation comes for it. */
  goodForSeconds: z.number().positive(),
  deadlineSeconds: z.number().positive(),
});
export interface AccessKeyOutputs {
  handedAt: string;
  /** Until when the host keeps it, by the host's clock; null where its sensor is installed and needs none. */
  goodUntil: string | null;
  /** Whether the service listed a sensor under this name already: then its being listed says nothing of the installation. */
  sensorListed: boolean;
}

/** `<dc>-ready`: passes only when every blocking check on the host passes, measured now. */
export const readyGateInputs = z.strictObject({
  target,
  domain: z.string(),
  /** Active Directory site; without it a cause it shares with its site is not seen. */
  site: z.string().optional(),
  generation: z.enum(["v2", "v3"]),
  gateway: z.enum(["lightweight", "none"]),
  workspace: workspaceRef,
  /** Group managed service accounts its v2 sensor will use. */
  managedAccounts: z.array(z.string()),
  /** The proxy its v2 sensor will be given; without one the sensor API is asked through SYSTEM's own. */
  sensorProxy: z.string().optional(),
  waivers: z.array(
    z.strictObject({ check: z.string(), reason: z.string(), by: z.string(), expires: z.string() }),
  ),
  /** When a move may begin here; null: at any time. */
  calendar: z
    .strictObject({
      site: z.string(),
      windows: z.array(maintenanceWindow),
      freezes: z.array(changeFreeze),
      /** A window has to stay open so long for a move to begin; 0 where it is not said. */
      needsSeconds: z.number().min(0).optional(),
    })
    .nullable()
    .optional(),
  readyForSeconds: z.number().positive(),
  deadlineSeconds: z.number().positive(),
});
export interface ReadyGateOutputs {
  measuredAt: string;
  /** The gateway must not be removed on this measurement after this moment. */
  readyUntil: string;
  /** Whether the service listed a sensor for this host already when it was measured. */
  sensorListed: boolean;
  /** Check id → pass, fail, unread or waived; blocking and advisory alike. */
  verdicts: Record<string, "pass" | "fail" | "unread" | "waived">;
  factsHash: string;
  /** What it may share a cause of failure with others by. */
  traits: HostTraits;
  /** When it was first found ready: the steps after it are named by it. Null in stacks from before there were turns. */
  begunAt: string | null;
}

/** `<dc>-activate-sensor`: a v3 sensor switched on through Graph. */
export const sensorActivationInputs = z.strictObject({ workspace: workspaceRef, subject, ...waits });
export interface SensorActivationOutputs {
  candidateId: string;
  activatedAt: string;
}

/** `<dc>-sensor`: settings declared; done when service, error log and cloud agree. */
export const sensorInputs = z.strictObject({
  workspace: workspaceRef,
  target,
  subject,
  generation: z.enum(["v2", "v3"]),
  settings: z.strictObject({ description: z.string().nullable(), delayedUpdate: z.boolean().nullable() }),
  /** When the gateway stopped, ISO 8601; null where none ran here. */
  unprotectedSince: z.string().nullable(),
  /** Hash of the plan this run carries out; a moved one keeps the hash it moved under. */
  plan: z.string().optional(),
  ...waits,
});
export interface SensorOutputs {
  sensorId: string;
  version: string;
  serviceStatus: string;
  deploymentStatus: string;
  healthStatus: string;
  /** When service, log and cloud first agreed. */
  verifiedAt: string;
  /** Seconds without a running gateway or sensor; null where no gateway was removed. */
  protectionGapSeconds: number | null;
  /** Why it was not verified last time, where the cause is known; null: it was, or nobody knows. */
  lastFailure: { fingerprint: string; at: string } | null;
  /** Hash of the plan it moved under, whatever was planned since; null where none was told. */
  movedUnder: string | null;
}

/** `wave-<n>-gate`: every sensor of the wave stays healthy for the soak. */
export const waveGateInputs = z.strictObject({
  workspace: workspaceRef,
  wave: z.string(),
  domainControllers: z.array(subject),
  soakSeconds: z.number().min(0),
  /** Health issues that were there before this moment hold nothing up; null: every issue counts. */
  since: moment.nullable().optional(),
  ...gate,
});
export interface WaveGateOutputs extends GateOutputs {
  /** Titles of open health issues that did not hold it up: from daily checks, or older than the wave. */
  tolerated: string[];
}

/** `checklist-<row>`: what a person says of a setting no program can make. */
export const checklistRowInputs = z.strictObject({
  row: z.enum(attestedRows),
  title: z.string(),
  state: z.enum(["open", "done", "notApplicable"]),
  by: z.string().nullable(),
  at: z.string().nullable(),
  evidence: z.string().nullable(),
});
export interface ChecklistRowOutputs {
  state: "open" | "done" | "notApplicable";
}

/** `<center>-lock`: whether the Center may go, measured live when it is asked. */
/** Rules of the lock that a person may waive in an emergency. */
export const lockOverride = z.strictObject({
  waives: z.array(z.enum(waivableRules)),
  by: z.string(),
  at: z.string(),
  /** Last day on which it counts, UTC. */
  until: z.string(),
  reason: z.string(),
});
export const centerLockInputs = z.strictObject({
  center: z.strictObject({
    name: z.string(),
    forest: z.string(),
    target,
    console: z.string(),
    account: consoleAccount,
  }),
  workspace: workspaceRef,
  request: z.enum(["retain", "remove"]),
  retainUntil: z.string().nullable(),
  /** `retainUntil` repeats the day, where it had come already when the Center was first looked at. */
  approval: z.strictObject({ by: z.string(), at: z.string(), retainUntil: z.string().nullable() }).nullable(),
  /** Which backup on the Center's host counts, and for how long; null: none is asked for. */
  backup: z
    .strictObject({ folder: z.string().nullable(), name: z.string(), maxAgeSeconds: z.number().positive() })
    .nullable(),
  /** What the archive's copy proved: the manifest it holds; null: none is asked for. */
  archive: z.strictObject({ manifestSha256: z.string().nullable() }).nullable(),
  /** The Center's name, where the database's files are to be deleted with it. */
  deleteDatabase: z.string().nullable(),
  /** Ids of open suspicious activities a person has decided. */
  decidedAlerts: z.array(z.string()),
  override: lockOverride.nullable(),
  /** Whether its services are kept running or stopped; null: nothing touches them. */
  rest: z.enum(["running", "stopped"]).nullish(),
  /** Every domain controller of the forest, with what became of it and how to reach it. */
  domainControllers: z.array(
    z.strictObject({
      name: z.string(),
      domain: z.string(),
      decision: z.enum(["move", "hold", "blocked", "rollback"]),
      why: z.string(),
      /** From the Sensor resource; null where it does not move. An input, so that order cannot be lost. */
      sensorId: z.string().nullable(),
      verifiedAt: z.string().nullable(),
      target,
    }),
  ),
  standaloneGateways: z.array(
    z.strictObject({ name: z.string(), removed: z.boolean(), why: z.string(), target }),
  ),
  /** Row → state, this Center's own rows under their plain names. A row that is missing counts as open. */
  checklist: z.record(z.string(), z.enum(["open", "done", "notApplicable"])),
  initialSyncSeconds: z.number().min(0),
  /** Seconds that must have passed since the last sensor was verified. */
  soakSeconds: z.number().min(0),
  freshForSeconds: z.number().positive(),
  deadlineSeconds: z.number().positive(),
});
export interface LockReason {
  rule: string;
  outcome: "pass" | "fail" | "unread";
  host: string | null;
  measured: string;
  cure: string;
  command: string;
}
export interface CenterLockOutputs {
  open: boolean;
  /** What stands in the way; empty when open. */
  reasons: LockReason[];
  evaluatedAt: string;
  /** The Center must not be removed on this evaluation after this moment; empty while closed. */
  permitUntil: string;
  /** What stands in the way, and was waived by the emergency override. */
  waived: LockReason[];
  /** When this program first looked at the Center. */
  firstSeenAt: string;
  /** The backup as it was measured; null: none, or it could not be measured. */
  measuredBackup: CenterBackup | null;
  /** The Center was measured gone from its host: nothing is left to lock. */
  gone: boolean;
}

export type DefenderWorkspaceInputs = z.output<typeof defenderWorkspaceInputs>;
export type DeploymentPackageInputs = z.output<typeof deploymentPackageInputs>;
export type AccessKeyInputs = z.output<typeof accessKeyInputs>;
export type ReadyGateInputs = z.output<typeof readyGateInputs>;
export type SensorActivationInputs = z.output<typeof sensorActivationInputs>;
export type SensorInputs = z.output<typeof sensorInputs>;
export type WaveGateInputs = z.output<typeof waveGateInputs>;
export type ChecklistRowInputs = z.output<typeof checklistRowInputs>;
export type CenterLockInputs = z.output<typeof centerLockInputs>;
