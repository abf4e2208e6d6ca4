import * as pulumi from "@pulumi/pulumi";
import type { CenterRest as Wanted } from "../plan/centerRest.ts";
import { type MoveContext, targetOf } from "./context.ts";

/**
 * A Center's services while it is kept. They are seen to run before anything asks the Center, and are stopped, where
 * the estate asks for that, when everything else is over. `<center>-rest` is one resource whatever is wanted, and runs
 * again when that changes: so it does not depend on what the engine has forgotten of an earlier wish.
 */
export class CenterRest extends pulumi.ComponentResource {
  /** The scripts on the Center's host. */
  readonly tools: pulumi.Resource;
  /** Done when its services run. */
  readonly awake: pulumi.Resource;
  readonly wanted: Exclude<Wanted, { kind: "left" }>;
  private readonly center: string;
  private readonly context: MoveContext;

  constructor(
    center: string,
    context: MoveContext,
    wanted: Exclude<Wanted, { kind: "left" }>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ata2mdi:index:CenterRest", `${center}-services`, {}, options);
    this.center = center;
    this.context = context;
    this.wanted = wanted;
    this.tools = context.transport.copyTools(
      `${center}-tools`,
      { target: targetOf(context, center), deadlineSeconds: context.estate.connection.deadline },
      { parent: this },
    );
    this.awake =
      wanted.kind === "stopped"
        ? this.step("wake", { rest: "running", once: true }, `running-${wanted.occasion}`, this.tools)
        : this.step("rest", { rest: "running", once: false }, "running", this.tools);
    this.registerOutputs();
  }

  /** Lets it rest after its lock, which takes every outcome, every gate and the backup: nothing asks the Center then. */
  restAfter(lock: pulumi.Resource): void {
    if (this.wanted.kind !== "stopped") return;
    this.step("rest", { rest: "stopped", once: false }, `stopped-${this.wanted.occasion}`, lock);
  }

  private step(
    suffix: "wake" | "rest",
    input: { rest: "running" | "stopped"; once: boolean },
    turn: string,
    after: pulumi.Resource,
  ): pulumi.Resource {
    const { transport, estate } = this.context;
    return transport.runStep(
      `${this.center}-${suffix}`,
      {
        target: targetOf(this.context, this.center),
        step: "Set-AtaCenterRest",
        work: `${this.center}/Set-AtaCenterRest/${turn}`,
        deadlineSeconds: estate.connection.deadline,
        input,
        repeats: true,
      },
      { parent: this, dependsOn: [after, this.tools] },
    ).resource;
  }
}
