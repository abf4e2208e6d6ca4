import * as pulumi from "@pulumi/pulumi";
import type { RollbackGateInputs } from "../plan/declaredRollback.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes only when a domain controller can go back to its gateway, measured now. No sensor is removed before it. */
export class RollbackGate extends pulumi.CustomResource {
  declare readonly measuredAt: pulumi.Output<string>;
  declare readonly permitUntil: pulumi.Output<string>;
  declare readonly begunAt: pulumi.Output<string | null>;
  declare readonly keptPackage: pulumi.Output<string | null>;

  constructor(name: string, inputs: Declared<RollbackGateInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:RollbackGate",
      name,
      { ...inputs, ...awaited("measuredAt", "permitUntil", "begunAt", "keptPackage") },
      options,
    );
  }
}
