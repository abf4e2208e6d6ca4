import * as pulumi from "@pulumi/pulumi";
import type { KeyRotationInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A new access key, so that the one the move used registers no more sensors. */
export class KeyRotation extends pulumi.CustomResource {
  declare readonly rotatedAt: pulumi.Output<string>;

  constructor(name: string, inputs: Declared<KeyRotationInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:KeyRotation", name, { ...inputs, ...awaited("rotatedAt") }, options);
  }
}
