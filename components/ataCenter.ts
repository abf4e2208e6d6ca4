import * as pulumi from "@pulumi/pulumi";
import type { CenterEntry } from "../estate/schema.ts";
import { backupName } from "../plan/centerBackup.ts";
import type { CenterLockInputs } from "../plan/declared.ts";
import type { Decision, PlannedCenter } from "../plan/plan.ts";
import { CenterLock } from "../resources/centerLock.ts";
import { CenterBackup } from "./centerBackup.ts";
import type { CenterRest } from "./centerRest.ts";
import { given, type MoveContext, targetOf } from "./context.ts";
import type { DomainController } from "./domainController.ts";
import type { PortalChecklist } from "./portalChecklist.ts";
import type { Rollback } from "./rollback.ts";
import type { StandaloneGateway } from "./standaloneGateway.ts";

export interface AtaCenterArgs {
  context: MoveContext;
  entry: CenterEntry;
  planned: PlannedCenter;
  moved: ReadonlyMap<string, DomainController>;
  /** Those that go back to their gateway. */
  back: ReadonlyMap<string, Rollback>;
  standaloneGateways: ReadonlyMap<string, StandaloneGateway>;
  checklist: PortalChecklist;
  /** Its services while it is kept; undefined: nothing touches them. */
  rest: CenterRest | undefined;
  /** The gates of its forest's waves and of its confirmation: the Center is asked about after the last of them. */
  gates: pulumi.Resource[];
}

/** An ATA Center and the lock that keeps it. It stays unless the estate asks for its removal and the lock opens. */
export class AtaCenter extends pulumi.ComponentResource {
  readonly lock: CenterLock;
  /** How long it is kept at least: the day on which that ends, and the days until then; null: no day is set. */
  readonly retention: { until: string; daysLeft: number } | null;
  /** Whether its services are kept running or stopped; null: nothing touches them. */
  readonly whileKept: "running" | "stopped" | null;

  constructor(name: string, args: AtaCenterArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:AtaCenter", name, {}, options);
    this.retention = retentionOf(args.entry, new Date());
    this.whileKept = args.rest?.wanted.kind ?? null;
    const tools = this.copyTools(name, args);
    const backup = tools && this.backUp(name, tools, args);
    this.lock = this.declareLock(name, backup, args);
    if (tools && args.planned.request === "remove") this.remove(name, tools, args);
    args.rest?.restAfter(this.lock);
    this.registerOutputs();
  }

  /** The scripts on the Center's host, where anything is to be done there. */
  private copyTools(name: string, args: AtaCenterArgs): pulumi.Resource | undefined {
    const { context, entry, planned, rest } = args;
    if (rest) return rest.tools;
    if (!entry.backup && planned.request !== "remove") return undefined;
    return context.transport.copyTools(
      `${name}-tools`,
      { target: targetOf(context, name), deadlineSeconds: context.estate.connection.deadline },
      { parent: this, dependsOn: this.everythingBefore(args) },
    );
  }

  private backUp(name: string, tools: pulumi.Resource, args: AtaCenterArgs): CenterBackup | undefined {
    const { context, entry } = args;
    if (!entry.backup) return undefined;
    const after = [...this.everythingBefore(args), ...awake(args)];
    const { backup, archive } = entry;
    return new CenterBackup(name, { context, entry: backup, archive, after, tools }, { parent: this });
  }

  private declareLock(name: string, backup: CenterBackup | undefined, args: AtaCenterArgs): CenterLock {
    const { context, entry } = args;
    const { policy, connection } = context.estate;
    return new CenterLock(
      `${name}-lock`,
      {
        center: {
          name,
          forest: entry.forest,
          target: targetOf(context, name),
          console: entry.console,
          account: entry.consoleAccount ?? null,
        },
        workspace: context.workspace,
        request: args.planned.request,
        retainUntil: entry.retainUntil ?? null,
        approval: entry.approval
          ? { by: entry.approval.by, at: entry.approval.at, retainUntil: entry.approval.retainUntil ?? null }
          : null,
        backup: entry.backup
          ? {
              folder: entry.backup.folder ?? null,
              name: backupName(name, entry.backup.take),
              maxAgeSeconds: entry.backup.maxAge,
            }
          : null,
        archive: entry.archive ? archiveOf(backup) : null,
        deleteDatabase: entry.deleteDatabase ?? null,
        decidedAlerts: entry.alerts.map(({ id }) => id),
        rest: this.whileKept,
        override: entry.override ?? null,
        domainControllers: given(pulumi.all(args.planned.domainControllers.map((dc) => outcomeOf(dc, args)))),
        standaloneGateways: given(
          pulumi.all(args.planned.standaloneGateways.map((gateway) => departureOf(gateway, args))),
        ),
        checklist: given(pulumi.all(args.checklist.statesFor(name))),
        initialSyncSeconds: policy.initialSync,
        soakSeconds: policy.soak,
        freshForSeconds: policy.readyFor,
        deadlineSeconds: connection.deadline,
      },
      {
        parent: this,
        dependsOn: [...this.everythingBefore(args), ...(backup ? [backup.last] : []), ...awake(args)],
      },
    );
  }

