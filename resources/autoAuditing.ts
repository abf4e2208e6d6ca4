import * as pulumi from "@pulumi/pulumi";
import type { AutoAuditingInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Whether the service sets the Windows auditing of v3 sensors by itself. */
export class AutoAuditing extends pulumi.CustomResource {
  declare readonly before: pulumi.Output<boolean>;

  constructor(name: string, inputs: Declared<AutoAuditingInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:AutoAuditing", name, { ...inputs, ...awaited("before") }, options);
  }
}
