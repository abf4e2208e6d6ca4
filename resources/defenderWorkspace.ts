import * as pulumi from "@pulumi/pulumi";
import type { DefenderWorkspaceInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Proves that the Defender for Identity service answers for this workspace and this application. */
export class DefenderWorkspace extends pulumi.CustomResource {
  declare readonly checkedAt: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<DefenderWorkspaceInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super("ata2mdi:index:DefenderWorkspace", name, { ...inputs, ...awaited("checkedAt") }, options);
  }
}
