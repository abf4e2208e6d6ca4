import { z } from "zod";
import { attestedRows, centerRows, type Estate } from "../../estate/schema.ts";
import type { LockReason } from "../../plan/declared.ts";
import type { Decision, Plan } from "../../plan/plan.ts";
import { type Chain, chainsOf, resourceName } from "./chain.ts";
import type { Deployment, StateResource } from "./deployment.ts";
import { said } from "./said.ts";

/** How far a domain controller has come, from the plan and the stack's state alone. */
export type Progress =
  | { kind: "moved"; verifiedAt: string; serviceStatus: string }
  | { kind: "hold" | "blocked"; why: string }
  | { kind: "waiting" }
  /** Its gateway runs again and its Center sees it. */
  | { kind: "rolledBack"; verifiedAt: string; serviceStatus: string }
  /** On its way back; `next` is the resource to come. Protected: as before, nothing was touched on the way back. */
  | { kind: "goingBack"; next: string; protected: Protection }
  /** Something of its chain is done, and something is not: `next` is the resource to come. */
  | { kind: "underWay"; next: string; protected: Protection };

/** Null: what would take it away is next, and the state does not hold whether that was tried and failed. */
export type Protection = boolean | null;

export interface DomainControllerState {
  name: string;
  site: string;
  generation: "v2" | "v3" | null;
  progress: Progress;
  /** Seconds without a running gateway or sensor; null: none was removed, or the sensor is not verified yet. */
  protectionGapSeconds: number | null;
  /** Hash of the plan it moved under, whatever was planned since; null: it has not begun. */
  movedUnder: string | null;
}

export interface CenterState {
  name: string;
  /** retained: asked to stay; locked: asked to go but may not; removed: it is gone; unknown: not asked yet. */
  state: "retained" | "locked" | "removed" | "unknown";
  reasons: LockReason[];
  /** When its lock was evaluated, ISO 8601; null: never. */
  evaluatedAt: string | null;
  /** How this program left its services; null: it did not touch them. */
  services: "running" | "stopped" | null;
}

export interface ChecklistRowState {
  row: string;
  title: string;
  state: string;
  by: string | null;
  at: string | null;
  evidence: string | null;
}

export interface MoveState {
  estate: string;
  domainControllers: DomainControllerState[];
  standaloneGateways: { name: string; removed: boolean; why: string }[];
  checklist: ChecklistRowState[];
  centers: CenterState[];
  /** Operations cut off by a killed run. */
  pending: readonly string[];
}

