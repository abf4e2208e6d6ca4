import * as pulumi from "@pulumi/pulumi";
import type { OrphanSensorsInputs } from "../plan/declaredService.ts";
import type { OrphanSensor } from "../plan/orphanSensors.ts";
import { awaited, type Declared } from "./inputs.ts";

/** What the service lists and nobody in the estate stands behind; removed only by name. */
export class OrphanSensors extends pulumi.CustomResource {
  declare readonly orphans: pulumi.Output<OrphanSensor[]>;
  declare readonly missing: pulumi.Output<string[]>;
  declare readonly removed: pulumi.Output<string[]>;

  constructor(name: string, inputs: Declared<OrphanSensorsInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:OrphanSensors",
      name,
      { ...inputs, ...awaited("orphans", "missing", "removed") },
      options,
    );
  }
}
