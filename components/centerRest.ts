import * as pulumi from "@pulumi/pulumi";
import type { CenterRest as Wanted } from "../plan/centerRest.ts";
import { type MoveContext, targetOf } from "./context.ts";

/**
 * A Center's services while it is kept. They are seen to run before anything asks the Center, and are stopped, where
 * the estate asks for that, when everything else is over. Another occasion is another pair of names: the engine forgets
 * the one before, which touches no host.
 */
export class CenterRest extends pulumi.ComponentResource {
  /** The scripts on the Center's host. */
  readonly tools: pulumi.Resource;
  /** Done when its services run. */
  readonly awake: pulumi.Resource;
  private readonly center: string;
  private readonly context: MoveContext;
  readonly wanted: Exclude<Wanted, { kind: "left" }>;

  constructor(
    center: string,
    context: MoveContext,
    wanted: Exclude<Wanted, { kind: "left" }>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ata2mdi:index:CenterRest", `${center}-rest`, {}, options);
    this.center = center;
    this.context = context;
    this.wanted = wanted;
    this.tools = context.transport.copyTools(
      `${center}-tools`,
      { target: targetOf(context, center), deadlineSeconds: context.estate.connection.deadline },
      { parent: this },
    );
    this.awake = this.step("start", "running", this.tools);
    this.registerOutputs();
  }

  /** Lets it rest after its lock, which takes every outcome, every gate and the backup: nothing asks the Center then. */
  restAfter(lock: pulumi.Resource): void {
    if (this.wanted.kind === "stopped") this.step("stop", "stopped", lock);
  }

  private step(verb: "start" | "stop", rest: "running" | "stopped", after: pulumi.Resource): pulumi.Resource {
    const { transport, estate } = this.context;
    const occasion = this.wanted.kind === "stopped" ? `-${this.wanted.occasion}` : "";
    return transport.runStep(
      `${this.center}-${verb}${occasion}`,
      {
        target: targetOf(this.context, this.center),
        step: "Set-AtaCenterRest",
        // The host looks whether what it once did still holds, so one name does for every occasion.
        work: `${this.center}/Set-AtaCenterRest/${rest}`,
        deadlineSeconds: estate.connection.deadline,
        input: { rest },
      },
      { parent: this, dependsOn: [after, this.tools] },
    ).resource;
  }
}
