import * as pulumi from "@pulumi/pulumi";
import type { SensorGeneration } from "../estate/schema.ts";
import type { Preparation } from "../plan/checks/preparation.ts";
import { preparations } from "../plan/checks/preparation.ts";
import { rootCertificateFor } from "../plan/checks/thresholds.ts";
import type { HostPreparation } from "../plan/preparation/lanes.ts";
import type { ChangingStep, PreparationStep, StepInputs } from "../remote/contract.ts";
import { PreparationGate } from "../resources/preparationGate.ts";
import { type MoveContext, targetOf } from "./context.ts";
import { rootCertificateInput } from "./rootCertificate.ts";
import type { Workspace } from "./workspace.ts";

export interface HostPreparationArgs {
  context: MoveContext;
  wanted: HostPreparation;
  generation: SensorGeneration;
  workspace: Workspace;
  /** What must be over before this host is interrupted: others of its site or domain. */
  interruptedAfter: pulumi.Resource[];
}

/**
 * What is put right on one host before it is measured, only where the estate asks for it: scripts → what interrupts
 * nothing → window → what interrupts the host; and what is put back. One after the other: a host does one work at a time.
 */
export class PreparedHost extends pulumi.ComponentResource {
  /** All of it is done when this is. */
  readonly done: pulumi.Resource;
  /** Whether the host is interrupted by it. */
  readonly interrupts: boolean;
  private readonly dc: string;
  private readonly args: HostPreparationArgs;

  constructor(name: string, args: HostPreparationArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:PreparedHost", name, {}, options);
    this.dc = name;
    this.args = args;
    const { context, wanted, workspace } = args;
    let last: pulumi.Resource = context.transport.copyTools(
      `${name}-prepare-tools`,
      { target: targetOf(context, name), deadlineSeconds: context.estate.connection.deadline },
      { parent: this, dependsOn: workspace.proven },
    );
    for (const check of wanted.putBack) last = this.putBack(check, last);
    for (const one of wanted.quiet) last = this.prepare(one, last);
    this.interrupts = wanted.interrupting.length > 0;
    // Without a window nothing that is asked for interrupts it: the estate's rules see to that.
    if (this.interrupts && context.estate.preparation.windows.length > 0) last = this.awaitWindow(last);
    for (const one of wanted.interrupting) last = this.prepare(one, last);
    this.done = last;
    this.registerOutputs();
  }

  private awaitWindow(after: pulumi.Resource): pulumi.Resource {
    const { context, wanted, generation, interruptedAfter } = this.args;
    const { preparation, policy, connection } = context.estate;
    const { site, domain, gateway } = wanted.dc;
    return new PreparationGate(
      `${this.dc}-prepare-window`,
      {
        target: targetOf(context, this.dc),
        site,
        domain,
        generation,
        gateway,
        cloud: context.workspace.cloud,
        sensorApi: context.workspace.sensorApi,
        checks: wanted.interrupting.map(({ check }) => check),
        windows: preparation.windows,
        freezes: policy.freezes,
        deadlineSeconds: connection.deadline,
      },
      { parent: this, dependsOn: [after, ...interruptedAfter] },
    );
  }

  private prepare({ check, step }: Preparation, after: pulumi.Resource): pulumi.Resource {
    return this.run(`prepare-${check}`, step, "1", this.inputOf(step), after);
  }

  private putBack(check: string, after: pulumi.Resource): pulumi.Resource {
    const step = preparations.find((one) => one.check === check)?.step as PreparationStep;
    return this.run(`put-back-${check}`, "Undo-Preparation", check, { step }, after);
  }

  private inputOf(step: Preparation["step"]): StepInputs[Preparation["step"]] {
    const { context } = this.args;
    const { netFramework, rootCertificate } = context.estate.preparation;
    if (step === "Import-RootCertificate") {
      return rootCertificateInput(rootCertificateFor(context.workspace.cloud).thumbprint, rootCertificate);
    }
    if (step !== "Install-DotNetFramework") return {};
    if (!netFramework) throw new Error(`${this.dc} is to get .NET Framework, and no installer was declared`);
    return netFramework;
  }

  private run<S extends ChangingStep>(
    suffix: string,
    step: S,
    turn: string,
    input: StepInputs[S],
    after: pulumi.Resource,
  ): pulumi.Resource {
    const { context } = this.args;
    const { deadline } = context.estate.connection;
    return context.transport.runStep(
      `${this.dc}-${suffix}`,
      {
        target: targetOf(context, this.dc),
        step,
        work: `${this.dc}/${step}/${turn}`,
        deadlineSeconds: deadline,
        input: input as never,
      },
      { parent: this, dependsOn: after },
    ).resource;
  }
}
