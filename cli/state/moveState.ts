import { z } from "zod";
import type { Estate } from "../../estate/schema.ts";
import type { LockReason } from "../../plan/declared.ts";
import type { Decision, Plan } from "../../plan/plan.ts";
import type { Deployment, StateResource } from "./deployment.ts";

/** How far a domain controller has come, from the plan and the stack's state alone. */
export type Progress =
  | { kind: "moved"; verifiedAt: string; serviceStatus: string }
  | { kind: "hold" | "blocked"; why: string }
  | { kind: "waiting" }
  /** Something of its chain is done, and something is not: `next` is the resource to come. */
  | { kind: "underWay"; next: string; protected: boolean };

export interface DomainControllerState {
  name: string;
  site: string;
  generation: "v2" | "v3" | null;
  progress: Progress;
  /** Seconds without a running gateway or sensor; null: none was removed, or the sensor is not verified yet. */
  protectionGapSeconds: number | null;
}

export interface CenterState {
  name: string;
  /** retained: asked to stay; locked: asked to go but may not; removed: it is gone; unknown: not asked yet. */
  state: "retained" | "locked" | "removed" | "unknown";
  reasons: LockReason[];
}

export interface MoveState {
  estate: string;
  domainControllers: DomainControllerState[];
  standaloneGateways: { name: string; removed: boolean; why: string }[];
  checklist: { row: string; title: string; state: string }[];
  centers: CenterState[];
  /** Operations cut off by a killed run. */
  pending: readonly string[];
}

const lockOutputs = z.looseObject({
  open: z.boolean(),
  reasons: z.array(
    z.object({
      rule: z.string(),
      outcome: z.enum(["pass", "fail", "unread"]),
      host: z.string().nullable(),
      measured: z.string(),
      cure: z.string(),
      command: z.string(),
    }),
  ),
});

/** Where the move stands. Pure: the plan says what is to happen, the state what has. */
export function moveState(estate: Estate, plan: Plan, deployment: Deployment): MoveState {
  return {
    estate: estate.name,
    domainControllers: plan.domainControllers.map((dc) => ({
      name: dc.name,
      site: dc.site,
      generation: dc.decision.kind === "move" ? dc.decision.generation : null,
      progress: progressOf(dc.name, dc.decision, deployment),
      protectionGapSeconds: gapOf(deployment.resources.get(`${dc.name}-sensor`)),
    })),
    standaloneGateways: plan.standaloneGateways.map((gateway) => ({
      name: gateway.name,
      removed: deployment.resources.has(`${gateway.name}-remove-gateway`),
      why: gateway.heldBy.join("; "),
    })),
    checklist: [...deployment.resources.values()]
      .filter((resource) => resource.type === "ata2mdi:index:ChecklistRow")
      .map(({ inputs }) => ({
        row: String(inputs?.row),
        title: String(inputs?.title),
        state: String(inputs?.state),
      })),
    centers: plan.centers.map((center) => centerOf(center.name, center.request, deployment)),
    pending: deployment.pending,
  };
}

function progressOf(name: string, decision: Decision, { resources }: Deployment): Progress {
  if (decision.kind === "hold") return { kind: "hold", why: decision.reason };
  if (decision.kind === "blocked") {
    return { kind: "blocked", why: `${decision.reason}; ${decision.unblockedBy}` };
  }
  const sensor = resources.get(`${name}-sensor`);
  if (sensor && !sensor.initErrors?.length) {
    return {
      kind: "moved",
      verifiedAt: String(sensor.outputs?.verifiedAt),
      serviceStatus: String(sensor.outputs?.serviceStatus),
    };
  }
  const chain =
    decision.generation === "v2"
      ? ["tools", "package", "ready", "remove-gateway", "install-sensor", "sensor"]
      : ["tools", "ready", "remove-gateway", "activate-sensor", "sensor"];
  const done = chain.filter((step) => resources.has(`${name}-${step}`) && !(step === "sensor" && sensor));
  if (done.length === 0) return { kind: "waiting" };
  const last = chain.indexOf(done.at(-1) ?? "");
  return {
    kind: "underWay",
    next: `${name}-${chain[last + 1] ?? "sensor"}`,
    protected: !done.includes("remove-gateway"),
  };
}

function gapOf(sensor: StateResource | undefined): number | null {
  const gap = sensor?.outputs?.protectionGapSeconds;
  return typeof gap === "number" ? gap : null;
}

function centerOf(name: string, request: "retain" | "remove", { resources }: Deployment): CenterState {
  const lock = lockOutputs.safeParse(resources.get(`${name}-lock`)?.outputs);
  const reasons = lock.success ? lock.data.reasons : [];
  if (resources.has(`${name}-remove`)) return { name, state: "removed", reasons };
  if (!lock.success) return { name, state: "unknown", reasons };
  return { name, state: request === "retain" ? "retained" : "locked", reasons };
}
