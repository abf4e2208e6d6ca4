import type { CenterLockInputs, LockReason } from "../declared.ts";
import { alertRules } from "./alertRules.ts";
import { archiveRule, backupRules, databaseRule } from "./backupRules.ts";
import { centerListRules, gatewayRules, movedRules, sensorsReadRule } from "./hostRules.ts";
import type { LockMeasurement } from "./measured.ts";
import { waivedRules } from "./override.ts";
import { fails } from "./reason.ts";
import {
  approvalRule,
  checklistRules,
  clockRule,
  healthRules,
  initialSyncRule,
  retentionRules,
  soakRule,
} from "./timeRules.ts";

export type { LockMeasurement } from "./measured.ts";

/**
 * Whether an ATA Center may go: only where its removal is asked for and not one rule fails or is unread, but those a
 * person waived. Pure.
 *
 * @param now the moment of the evaluation
 */
export function evaluateLock(
  measured: LockMeasurement,
  inputs: CenterLockInputs,
  now: Date,
): { open: boolean; reasons: LockReason[]; waived: LockReason[] } {
  const all = [
    ...requestRule(inputs),
    ...movedRules(inputs, measured),
    ...sensorsReadRule(measured),
    ...gatewayRules(inputs, measured),
    ...centerListRules(inputs, measured),
    ...clockRule(measured),
    ...initialSyncRule(inputs, now),
    ...soakRule(inputs, now),
    ...healthRules(inputs, measured),
    ...checklistRules(inputs),
    ...backupRules(inputs, measured, now),
    ...alertRules(inputs, measured),
    ...archiveRule(inputs, measured),
    ...databaseRule(inputs, measured),
    ...retentionRules(inputs, measured, now),
    ...approvalRule(inputs, now),
  ];
  const waives = waivedRules(inputs.override, now);
  const reasons = all.filter(({ rule }) => !waives.includes(rule));
  return { open: reasons.length === 0, reasons, waived: all.filter(({ rule }) => waives.includes(rule)) };
}

function requestRule(inputs: CenterLockInputs): LockReason[] {
  if (inputs.request === "remove") return [];
  return [
    fails("request", inputs.center.name, {
      measured: "the estate file says to keep the Center",
      cure: "Set `then: remove` with this Center when it shall go.",
      command: "ata2mdi check",
    }),
  ];
}
