import * as pulumi from "@pulumi/pulumi";
import { forestOf } from "../estate/lookups.ts";
import { centerRest, restNotes } from "../plan/centerRest.ts";
import type { Decision } from "../plan/plan.ts";
import { hostPreparations, neighbours } from "../plan/preparation/lanes.ts";
import { rollbackLanes } from "../plan/rollback/lanes.ts";
import { backupPassword } from "../remote/backupPassword.ts";
import { KeyRotation } from "../resources/keyRotation.ts";
import type { WaveGate } from "../resources/waveGate.ts";
import { AtaCenter } from "./ataCenter.ts";
import { CenterRest } from "./centerRest.ts";
import { Confirmation, type MovedForest } from "./confirmation.ts";
import type { MoveContext } from "./context.ts";
import type { DomainController } from "./domainController.ts";
import { PortalChecklist } from "./portalChecklist.ts";
import { PreparedHost } from "./preparation.ts";
import { Rollback } from "./rollback.ts";
import { ServiceSettings } from "./serviceSettings.ts";
import { StandaloneGateway } from "./standaloneGateway.ts";
import { Wave } from "./wave.ts";
import { Workspace } from "./workspace.ts";

/**
 * The whole move of an estate: workspace → waves of domain controllers → standalone gateways → checklist → Centers.
 * The order is in the dependencies, so it holds at any parallelism and can be seen in `pulumi stack graph`.
 */
export class Migration extends pulumi.ComponentResource {
  /** What became of each domain controller; plain data. */
  readonly domainControllers: Record<string, pulumi.Output<unknown>>;
  /** Each Center's lock: open or not, and what stands in its way. */
  readonly centers: Record<string, pulumi.Output<unknown>>;
  /** Row of the checklist → open, done or notApplicable. */
  readonly checklist: Record<string, pulumi.Output<string>>;

  constructor(name: string, context: MoveContext, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Migration", name, {}, options);
    const child = { parent: this };
    // What would stop the end of the move is told before its beginning.
    for (const { name, backup } of context.estate.centers) {
      if (backup) backupPassword(name, context.transport.secret(backup.pfxPassword));
    }

    const workspace = new Workspace("workspace", context, child);
    const { suppression } = new ServiceSettings("service", context, workspace.proven, child);
    const rests = this.wakeCenters(context);
    const back = this.goBack(context, workspace, rests);
    const prepared = this.prepareHosts(context, workspace);
    const { moved, gates } = this.moveWaves(context, workspace, back, prepared);
    const standaloneGateways = this.removeStandaloneGateways(context, workspace, moved);
    const forests = movedForests(context, moved, gates);
    const confirmation =
      forests.length > 0
        ? new Confirmation("confirmation", { context, forests, suppression }, child)
        : undefined;
    const initialSync = confirmation ? [confirmation.initialSync] : [];
    const checklist = new PortalChecklist("checklist", { context, initialSync }, child);
    const centers = context.plan.centers.flatMap((planned) => {
      const entry = context.estate.centers.find((center) => center.name === planned.name);
      const own = forests.find(({ name }) => name === entry?.forest);
      const ended = [...(own?.after ?? []), ...(confirmation?.gates.get(own?.name ?? "") ?? [])];
      const rest = rests.get(planned.name);
      const args = { context, planned, moved, back, standaloneGateways, checklist, rest, gates: ended };
      return entry ? [new AtaCenter(planned.name, { ...args, entry }, child)] : [];
    });

    this.domainControllers = Object.fromEntries(
      context.plan.domainControllers.map((dc) => [
        dc.name,
        outcome(dc.decision, moved.get(dc.name), back.get(dc.name)),
      ]),
    );
    this.centers = Object.fromEntries(
      context.plan.centers.map((planned, index) => [planned.name, lockState(centers[index])]),
    );
    this.checklist = checklist.states;
    this.registerOutputs();
  }

  /** Center → its services, where the estate says how they are kept. */
  private wakeCenters(context: MoveContext): ReadonlyMap<string, CenterRest> {
    const { estate, plan } = context;
    for (const note of restNotes(estate, plan)) pulumi.log.warn(note, this);
    return new Map(
      estate.centers.flatMap((center) => {
        const wanted = centerRest(estate, center, plan);
        if (wanted.kind === "left") return [];
        return [[center.name, new CenterRest(center.name, context, wanted, { parent: this })]];
      }),
    );
  }

  /** Those that go back, before anything else is measured for moving. */
  private goBack(
    context: MoveContext,
    workspace: Workspace,
    rests: ReadonlyMap<string, CenterRest>,
  ): ReadonlyMap<string, Rollback> {
    const going = context.plan.domainControllers.filter(({ decision }) => decision.kind === "rollback");
    const lanes = rollbackLanes(going);
    const back = new Map<string, Rollback>();
    for (const planned of going) {
      if (planned.decision.kind !== "rollback") continue;
      const after = (lanes.get(planned.name) ?? []).flatMap((name) => back.get(name)?.gateway ?? []);
      const { generation } = planned.decision;
      const center = context.plan.centers.find((one) => one.domainControllers.includes(planned.name));
      const rest = rests.get(center?.name ?? "");
      const centerAwake = rest ? [rest.awake] : [];
      const args = { context, planned, generation, workspace, after, centerAwake };
      back.set(planned.name, new Rollback(planned.name, args, { parent: this }));
    }
    return back;
  }

