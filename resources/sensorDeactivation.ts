import * as pulumi from "@pulumi/pulumi";
import type { SensorDeactivationInputs } from "../plan/declaredRollback.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A v3 sensor, taken out of the service through Microsoft Graph. */
export class SensorDeactivation extends pulumi.CustomResource {
  declare readonly sensorId: pulumi.Output<string | null>;
  declare readonly deactivatedAt: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<SensorDeactivationInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      "ata2mdi:index:SensorDeactivation",
      name,
      { ...inputs, ...awaited("sensorId", "deactivatedAt") },
      options,
    );
  }
}
