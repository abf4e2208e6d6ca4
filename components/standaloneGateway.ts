import * as pulumi from "@pulumi/pulumi";
import type { StandaloneGatewayEntry } from "../estate/schema.ts";
import type { StepRun } from "../remote/transport.ts";
import { WaveGate } from "../resources/waveGate.ts";
import { type MoveContext, targetOf, waits } from "./context.ts";
import type { DomainController } from "./domainController.ts";
import { clearRemnants } from "./remnants.ts";
import type { Workspace } from "./workspace.ts";

export interface StandaloneGatewayArgs {
  context: MoveContext;
  entry: StandaloneGatewayEntry;
  workspace: Workspace;
  /** The domain controllers whose traffic it reads; every one of them moves. */
  watched: DomainController[];
}

/** A standalone ATA Gateway: it goes when every domain controller it watched has a healthy sensor. */
export class StandaloneGateway extends pulumi.ComponentResource {
  readonly removed: StepRun;

  constructor(name: string, args: StandaloneGatewayArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:StandaloneGateway", name, {}, options);
    const { context, entry } = args;
    const target = targetOf(context, name);
    const { deadline } = context.estate.connection;

    const tools = context.transport.copyTools(
      `${name}-tools`,
      { target, deadlineSeconds: deadline },
      { parent: this, dependsOn: args.workspace.proven },
    );
    const watched = new WaveGate(
      `${name}-watched`,
      {
        workspace: context.workspace,
        wave: name,
        domainControllers: context.estate.domainControllers
          .filter((dc) => entry.watches.includes(dc.name))
          .map((dc) => ({ name: dc.name, domain: dc.domain })),
        soakSeconds: 0,
        ...waits(context),
      },
      { parent: this, dependsOn: args.watched.map((dc) => dc.sensor) },
    );
    // Its domain controllers have sensors by now: what is left of it protects nobody, whenever it goes.
    const cleared = clearRemnants(
      { context, host: name, product: "gateway", permitUntil: null },
      { parent: this, dependsOn: [tools, watched] },
    );
    this.removed = context.transport.runStep(
      `${name}-remove-gateway`,
      {
        target,
        step: "Remove-AtaGateway",
        work: `${name}/Remove-AtaGateway/1`,
        deadlineSeconds: deadline,
        input: { readyUntil: null, keepPackage: true },
      },
      { parent: this, dependsOn: [tools, watched, ...cleared] },
    );
    this.registerOutputs();
  }
}
