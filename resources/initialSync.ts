import * as pulumi from "@pulumi/pulumi";
import type { InitialSyncInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when the first sensor has run for long enough that its data can be judged. */
export class InitialSync extends pulumi.CustomResource {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(name: string, inputs: Declared<InitialSyncInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:InitialSync", name, { ...inputs, ...awaited("passedAt") }, options);
  }
}
