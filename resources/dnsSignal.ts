import * as pulumi from "@pulumi/pulumi";
import type { DnsSignalInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when the sensor of a domain controller reported what was asked of it on purpose. */
export class DnsSignal extends pulumi.CustomResource {
  declare readonly passedAt: pulumi.Output<string>;
  declare readonly askedAt: pulumi.Output<string>;
  declare readonly events: pulumi.Output<number>;

  constructor(name: string, inputs: Declared<DnsSignalInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:DnsSignal",
      name,
      { ...inputs, ...awaited("passedAt", "askedAt", "events") },
      options,
    );
  }
}