  /** All that gives the lock its inputs, and the gates: one of them failing keeps the lock from being asked. */
  private everythingBefore(args: AtaCenterArgs): pulumi.Resource[] {
    const { planned, moved, standaloneGateways, checklist } = args;
    return [
      ...args.gates,
      ...planned.domainControllers.flatMap((dc) => moved.get(dc)?.sensor ?? []),
      ...[...args.back.values()].map((dc) => dc.gateway),
      ...planned.standaloneGateways.flatMap((name) => standaloneGateways.get(name)?.removed.resource ?? []),
      ...checklist.resourcesFor(planned.name),
    ];
  }

  private remove(name: string, tools: pulumi.Resource, args: AtaCenterArgs): void {
    const target = targetOf(args.context, name);
    const { deadline } = args.context.estate.connection;
    args.context.transport.runStep(
      `${name}-remove`,
      {
        target,
        step: "Remove-AtaCenter",
        work: `${name}/Remove-AtaCenter/1`,
        deadlineSeconds: deadline,
        // The lock has seen to it that a proven archive holds what is deleted.
        input: {
          permitUntil: given(this.lock.permitUntil),
          deleteDatabase: args.entry.deleteDatabase !== undefined,
        },
      },
      { parent: this, dependsOn: [this.lock, tools] },
    );
  }
}

/** What must be over before a Center that may rest is asked anything. */
function awake({ rest }: AtaCenterArgs): pulumi.Resource[] {
  return rest ? [rest.awake] : [];
}

/** What the archive proved; nothing where there is nothing to archive. */
function archiveOf(backup: CenterBackup | undefined): pulumi.Input<CenterLockInputs["archive"]> {
  if (!backup?.archived) return { manifestSha256: null };
  return given(backup.archived).apply((hash) => ({ manifestSha256: hash ?? null }));
}

function retentionOf({ retainUntil }: CenterEntry, now: Date): AtaCenter["retention"] {
  if (retainUntil === undefined) return null;
  const days = Math.ceil((Date.parse(`${retainUntil}T00:00:00Z`) - now.getTime()) / 86_400_000);
  return { until: retainUntil, daysLeft: Math.max(0, days) };
}

type LockedDomainController = CenterLockInputs["domainControllers"][number];
type LockedGateway = CenterLockInputs["standaloneGateways"][number];

/** What became of a domain controller, taken from its sensor: an input of the lock, so that the order cannot be lost. */
function outcomeOf(name: string, args: AtaCenterArgs): pulumi.Input<LockedDomainController> {
  const planned = args.context.plan.domainControllers.find((dc) => dc.name === name);
  if (!planned) throw new Error(`the plan has no domain controller ${name}`);
  const base = {
    name,
    domain: planned.domain,
    decision: planned.decision.kind,
    why: whyOf(planned.decision),
    target: targetOf(args.context, name),
  };
  const sensor = args.moved.get(name)?.sensor;
  return sensor
    ? pulumi
        .all([sensor.sensorId, sensor.verifiedAt])
        .apply(([sensorId, verifiedAt]) => ({ ...base, sensorId, verifiedAt }))
    : { ...base, sensorId: null, verifiedAt: null };
}

function departureOf(name: string, args: AtaCenterArgs): pulumi.Input<LockedGateway> {
  const planned = args.context.plan.standaloneGateways.find((gateway) => gateway.name === name);
  const base = { name, target: targetOf(args.context, name) };
  const gateway = args.standaloneGateways.get(name);
  return gateway
    ? gateway.removed.answer.apply(() => ({ ...base, removed: true, why: "removed by this program" }))
    : { ...base, removed: false, why: planned?.heldBy.join("; ") || "not planned to go" };
}

function whyOf(decision: Decision): string {
  return decision.kind === "blocked" ? `${decision.reason}; ${decision.unblockedBy}` : decision.reason;
}
