import * as pulumi from "@pulumi/pulumi";
import type { AccessKeyInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** The key that registers a v2 sensor, brought to its host by the provider. It is no input and no output here. */
export class AccessKey extends pulumi.CustomResource {
  declare readonly handedAt: pulumi.Output<string>;
  declare readonly goodUntil: pulumi.Output<string | null>;

  constructor(name: string, inputs: Declared<AccessKeyInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:AccessKey", name, { ...inputs, ...awaited("handedAt", "goodUntil") }, options);
  }
}
