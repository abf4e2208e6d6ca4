import * as pulumi from "@pulumi/pulumi";
import type { HealthIssueSuppressionInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Planned noise kept quiet for a window, and put back to open afterwards. */
export class HealthIssueSuppression extends pulumi.CustomResource {
  declare readonly suppressed: pulumi.Output<string[]>;

  constructor(
    name: string,
    inputs: Declared<HealthIssueSuppressionInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("ata2mdi:index:HealthIssueSuppression", name, { ...inputs, ...awaited("suppressed") }, options);
  }
}
