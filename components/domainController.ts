import * as pulumi from "@pulumi/pulumi";
import { sensorNeedsOf } from "../estate/lookups.ts";
import type { DomainControllerEntry, SensorGeneration } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import { askerFor } from "../plan/dnsSignal.ts";
import type { PlannedDomainController } from "../plan/plan.ts";
import { turnOf } from "../plan/turn.ts";
import { type ChangingStep, removeGatewayFacts, type StepAnswer } from "../remote/contract.ts";
import type { StepInputArgs, StepRun } from "../remote/transport.ts";
import { AccessKey } from "../resources/accessKey.ts";
import { DnsSignal } from "../resources/dnsSignal.ts";
import { ReadyGate } from "../resources/readyGate.ts";
import { Sensor } from "../resources/sensor.ts";
import { SensorActivation } from "../resources/sensorActivation.ts";
import { gateWaits, given, type MoveContext, targetOf, waits } from "./context.ts";
import { readinessInputs } from "./readinessInputs.ts";
import { clearRemnants, type RemnantProduct } from "./remnants.ts";
import type { Workspace } from "./workspace.ts";

/** Text the Authenticode signer of the sensor's installer must hold. */
const PACKAGE_SIGNER = "Microsoft Corporation";

export interface DomainControllerArgs {
  context: MoveContext;
  planned: PlannedDomainController;
  entry: DomainControllerEntry;
  generation: SensorGeneration;
  workspace: Workspace;
  /** What must be done before anything is copied to the host: the gate two waves back. */
  stagedAfter: pulumi.Resource[];
  /** What must be copied before its package is: the site's bandwidth is shared. */
  packageAfter: pulumi.Resource[];
  /** What must be done before it is given the access key: one that is made anew would be worthless on its host. */
  keyAfter: pulumi.Resource[];
  /** What must be done before its readiness is measured: the wave before, and the sensors of its lane. */
  measuredAfter: pulumi.Resource[];
}

/**
 * One domain controller's move: tools → package → ready → access key → gateway removed → sensor installed or activated →
 * sensor verified with its settings. All that can fail without harm stands before the removal; nothing slow stands after it.
 */
export class DomainController extends pulumi.ComponentResource {
  readonly sensor: Sensor;
  /** What must be done for its wave's gate: the sensor, and its signal where the policy asks for one. */
  readonly proven: pulumi.Resource[];
  /** When its move began; known once it is ready. */
  readonly begunAt: pulumi.Output<string | null>;
  /** What its host holds before it is measured: the tools and, for a v2 sensor, the package. */
  readonly staged: pulumi.Resource;
  private readonly dc: string;
  private readonly args: DomainControllerArgs;
  private readonly target: Target;

  constructor(name: string, args: DomainControllerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:DomainController", name, {}, options);
    this.dc = name;
    this.args = args;
    this.target = targetOf(args.context, name);

    this.staged = args.generation === "v2" ? this.stagePackage(this.copyTools()) : this.copyTools();
    const ready = this.proveReady([this.staged, ...this.clear("sensor", null, this.staged)]);
    this.begunAt = given(ready.begunAt);
    const equipped = args.generation === "v2" ? this.handOverKey(ready) : ready;
    // A service among the gateway's remnants may still protect the host, so they go no earlier than a gateway does.
    const [cleared = equipped] = this.clear("gateway", given(ready.readyUntil), equipped);
    const removed = args.entry.gateway === "lightweight" ? this.removeGateway(ready, cleared) : undefined;
    const installed = this.installSensor(ready, removed?.resource ?? cleared);
    this.sensor = this.verifySensor(installed, removed);
    this.proven = [this.sensor, ...this.proveSignal()];

    // No outputs of its own: they would tell a failed sensor a second time.
    this.registerOutputs();
  }

  private copyTools(): pulumi.Resource {
    return this.args.context.transport.copyTools(
      `${this.dc}-tools`,
      { target: this.target, deadlineSeconds: this.args.context.estate.connection.deadline },
      { parent: this, dependsOn: [this.args.workspace.proven, ...this.args.stagedAfter] },
    );
  }

  private stagePackage(tools: pulumi.Resource): pulumi.Resource {
    const sensorPackage = this.sensorPackage();
    const input = {
      uri: given(sensorPackage.uri),
      version: given(sensorPackage.version),
      sha256: given(sensorPackage.sha256),
      signer: PACKAGE_SIGNER,
      proxy: sensorNeedsOf(this.args.context.estate, this.dc).proxy,
    };
    const after = [tools, sensorPackage, ...this.args.packageAfter];
    return this.step("package", "Get-SensorPackage", "1", input, after).resource;
  }

  private clear(
    product: RemnantProduct,
    permitUntil: pulumi.Input<string | null>,
    after: pulumi.Resource,
  ): pulumi.Resource[] {
    const args = { context: this.args.context, host: this.dc, product, permitUntil };
    return clearRemnants(args, { parent: this, dependsOn: after });
  }

