import * as pulumi from "@pulumi/pulumi";
import { ActivationConfiguration } from "../resources/activationConfiguration.ts";
import { AutoAuditing } from "../resources/autoAuditing.ts";
import { HealthIssueSuppression } from "../resources/healthIssueSuppression.ts";
import { type MoveContext, subjectsOf } from "./context.ts";
import type { Workspace } from "./workspace.ts";

/** What the estate declares of the Defender for Identity service itself, set before anything moves. */
export class ServiceSettings extends pulumi.ComponentResource {
  /** What keeps planned noise quiet; undefined where nothing is declared. */
  readonly suppression: HealthIssueSuppression | undefined;

  constructor(
    name: string,
    context: MoveContext,
    proven: Workspace["proven"],
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ata2mdi:index:ServiceSettings", name, {}, options);
    const { activation, autoAuditing, suppress } = context.estate.service;
    const { workspace } = context;
    const child = { parent: this, dependsOn: proven };
    if (activation) {
      new ActivationConfiguration(
        "activation-configuration",
        { workspace, activationMode: activation },
        child,
      );
    }
    if (autoAuditing !== undefined) {
      new AutoAuditing("auto-auditing", { workspace, isAutomatic: autoAuditing }, child);
    }
    const moving = subjectsOf(context, (dc) => dc.decision.kind === "move");
    if (suppress && moving.length > 0) {
      const { titles, until = null, for: forSeconds = null, reason } = suppress;
      this.suppression = new HealthIssueSuppression(
        "health-issue-suppression",
        { workspace, domainControllers: moving, titles, until, forSeconds, reason },
        child,
      );
    }
    this.registerOutputs();
  }
}
