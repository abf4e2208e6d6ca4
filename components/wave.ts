import * as pulumi from "@pulumi/pulumi";
import type { PlannedDomainController, PlannedWave } from "../plan/plan.ts";
import { neighbours } from "../plan/preparation/lanes.ts";
import { WaveGate } from "../resources/waveGate.ts";
import { gateWaits, type MoveContext } from "./context.ts";
import { DomainController } from "./domainController.ts";
import type { PreparedHost } from "./preparation.ts";
import type { Workspace } from "./workspace.ts";

export interface WaveArgs {
  context: MoveContext;
  planned: PlannedWave;
  workspace: Workspace;
  /** The domain controllers of earlier waves, by name. */
  moved: ReadonlyMap<string, DomainController>;
  /** Hosts on which something is put right first, by name. */
  prepared: ReadonlyMap<string, PreparedHost>;
  /** The gateways of those that go back: nobody moves before they are there again. */
  back: readonly pulumi.Resource[];
  /** The gate of the wave before; this wave's hosts are measured only after it. */
  previous: WaveGate | undefined;
  /** Where the access key is made anew after the wave before: this wave's hosts are given the new one. */
  keyAfter: pulumi.Resource[];
  /** The gate two waves back; this wave's hosts are prepared after it, while the wave before moves. */
  beforePrevious: WaveGate | undefined;
}

/** Domain controllers that move together, and the gate that holds the next wave until they have stayed healthy. */
export class Wave extends pulumi.ComponentResource {
  readonly gate: WaveGate;
  readonly members: ReadonlyMap<string, DomainController>;

  constructor(name: string, args: WaveArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Wave", name, {}, options);
    this.members = this.moveMembers(args);
    this.gate = new WaveGate(
      `${name}-gate`,
      {
        workspace: args.context.workspace,
        wave: name,
        domainControllers: membersOf(args).map((dc) => ({ name: dc.name, domain: dc.domain })),
        soakSeconds: args.planned.soakSeconds,
        since: firstOf([...this.members.values()].map((dc) => dc.begunAt)),
        ...gateWaits(args.context, args.context.estate.service.skip.waves[name]),
      },
      { parent: this, dependsOn: [...this.members.values()].flatMap((dc) => dc.proven) },
    );
    this.registerOutputs();
  }

  private moveMembers(args: WaveArgs): ReadonlyMap<string, DomainController> {
    const built = new Map<string, DomainController>();
    for (const planned of laneOrder(membersOf(args))) {
      const entry = args.context.estate.domainControllers.find((dc) => dc.name === planned.name);
      if (!entry || planned.decision.kind !== "move") continue;
      const others = (names: string[] = []) =>
        names.flatMap((name) => built.get(name) ?? args.moved.get(name) ?? []);
      built.set(
        planned.name,
        new DomainController(
          planned.name,
          {
            context: args.context,
            planned,
            entry,
            generation: planned.decision.generation,
            workspace: args.workspace,
            stagedAfter: [
              ...(args.beforePrevious ? [args.beforePrevious] : []),
              ...[args.prepared.get(planned.name)].flatMap((host) => host?.done ?? []),
            ],
            packageAfter: others(planned.packageAfter).map((dc) => dc.staged),
            keyAfter: args.keyAfter,
            measuredAfter: [
              ...interruptionsNear(planned, args),
              ...args.back,
              ...(args.previous ? [args.previous] : []),
              ...others(planned.after).map((dc) => dc.sensor),
            ],
          },
          { parent: this },
        ),
      );
    }
    return built;
  }
}

/** When the first of a wave began to move: what was open before is nothing the wave has brought. */
function firstOf(begun: pulumi.Output<string | null>[]): pulumi.Output<string | null> {
  return pulumi.all(begun).apply((moments) => {
    const known = moments.filter((moment) => typeof moment === "string");
    return known.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
  });
}

/** While a host of its site or domain is interrupted by its preparation, no other of it begins to move. */
function interruptionsNear(
  planned: PlannedDomainController,
  { prepared, context }: WaveArgs,
): pulumi.Resource[] {
  const interrupted = context.estate.domainControllers.flatMap((dc) => {
    const host = prepared.get(dc.name);
    return host?.interrupts ? [{ dc, done: host.done }] : [];
  });
  return neighbours(interrupted, planned).map(({ done }) => done);
}

function membersOf(args: WaveArgs): PlannedDomainController[] {
  const names = new Set(args.planned.domainControllers);
  return args.context.plan.domainControllers.filter((dc) => names.has(dc.name));
}

/** Members so ordered that each comes after those of its lane that go before it. */
function laneOrder(members: PlannedDomainController[]): PlannedDomainController[] {
  const byName = new Map(members.map((dc) => [dc.name, dc]));
  const ordered = new Set<PlannedDomainController>();
  const visit = (dc: PlannedDomainController): void => {
    if (ordered.has(dc)) return;
    for (const name of [...dc.after, ...(dc.packageAfter ?? [])]) {
      const before = byName.get(name);
      if (before) visit(before);
    }
    ordered.add(dc);
  };
  for (const dc of members) visit(dc);
  return [...ordered];
}
