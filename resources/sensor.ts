import * as pulumi from "@pulumi/pulumi";
import type { SensorInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A sensor with its settings: done when service, error log and cloud agree; read again on refresh. */
export class Sensor extends pulumi.CustomResource {
  declare readonly sensorId: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly serviceStatus: pulumi.Output<string>;
  declare readonly deploymentStatus: pulumi.Output<string>;
  declare readonly healthStatus: pulumi.Output<string>;
  declare readonly verifiedAt: pulumi.Output<string>;
  declare readonly protectionGapSeconds: pulumi.Output<number | null>;
  declare readonly movedUnder: pulumi.Output<string | null>;

  constructor(name: string, inputs: Declared<SensorInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:Sensor",
      name,
      {
        ...inputs,
        ...awaited(
          "sensorId",
          "version",
          "serviceStatus",
          "deploymentStatus",
          "healthStatus",
          "verifiedAt",
          "protectionGapSeconds",
          "movedUnder",
        ),
      },
      options,
    );
  }
}