  /** What is put right on hosts, one interruption of a site or domain after the other. */
  private prepareHosts(context: MoveContext, workspace: Workspace): ReadonlyMap<string, PreparedHost> {
    const all = hostPreparations(context.estate, context.plan);
    const prepared = new Map<string, PreparedHost>();
    for (const [index, wanted] of all.entries()) {
      const { name } = wanted.dc;
      const decision = context.plan.domainControllers.find((dc) => dc.name === name)?.decision;
      const generation = decision?.kind === "move" ? decision.generation : "v2";
      const interruptedAfter = neighbours(all.slice(0, index), wanted.dc)
        .flatMap(({ dc }) => prepared.get(dc.name) ?? [])
        .filter(({ interrupts }) => interrupts)
        .map(({ done }) => done);
      const args = { context, wanted, generation, workspace, interruptedAfter };
      prepared.set(name, new PreparedHost(name, args, { parent: this }));
    }
    return prepared;
  }

  private moveWaves(
    context: MoveContext,
    workspace: Workspace,
    back: ReadonlyMap<string, Rollback>,
    prepared: ReadonlyMap<string, PreparedHost>,
  ) {
    const moved = new Map<string, DomainController>();
    const gates: WaveGate[] = [];
    let rotations: KeyRotation[] = [];
    const { keyRotation } = context.estate.service;
    for (const planned of context.plan.waves) {
      if (planned.approval === "needed") {
        pulumi.log.warn(
          `${planned.name} and all after it wait: policy.approvals.${planned.name} is not given`,
          this,
        );
        break;
      }
      const wave = new Wave(
        planned.name,
        {
          context,
          planned,
          workspace,
          moved,
          prepared,
          back: [...back.values()].map(({ gateway }) => gateway),
          previous: gates.at(-1),
          keyAfter: rotations,
          beforePrevious: gates.at(-2),
        },
        { parent: this },
      );
      for (const [dc, member] of wave.members) moved.set(dc, member);
      gates.push(wave.gate);
      if (keyRotation === "each-wave") {
        rotations = [
          new KeyRotation(
            `${planned.name}-key-rotation`,
            { workspace: context.workspace, turn: planned.name },
            { parent: wave, dependsOn: wave.gate },
          ),
        ];
      }
    }
    return { moved, gates };
  }

  private removeStandaloneGateways(
    context: MoveContext,
    workspace: Workspace,
    moved: ReadonlyMap<string, DomainController>,
  ): ReadonlyMap<string, StandaloneGateway> {
    const going = context.plan.standaloneGateways.filter(
      ({ heldBy, after }) => heldBy.length === 0 && after.every((dc) => moved.has(dc)),
    );
    return new Map(
      going.flatMap((planned) => {
        const entry = context.estate.standaloneGateways.find((gateway) => gateway.name === planned.name);
        const watched = planned.after.flatMap((dc) => moved.get(dc) ?? []);
        return entry
          ? [
              [
                planned.name,
                new StandaloneGateway(planned.name, { context, entry, workspace, watched }, { parent: this }),
              ],
            ]
          : [];
      }),
    );
  }
}

/** The forests that have something to confirm, in the order in which they move, each with the gates of its waves. */
function movedForests(
  { estate, plan }: MoveContext,
  moved: ReadonlyMap<string, DomainController>,
  gates: readonly WaveGate[],
): MovedForest[] {
  const forests = new Map<string, { moved: Map<string, DomainController>; after: Set<pulumi.Resource> }>();
  for (const [wave, gate] of gates.entries()) {
    for (const name of plan.waves[wave]?.domainControllers ?? []) {
      const domain = plan.domainControllers.find((dc) => dc.name === name)?.domain ?? "";
      const forest = forestOf(estate, domain) ?? "";
      const its = forests.get(forest) ?? { moved: new Map(), after: new Set() };
      forests.set(forest, its);
      const dc = moved.get(name);
      if (dc) its.moved.set(name, dc);
      its.after.add(gate);
    }
  }
  return [...forests]
    .filter(([, its]) => its.moved.size > 0)
    .map(([name, its]) => ({ name, moved: its.moved, after: [...its.after] }));
}

function outcome(
  decision: Decision,
  moved: DomainController | undefined,
  back: Rollback | undefined,
): pulumi.Output<unknown> {
  if (back) {
    const { serviceStatus, centerStatus, verifiedAt, protectionGapSeconds } = back.gateway;
    return settled({ kind: "rolledBack", serviceStatus, centerStatus, verifiedAt, protectionGapSeconds });
  }
  if (!moved || decision.kind !== "move") return pulumi.output({ ...decision });
  const { sensor } = moved;
  return settled({
    kind: "moved",
    generation: decision.generation,
    serviceStatus: sensor.serviceStatus,
    verifiedAt: sensor.verifiedAt,
    protectionGapSeconds: sensor.protectionGapSeconds,
    movedUnder: sensor.movedUnder,
  });
}

function lockState(center: AtaCenter | undefined): pulumi.Output<unknown> {
  if (!center) return pulumi.output({ open: false });
  const { open, reasons, waived, measuredBackup, evaluatedAt } = center.lock;
  const { retention, whileKept } = center;
  return settled({ open, reasons, waived, evaluatedAt, backup: measuredBackup, retention, whileKept });
}

/** A failure on the way is told by its own resource; the outputs say only that this part is not done. */
function settled(state: Record<string, unknown>): pulumi.Output<unknown> {
  return pulumi.recover(pulumi.output(state) as pulumi.Output<unknown>, () => ({ kind: "notDone" }));
}
