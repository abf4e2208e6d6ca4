import * as pulumi from "@pulumi/pulumi";
import type { WaveGateInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes when every sensor of a wave has stayed healthy for the soak. */
export class WaveGate extends pulumi.CustomResource {
  declare readonly passedAt: pulumi.Output<string>;

  constructor(name: string, inputs: Declared<WaveGateInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:WaveGate", name, { ...inputs, ...awaited("passedAt") }, options);
  }
}
