import * as pulumi from "@pulumi/pulumi";
import type { SensorMigrationInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A v2 sensor made v3 by the service; a beta function. */
export class SensorMigration extends pulumi.CustomResource {
  declare readonly sensorId: pulumi.Output<string>;
  declare readonly migrationState: pulumi.Output<string>;
  declare readonly migratedAt: pulumi.Output<string>;

  constructor(name: string, inputs: Declared<SensorMigrationInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:SensorMigration",
      name,
      { ...inputs, ...awaited("sensorId", "migrationState", "migratedAt") },
      options,
    );
  }
}
