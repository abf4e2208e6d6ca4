import * as pulumi from "@pulumi/pulumi";
import { HealthIssueGate } from "../resources/healthIssueGate.ts";
import { HealthIssueReopening } from "../resources/healthIssueReopening.ts";
import type { HealthIssueSuppression } from "../resources/healthIssueSuppression.ts";
import { HuntingSignal } from "../resources/huntingSignal.ts";
import { InitialSync } from "../resources/initialSync.ts";
import { KeyRotation } from "../resources/keyRotation.ts";
import { OrphanSensors } from "../resources/orphanSensors.ts";
import { SensorMigration } from "../resources/sensorMigration.ts";
import { gateWaits, given, type MoveContext, subjectsOf, waits } from "./context.ts";
import type { DomainController } from "./domainController.ts";

/** The domain controllers of one forest that move, and what must be over before they are confirmed. */
export interface MovedForest {
  name: string;
  /** At least one. */
  moved: ReadonlyMap<string, DomainController>;
  /** The gates of its waves: nothing is confirmed before the last of them. */
  after: pulumi.Resource[];
}

export interface ConfirmationArgs {
  context: MoveContext;
  /** At least one; each is confirmed for itself, so that one may end before another. */
  forests: readonly MovedForest[];
  /** What kept planned noise quiet; undefined where nothing did. */
  suppression: HealthIssueSuppression | undefined;
}

/** What is seen to when the waves of a forest are over, and when all are: initial sync, health issues, events, orphans, the access key. */
export class Confirmation extends pulumi.ComponentResource {
  /** Forest → what must have passed before its Center may be asked about. */
  readonly gates: ReadonlyMap<string, pulumi.Resource[]>;
  /** Passed when the first sensors know the directory: that of the forest that moves first. */
  readonly initialSync: InitialSync;

  constructor(name: string, args: ConfirmationArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Confirmation", name, {}, options);
    const { forests } = args;
    const ends = forests.map((forest) => {
      const end = forests.length > 1 ? `-${forest.name}` : "";
      return { forest, end, sync: this.waitForInitialSync(args, forest, end) };
    });
    const [first] = ends;
    if (!first) throw new Error("no forest is confirmed");
    this.initialSync = first.sync;
    const syncs = ends.map(({ sync }) => sync);
    const reopened = this.reopenIssues(args, syncs);
    const checked = ends.map(({ forest, end, sync }) => {
      const health = this.waitForHealth(args, forest, end, [sync, ...reopened]);
      const signal = this.waitForSignal(args, forest, end, sync);
      return { forest, health, gates: signal ? [sync, health, signal] : [sync, health] };
    });
    this.gates = new Map(checked.map(({ forest, gates }) => [forest.name, gates]));
    this.tidyUp(args, syncs);
    this.migrateToV3(
      args,
      checked.map(({ health }) => health),
    );
    this.registerOutputs();
  }

  private waitForInitialSync(
    { context }: ConfirmationArgs,
    { moved, after }: MovedForest,
    end: string,
  ): InitialSync {
    const sensors = [...moved.values()].map((dc) => dc.sensor);
    return new InitialSync(
      `initial-sync${end}`,
      {
        verifiedAt: given(pulumi.all(sensors.map((sensor) => sensor.verifiedAt))),
        seconds: context.estate.policy.initialSync,
        skipWithReason: context.estate.service.skip.initialSync ?? null,
      },
      { parent: this, dependsOn: [...after, ...sensors] },
    );
  }

  private waitForHealth(
    { context }: ConfirmationArgs,
    { moved }: MovedForest,
    end: string,
    after: pulumi.Resource[],
  ): HealthIssueGate {
    return new HealthIssueGate(
      `final-health${end}`,
      {
        workspace: context.workspace,
        name: `final${end}`,
        domainControllers: subjectsOf(context, (dc) => moved.has(dc.name)),
        since: null,
        ...gateWaits(context, context.estate.service.skip.healthIssues),
      },
      { parent: this, dependsOn: after },
    );
  }

  /** Nothing that was kept quiet may pass a gate unseen: where anything was, the forests wait for one another. */
  private reopenIssues({ context, suppression }: ConfirmationArgs, syncs: InitialSync[]): pulumi.Resource[] {
    if (!suppression) return [];
    return [
      new HealthIssueReopening(
        "health-issues-reopened",
        { workspace: context.workspace, suppressed: given(suppression.suppressed) },
        { parent: this, dependsOn: [...syncs, suppression] },
      ),
    ];
  }

  private waitForSignal(
    { context }: ConfirmationArgs,
    { moved }: MovedForest,
    end: string,
    sync: InitialSync,
  ): HuntingSignal | undefined {
    const withinSeconds = context.estate.service.huntingSignal;
    if (withinSeconds === undefined) return undefined;
    return new HuntingSignal(
      `final-signal${end}`,
      {
        workspace: context.workspace,
        name: `final${end}`,
        domainControllers: subjectsOf(context, (dc) => moved.has(dc.name)),
        withinSeconds,
        ...gateWaits(context, context.estate.service.skip.huntingSignal),
      },
      { parent: this, dependsOn: sync },
    );
  }

  private tidyUp({ context }: ConfirmationArgs, syncs: InitialSync[]): void {
    const { removeOrphans, keyRotation } = context.estate.service;
    new OrphanSensors(
      "orphan-sensors",
      { workspace: context.workspace, domainControllers: subjectsOf(context), remove: removeOrphans },
      { parent: this, dependsOn: syncs },
    );
    if (keyRotation === "end") {
      new KeyRotation(
        "key-rotation",
        { workspace: context.workspace, turn: "end" },
        { parent: this, dependsOn: syncs },
      );
    }
  }

  private migrateToV3({ context }: ConfirmationArgs, health: HealthIssueGate[]): void {
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
