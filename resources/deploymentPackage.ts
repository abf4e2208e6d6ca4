import * as pulumi from "@pulumi/pulumi";
import type { DeploymentPackageInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** The installer of the v2 sensor as the service offers it now. */
export class DeploymentPackage extends pulumi.CustomResource {
  declare readonly version: pulumi.Output<string>;
  declare readonly sha256: pulumi.Output<string>;
  declare readonly fetchedAt: pulumi.Output<string>;
  declare readonly uri: pulumi.Output<string>;

  constructor(
    name: string,
    inputs: Declared<DeploymentPackageInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      "ata2mdi:index:DeploymentPackage",
      name,
      { ...inputs, ...awaited("version", "sha256", "fetchedAt", "uri") },
      pulumi.mergeOptions(options, { additionalSecretOutputs: ["uri"] }),
    );
  }
}
