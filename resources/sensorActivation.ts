import * as pulumi from "@pulumi/pulumi";
import type { SensorActivationInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A v3 sensor, switched on through Microsoft Graph. */
export class SensorActivation extends pulumi.CustomResource {
  declare readonly candidateId: pulumi.Output<string>;
  declare readonly activatedAt: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<SensorActivationInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      "ata2mdi:index:SensorActivation",
      name,
      { ...inputs, ...awaited("candidateId", "activatedAt") },
      options,
    );
  }
}
