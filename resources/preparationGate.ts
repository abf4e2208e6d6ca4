import * as pulumi from "@pulumi/pulumi";
import type { PreparationGateInputs } from "../plan/declaredPreparation.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when a host needs no interrupting preparation any more, or when a window of the estate is open. */
export class PreparationGate extends pulumi.CustomResource {
  declare readonly measuredAt: pulumi.Output<string>;
  declare readonly needed: pulumi.Output<string[]>;
  declare readonly until: pulumi.Output<string>;

  constructor(name: string, inputs: Declared<PreparationGateInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:PreparationGate",
      name,
      { ...inputs, ...awaited("measuredAt", "needed", "until") },
      options,
    );
  }
}
