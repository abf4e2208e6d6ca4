import * as pulumi from "@pulumi/pulumi";
import type { HealthIssueReopeningInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** What was suppressed for the move is open again: nothing hidden passes the gates at the end. */
export class HealthIssueReopening extends pulumi.CustomResource {
  declare readonly reopenedAt: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<HealthIssueReopeningInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      "ata2mdi:index:HealthIssueReopening",
      name,
      { ...inputs, ...awaited("reopened", "reopenedAt") },
      options,
    );
  }
}