  private proveReady(after: pulumi.Resource[]): ReadyGate {
    const { context, entry, generation, planned } = this.args;
    return new ReadyGate(
      `${this.dc}-ready`,
      {
        target: this.target,
        domain: planned.domain,
        generation,
        gateway: entry.gateway,
        workspace: context.workspace,
        ...readinessInputs(context, planned, generation),
      },
      { parent: this, dependsOn: [...after, ...this.args.measuredAfter] },
    );
  }

  /** The last thing that can fail without harm: the key lies on the host before its gateway goes. */
  private handOverKey(ready: ReadyGate): AccessKey {
    const { context, keyAfter } = this.args;
    const { policy, connection } = context.estate;
    return new AccessKey(
      `${this.dc}-access-key`,
      {
        workspace: context.workspace,
        target: this.target,
        subject: this.subject(),
        // Removal and installation may each take their whole time, and wait for their turn.
        goodForSeconds: policy.readyFor + 2 * connection.deadline,
        deadlineSeconds: connection.deadline,
      },
      { parent: this, dependsOn: [ready, ...keyAfter] },
    );
  }

  private removeGateway(ready: ReadyGate, equipped: pulumi.Resource): StepRun {
    const input = { readyUntil: given(ready.readyUntil), keepPackage: true };
    return this.step("remove-gateway", "Remove-AtaGateway", turnIn(ready), input, [ready, equipped]);
  }

  private installSensor(ready: ReadyGate, after: pulumi.Resource): pulumi.Resource {
    if (this.args.generation === "v3") {
      return new SensorActivation(
        `${this.dc}-activate-sensor`,
        { workspace: this.args.context.workspace, subject: this.subject(), ...waits(this.args.context) },
        { parent: this, dependsOn: after },
      );
    }
    const sensorPackage = this.sensorPackage();
    const input = {
      version: given(sensorPackage.version),
      sha256: given(sensorPackage.sha256),
      delayedUpdate: this.args.entry.settings.delayedUpdate ?? false,
      proxy: sensorNeedsOf(this.args.context.estate, this.dc).proxy,
    };
    return this.step("install-sensor", "Install-Sensor", turnIn(ready), input, [ready, after, sensorPackage])
      .resource;
  }

  private verifySensor(installed: pulumi.Resource, removed: StepRun | undefined): Sensor {
    const { context, entry, generation } = this.args;
    return new Sensor(
      `${this.dc}-sensor`,
      {
        workspace: context.workspace,
        target: this.target,
        subject: this.subject(),
        generation,
        settings: {
          description: entry.settings.description ?? null,
          delayedUpdate: generation === "v2" ? (entry.settings.delayedUpdate ?? null) : null,
        },
        plan: context.plan.hash,
        unprotectedSince: removed ? given(removed.answer.apply(gatewayStoppedAt)) : null,
        ...waits(context),
      },
      { parent: this, dependsOn: removed ? [installed, removed.resource] : installed },
    );
  }

  /** The documented DNS test, only where the policy allows it: it makes an alert on purpose. */
  private proveSignal(): DnsSignal[] {
    const { context, entry } = this.args;
    if (!context.estate.policy.dnsSignal) return [];
    const asker = askerFor(entry, context.estate.domainControllers);
    if (asker === undefined) {
      pulumi.log.warn(`${this.dc} is the only domain controller: nobody can put the DNS test to it`, this);
      return [];
    }
    return [
      new DnsSignal(
        `${this.dc}-dns-signal`,
        {
          workspace: context.workspace,
          subject: this.subject(),
          asker: targetOf(context, asker),
          ...gateWaits(context, undefined),
        },
        { parent: this, dependsOn: this.sensor },
      ),
    ];
  }

  private step<S extends ChangingStep>(
    suffix: string,
    step: S,
    turn: pulumi.Input<string>,
    input: StepInputArgs<S>,
    after: pulumi.Resource[],
  ): StepRun {
    const { transport, estate } = this.args.context;
    const { deadline } = estate.connection;
    return transport.runStep(
      `${this.dc}-${suffix}`,
      {
        target: this.target,
        step,
        work: pulumi.interpolate`${this.dc}/${step}/${turn}`,
        deadlineSeconds: deadline,
        input,
      },
      { parent: this, dependsOn: after },
    );
  }

  private subject(): { name: string; domain: string } {
    return { name: this.dc, domain: this.args.planned.domain };
  }

  private sensorPackage() {
    const found = this.args.workspace.sensorPackage;
    if (!found) throw new Error(`${this.dc} takes a v2 sensor, but no package was declared`);
    return found;
  }
}

/** Names what is done after this gate; known once it has passed. */
function turnIn(ready: ReadyGate): pulumi.Output<string> {
  return given(ready.begunAt).apply(turnOf);
}

/** When the gateway's service stopped, from the removal's answer. */
function gatewayStoppedAt(answer: StepAnswer): string | null {
  return removeGatewayFacts.parse(answer.facts).stoppedAt;
}
