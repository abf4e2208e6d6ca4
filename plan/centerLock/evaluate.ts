import type { CenterLockInputs, LockReason } from "../declared.ts";
import { centerListRules, gatewayRules, movedRules, sensorsReadRule } from "./hostRules.ts";
import type { LockMeasurement } from "./measured.ts";
import { fails } from "./reason.ts";
import { approvalRule, checklistRules, healthRules, initialSyncRule, retentionRule } from "./timeRules.ts";

export type { LockMeasurement } from "./measured.ts";

/**
 * Whether an ATA Center may go: only where its removal is asked for and not one rule fails or is unread. Pure.
 *
 * @param now the moment of the evaluation
 */
export function evaluateLock(
  measured: LockMeasurement,
  inputs: CenterLockInputs,
  now: Date,
): { open: boolean; reasons: LockReason[] } {
  const reasons = [
    ...requestRule(inputs),
    ...movedRules(inputs, measured),
    ...sensorsReadRule(measured),
    ...gatewayRules(inputs, measured),
    ...centerListRules(inputs, measured),
    ...initialSyncRule(inputs, now),
    ...healthRules(inputs, measured),
    ...checklistRules(inputs),
    ...retentionRule(inputs, now),
    ...approvalRule(inputs, now),
  ];
  return { open: reasons.length === 0, reasons };
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
