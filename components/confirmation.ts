import * as pulumi from "@pulumi/pulumi";
import { HealthIssueGate } from "../resources/healthIssueGate.ts";
import { HealthIssueReopening } from "../resources/healthIssueReopening.ts";
import type { HealthIssueSuppression } from "../resources/healthIssueSuppression.ts";
import { HuntingSignal } from "../resources/huntingSignal.ts";
import { InitialSync } from "../resources/initialSync.ts";
import { KeyRotation } from "../resources/keyRotation.ts";
import { OrphanSensors } from "../resources/orphanSensors.ts";
import { SensorMigration } from "../resources/sensorMigration.ts";
import { given, type MoveContext, subjectsOf, waits } from "./context.ts";
import type { DomainController } from "./domainController.ts";

export interface ConfirmationArgs {
  context: MoveContext;
  /** The domain controllers that move; at least one. */
  moved: ReadonlyMap<string, DomainController>;
  /** The gates of the waves: nothing is confirmed before the last of them. */
  after: pulumi.Resource[];
  /** What kept planned noise quiet; undefined where nothing did. */
  suppression: HealthIssueSuppression | undefined;
}

/** What is seen to when every wave is over: initial sync, health issues, events, orphans, the access key. */
export class Confirmation extends pulumi.ComponentResource {
  /** What must have passed before a Center may be asked about. */
  readonly gates: pulumi.Resource[];
  /** Passed when the first sensors know the directory. */
  readonly initialSync: InitialSync;

  constructor(name: string, args: ConfirmationArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Confirmation", name, {}, options);
    const sync = this.waitForInitialSync(args);
    this.initialSync = sync;
    const health = this.waitForHealth(args, sync);
    const signal = this.waitForSignal(args, sync);
    this.gates = signal ? [sync, health, signal] : [sync, health];
    this.tidyUp(args, sync);
    this.migrateToV3(args, health);
    this.registerOutputs();
  }

  private waitForInitialSync({ context, moved, after }: ConfirmationArgs): InitialSync {
    const sensors = [...moved.values()].map((dc) => dc.sensor);
    return new InitialSync(
      "initial-sync",
      {
        verifiedAt: given(pulumi.all(sensors.map((sensor) => sensor.verifiedAt))),
        seconds: context.estate.policy.initialSync,
        skipWithReason: context.estate.service.skip.initialSync ?? null,
      },
      { parent: this, dependsOn: [...after, ...sensors] },
    );
  }

  private waitForHealth(args: ConfirmationArgs, sync: InitialSync): HealthIssueGate {
    const { context, moved } = args;
    return new HealthIssueGate(
      "final-health",
      {
        workspace: context.workspace,
        name: "final",
        domainControllers: subjectsOf(context, (dc) => moved.has(dc.name)),
        since: null,
        skipWithReason: context.estate.service.skip.healthIssues ?? null,
        ...waits(context),
      },
      { parent: this, dependsOn: [sync, ...this.reopenIssues(args, sync)] },
    );
  }

  /** Nothing that was kept quiet may pass the gate unseen. */
  private reopenIssues({ context, suppression }: ConfirmationArgs, sync: InitialSync): pulumi.Resource[] {
    if (!suppression) return [];
    return [
      new HealthIssueReopening(
        "health-issues-reopened",
        { workspace: context.workspace, suppressed: given(suppression.suppressed) },
        { parent: this, dependsOn: [sync, suppression] },
      ),
    ];
  }

  private waitForSignal({ context, moved }: ConfirmationArgs, sync: InitialSync): HuntingSignal | undefined {
    const withinSeconds = context.estate.service.huntingSignal;
    if (withinSeconds === undefined) return undefined;
    return new HuntingSignal(
      "final-signal",
      {
        workspace: context.workspace,
        name: "final",
        domainControllers: subjectsOf(context, (dc) => moved.has(dc.name)),
        withinSeconds,
        ...waits(context),
      },
      { parent: this, dependsOn: sync },
    );
  }

  private tidyUp({ context }: ConfirmationArgs, sync: InitialSync): void {
    const { removeOrphans, keyRotation } = context.estate.service;
    new OrphanSensors(
      "orphan-sensors",
      { workspace: context.workspace, domainControllers: subjectsOf(context), remove: removeOrphans },
      { parent: this, dependsOn: sync },
    );
    if (keyRotation === "end") {
      new KeyRotation(
        "key-rotation",
        { workspace: context.workspace, turn: "end" },
        { parent: this, dependsOn: sync },
      );
    }
  }

  private migrateToV3({ context }: ConfirmationArgs, health: HealthIssueGate): void {
    const { migrateToV3 } = context.estate.service;
    if (!migrateToV3) return;
    for (const subject of subjectsOf(context, (dc) => migrateToV3.domainControllers.includes(dc.name))) {
      new SensorMigration(
        `${subject.name}-sensor-migration`,
        { workspace: context.workspace, subject, risk: migrateToV3.risk, ...waits(context) },
        { parent: this, dependsOn: health },
      );
    }
  }
}
