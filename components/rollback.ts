import * as pulumi from "@pulumi/pulumi";
import { centerOf, forestOf } from "../estate/lookups.ts";
import type { CenterEntry, SensorGeneration } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { PlannedDomainController } from "../plan/plan.ts";
import { turnOf } from "../plan/turn.ts";
import { type ChangingStep, removeSensorFacts } from "../remote/contract.ts";
import type { StepInputArgs, StepRun } from "../remote/transport.ts";
import { RestoredGateway } from "../resources/restoredGateway.ts";
import { RollbackGate } from "../resources/rollbackGate.ts";
import { SensorDeactivation } from "../resources/sensorDeactivation.ts";
import { given, type MoveContext, targetOf, waits } from "./context.ts";
import { clearRemnants } from "./remnants.ts";
import type { Workspace } from "./workspace.ts";

export interface RollbackArgs {
  context: MoveContext;
  planned: PlannedDomainController;
  generation: SensorGeneration;
  workspace: Workspace;
  /** Who must be back before its sensor goes: those of its site or domain before it. */
  after: pulumi.Resource[];
  /** What must be over before its Center is asked: it may have been stopped. */
  centerAwake: pulumi.Resource[];
}

/**
 * One domain controller's way back: tools → way back measured → sensor removed → gateway installed from its kept
 * package → gateway verified by host and Center. All that can fail without harm stands before the removal. None of the
 * forward chain's resources is declared meanwhile: the engine forgets them, which touches nothing.
 */
export class Rollback extends pulumi.ComponentResource {
  readonly gateway: RestoredGateway;
  private readonly dc: string;
  private readonly args: RollbackArgs;
  private readonly target: Target;
  private readonly center: CenterEntry;

  constructor(name: string, args: RollbackArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Rollback", name, {}, options);
    this.dc = name;
    this.args = args;
    this.target = targetOf(args.context, name);
    this.center = centerFor(args);

    const wayBack = this.proveWayBack();
    const cleared = this.clear(wayBack);
    const removed = this.step("remove-sensor", "Remove-Sensor", wayBack, [wayBack, ...cleared], {
      permitUntil: given(wayBack.permitUntil),
    });
    const without =
      args.generation === "v3" ? [removed.resource, this.deactivate(removed.resource)] : [removed.resource];
    const restored = this.step("restore-gateway", "Restore-AtaGateway", wayBack, [wayBack, ...without], {
      consoleUser: this.center.gatewayAccount?.user ?? null,
      consolePassword: this.center.gatewayAccount
        ? args.context.transport.secret(this.center.gatewayAccount.password)
        : null,
    });
    this.gateway = this.verify(removed, restored);
    this.registerOutputs();
  }

  private proveWayBack(): RollbackGate {
    const { context, after, centerAwake } = this.args;
    const { policy, connection } = context.estate;
    const tools = context.transport.copyTools(
      `${this.dc}-back-tools`,
      { target: this.target, deadlineSeconds: connection.deadline },
      { parent: this },
    );
    return new RollbackGate(
      `${this.dc}-way-back`,
      {
        target: this.target,
        center: this.centerPlace(),
        workspace: context.workspace,
        freshForSeconds: policy.readyFor,
        deadlineSeconds: connection.deadline,
      },
      { parent: this, dependsOn: [tools, ...after, ...centerAwake] },
    );
  }

  /** What the estate lists of remnants, sensor first: a host does one work at a time. */
  private clear(wayBack: RollbackGate): pulumi.Resource[] {
    const permitUntil = given(wayBack.permitUntil);
    const cleared: pulumi.Resource[] = [];
    for (const product of ["sensor", "gateway"] as const) {
      const args = { context: this.args.context, host: this.dc, product, permitUntil };
      cleared.push(...clearRemnants(args, { parent: this, dependsOn: [wayBack, ...cleared] }));
    }
    return cleared;
  }

  private deactivate(after: pulumi.Resource): SensorDeactivation {
    const { context, workspace, planned } = this.args;
    return new SensorDeactivation(
      `${this.dc}-deactivate-sensor`,
      {
        workspace: context.workspace,
        subject: { name: this.dc, domain: planned.domain },
        ...waits(context),
      },
      { parent: this, dependsOn: [after, workspace.proven] },
    );
  }

  private verify(removed: StepRun, restored: StepRun): RestoredGateway {
    const { context } = this.args;
    return new RestoredGateway(
      `${this.dc}-gateway`,
      {
        target: this.target,
        center: this.centerPlace(),
        workspace: context.workspace,
        unprotectedSince: given(
          removed.answer.apply((answer) => removeSensorFacts.parse(answer.facts).stoppedAt),
        ),
        ...waits(context),
      },
      { parent: this, dependsOn: [removed.resource, restored.resource] },
    );
  }

  private step<S extends ChangingStep>(
    suffix: string,
    step: S,
    { begunAt }: RollbackGate,
    after: pulumi.Resource[],
    input: StepInputArgs<S>,
  ): StepRun {
    const { transport, estate } = this.args.context;
    return transport.runStep(
      `${this.dc}-${suffix}`,
      {
        target: this.target,
        step,
        work: given(begunAt).apply((at) => `${this.dc}/${step}/${turnOf(at)}`),
        deadlineSeconds: estate.connection.deadline,
        input,
      },
      { parent: this, dependsOn: after },
    );
  }

  private centerPlace() {
    const { name, console, consoleAccount } = this.center;
    return {
      name,
      console,
      target: targetOf(this.args.context, name),
      account: consoleAccount ?? null,
    };
  }
}

/** The Center its gateway reports to; a loaded estate has it. */
function centerFor({ context, planned }: RollbackArgs): CenterEntry {
  const forest = forestOf(context.estate, planned.domain);
  const found = forest === undefined ? undefined : centerOf(context.estate, forest);
  if (!found) throw new Error(`${planned.name} has no Center to go back to`);
  return found;
}
