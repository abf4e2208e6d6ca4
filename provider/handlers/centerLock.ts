import { evaluateLock } from "../../plan/centerLock/evaluate.ts";
import {
  type CenterLockInputs,
  type CenterLockOutputs,
  centerLockInputs,
  type LockReason,
} from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { isCenterGone, measureLock } from "../center/lockMeasurement.ts";
import type { ResourceHandler, WorkCall } from "../handler.ts";
import { same } from "../wire.ts";

/** Longest time of the one question a preview may put to the Center's host. */
const PREVIEW_SECONDS = 30;

/** Inputs that change what is decided. */
const decided = [
  "request",
  "retainUntil",
  "approval",
  "backup",
  "archive",
  "deleteDatabase",
  "decidedAlerts",
  "override",
  "rest",
  "domainControllers",
  "standaloneGateways",
  "checklist",
  "initialSyncSeconds",
  "soakSeconds",
] as const;

/** Whether an ATA Center may go, measured live. While its removal is not asked for it only says what stands in the way. */
export const centerLock: ResourceHandler<CenterLockInputs, CenterLockOutputs> = {
  token: "ata2mdi:index:CenterLock",
  inputs: centerLockInputs,
  minds: [],
  notes: [...decided, "center", "workspace"],
  farewell: "forgotten; the Center stays as it is",
  idOf: (inputs) => inputs.center.name,

  async due(state, inputs, call) {
    // Once it is gone there is nothing to lock: changes are written down, no host is asked for ever.
    if (state.gone) return undefined;
    if (decided.some((key) => !same(state[key], inputs[key])))
      return "what it rests on has changed: it is evaluated again";
    if (inputs.request === "retain") return undefined;
    const permitted = Date.parse(state.permitUntil ?? "") > call.services.now().getTime();
    if (permitted) return undefined;
    if (await isCenterGone(inputs.center.target, PREVIEW_SECONDS, call)) return undefined;
    return "its last evaluation no longer counts: it is evaluated again";
  },

  create: (inputs, call) => evaluate(inputs, undefined, call),

  async update(state, inputs, call) {
    if (
      inputs.request === "remove" &&
      (await isCenterGone(inputs.center.target, inputs.deadlineSeconds, call))
    ) {
      const now = call.services.now().toISOString();
      return {
        open: true,
        reasons: [],
        waived: state.waived ?? [],
        evaluatedAt: now,
        firstSeenAt: state.firstSeenAt ?? now,
        measuredBackup: state.measuredBackup ?? null,
        permitUntil: "",
        gone: true,
      };
    }
    return evaluate(inputs, state.firstSeenAt ?? state.evaluatedAt, call);
  },
};

async function evaluate(
  inputs: CenterLockInputs,
  firstSeenAt: string | undefined,
  call: WorkCall<CenterLockOutputs>,
): Promise<CenterLockOutputs> {
  const started = call.services.now();
  const seenAt = firstSeenAt ?? started.toISOString();
  const measured = { ...(await measureLock(inputs, call)), firstSeenAt: seenAt };
  const { open, reasons, waived } = evaluateLock(measured, inputs, call.services.now());
  const outputs: CenterLockOutputs = {
    open,
    reasons,
    waived,
    firstSeenAt: seenAt,
    measuredBackup: "value" in measured.backup ? measured.backup.value : null,
    evaluatedAt: started.toISOString(),
    permitUntil: open ? new Date(started.getTime() + inputs.freshForSeconds * 1000).toISOString() : "",
    gone: false,
  };
  for (const { rule, measured: what } of waived) {
    call.warn(`waived by ${inputs.override?.by} until ${inputs.override?.until}: ${rule}: ${what}`);
  }
  if (open || inputs.request === "retain") return outputs;
  // Kept, so that state and report say what stands in the way although the run fails here.
  call.keep(outputs);
  throw new ProblemError(locked(inputs, reasons));
}

function locked(inputs: CenterLockInputs, reasons: readonly LockReason[]): Problem {
  const line = (reason: LockReason, text: string) =>
    `\n    - ${reason.rule}${reason.host ? ` ${reason.host}` : ""}: ${text}`;
  return {
    id: "CENTER-LOCKED",
    host: inputs.center.name,
    cause: `the Center stays: ${reasons.length} ${reasons.length === 1 ? "reason stands" : "reasons stand"} against its removal`,
    measured: reasons.map((reason) => line(reason, `${reason.measured} (${reason.outcome})`)).join(""),
    cure: reasons.map((reason) => line(reason, `${reason.cure} → ${reason.command}`)).join(""),
    command: reasons[0]?.command ?? "pulumi up",
  };
}
