import * as pulumi from "@pulumi/pulumi";
import type { ActivationConfigurationInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Whether servers that can take a v3 sensor get it by themselves. */
export class ActivationConfiguration extends pulumi.CustomResource {
  declare readonly before: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<ActivationConfigurationInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("ata2mdi:index:ActivationConfiguration", name, { ...inputs, ...awaited("before") }, options);
  }
}