const lockOutputs = z.looseObject({
  open: z.boolean(),
  evaluatedAt: z.string().optional(),
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
  const chains = new Map(chainsOf(estate, plan).map((chain) => [chain.host, chain]));
  const centers = plan.centers.map((center) => centerOf(center.name, center.request, deployment));
  return {
    estate: estate.name,
    domainControllers: plan.domainControllers.map((dc) => ({
      name: dc.name,
      site: dc.site,
      generation: dc.decision.kind === "move" ? dc.decision.generation : null,
      progress: progressOf(dc.decision, chains.get(dc.name), deployment),
      protectionGapSeconds: measuredGap(
        deployment.resources.get(`${dc.name}-${dc.decision.kind === "rollback" ? "gateway" : "sensor"}`),
      ),
      movedUnder: stampOf(deployment.resources.get(`${dc.name}-sensor`)),
    })),
    standaloneGateways: plan.standaloneGateways.map((gateway) => ({
      name: gateway.name,
      removed: deployment.resources.has(`${gateway.name}-remove-gateway`),
      why: gateway.heldBy.join("; "),
    })),
    checklist: [...deployment.resources]
      .filter(([, { type }]) => type === "ata2mdi:index:ChecklistRow")
      .map(([name, resource]) => settledWithCenter(name, rowOf(resource), centers))
      .sort((a, b) => rowOrder(a.row) - rowOrder(b.row)),
    centers,
    pending: deployment.pending,
  };
}

function progressOf(decision: Decision, chain: Chain | undefined, { resources }: Deployment): Progress {
  if (decision.kind === "hold") return { kind: "hold", why: decision.reason };
  if (decision.kind === "blocked") {
    return { kind: "blocked", why: `${decision.reason}; ${decision.unblockedBy}` };
  }
  if (!chain) return { kind: "waiting" };
  const { parts } = chain;
  const resourceOf = (part: (typeof parts)[number]) => resources.get(resourceName(chain, part));
  const isDone = (part: (typeof parts)[number]) => isWhole(resourceOf(part));
  if (decision.kind === "move" && isDone("sensor")) {
    const outputs = resourceOf("sensor")?.outputs;
    return {
      kind: "moved",
      verifiedAt: said(outputs?.verifiedAt),
      serviceStatus: said(outputs?.serviceStatus),
    };
  }
  const lastDone = parts.findLastIndex(isDone);
  const protection = (taking: (typeof parts)[number]): Protection => {
    if (resources.has(resourceName(chain, taking))) return false;
    return parts[lastDone + 1] === taking ? null : true;
  };
  if (decision.kind === "rollback") {
    if (isDone("gateway")) {
      const outputs = resourceOf("gateway")?.outputs;
      const { verifiedAt, serviceStatus } = outputs ?? {};
      return { kind: "rolledBack", verifiedAt: said(verifiedAt), serviceStatus: said(serviceStatus) };
    }
    const next = resourceName(chain, parts[lastDone + 1] ?? "gateway");
    return { kind: "goingBack", next, protected: protection("remove-sensor") };
  }
  if (lastDone < 0) return { kind: "waiting" };
  return {
    kind: "underWay",
    next: resourceName(chain, parts[lastDone + 1] ?? "sensor"),
    protected: protection("remove-gateway"),
  };
}

/** A resource that was only partly created is there, but not done. */
function isWhole(resource: StateResource | undefined): boolean {
  return resource !== undefined && !resource.initErrors?.length;
}

function measuredGap(sensor: StateResource | undefined): number | null {
  const gap = sensor?.outputs?.protectionGapSeconds;
  return typeof gap === "number" ? gap : null;
}

function stampOf(sensor: StateResource | undefined): string | null {
  const hash = sensor?.outputs?.movedUnder;
  return typeof hash === "string" ? hash : null;
}

function rowOf({ inputs }: StateResource): ChecklistRowState {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    row: said(inputs?.row),
    title: said(inputs?.title),
    // A state nobody can read settles nothing.
    state: inputs?.state === "done" || inputs?.state === "notApplicable" ? inputs.state : "open",
    by: text(inputs?.by),
    at: text(inputs?.at),
    evidence: text(inputs?.evidence),
  };
}

/** A row about a Center that is gone waits for nobody: its lock measured what the row asks for, or somebody waived it. */
function settledWithCenter(
  resource: string,
  row: ChecklistRowState,
  centers: readonly CenterState[],
): ChecklistRowState {
  if (row.state !== "open" || !(centerRows as readonly string[]).includes(row.row)) return row;
  const about = centers.find(({ name }) => centers.length === 1 || resource.endsWith(`-${name}`));
  if (about?.state !== "removed") return row;
  return { ...row, state: "notApplicable", evidence: `the Center ${about.name} is gone` };
}

function centerOf(name: string, request: "retain" | "remove", { resources }: Deployment): CenterState {
  const lock = lockOutputs.safeParse(resources.get(`${name}-lock`)?.outputs);
  const reasons = lock.success ? lock.data.reasons : [];
  const evaluatedAt = lock.success ? (lock.data.evaluatedAt ?? null) : null;
  const about = { name, reasons, evaluatedAt, services: servicesOf(name, resources) };
  if (resources.has(`${name}-remove`)) return { ...about, state: "removed" };
  if (!lock.success) return { ...about, state: "unknown" };
  return { ...about, state: request === "retain" ? "retained" : "locked" };
}

/** Stopped: it was put to rest on the occasion it was last woken for. */
function servicesOf(center: string, resources: Deployment["resources"]): CenterState["services"] {
  const turnOf = (suffix: string) =>
    /Set-AtaCenterRest\/(?:(?:running|stopped)(?:-[0-9a-f]{8})?)"/.exec(
      said(resources.get(`${center}-${suffix}`)?.inputs?.stdin),
    )?.[0];
  const rest = turnOf("rest");
  const wake = turnOf("wake");
  if (rest === undefined && wake === undefined) return null;
  return rest !== undefined && rest === wake?.replace("/running-", "/stopped-") ? "stopped" : "running";
}

/** Rows stand in the order of the checklist, whatever order the engine finished them in. */
function rowOrder(row: string): number {
  return (attestedRows as readonly string[]).indexOf(row);
}
