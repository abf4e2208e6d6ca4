import * as pulumi from "@pulumi/pulumi";
import type { HuntingSignalInputs } from "../plan/declaredService.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when a hunting query shows events of every one of these domain controllers. */
export class HuntingSignal extends pulumi.CustomResource {
  declare readonly passedAt: pulumi.Output<string>;
  declare readonly events: pulumi.Output<Record<string, number>>;

  constructor(name: string, inputs: Declared<HuntingSignalInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:HuntingSignal", name, { ...inputs, ...awaited("passedAt", "events") }, options);
  }
}
