import * as pulumi from "@pulumi/pulumi";
import type { HealthIssueGateInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when no open medium or high health issue of these domain controllers stands against the move. */
export class HealthIssueGate extends pulumi.CustomResource {
  declare readonly passedAt: pulumi.Output<string>;
  declare readonly tolerated: pulumi.Output<string[]>;

  constructor(name: string, inputs: Declared<HealthIssueGateInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:HealthIssueGate", name, { ...inputs, ...awaited("passedAt", "tolerated") }, options);
  }
}
