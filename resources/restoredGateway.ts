import * as pulumi from "@pulumi/pulumi";
import type { RestoredGatewayInputs } from "../plan/declaredRollback.ts";
import { awaited, type Declared } from "./inputs.ts";

/** A gateway that is back: done when its service runs and the Center sees it; read again on refresh. */
export class RestoredGateway extends pulumi.CustomResource {
  declare readonly serviceStatus: pulumi.Output<string>;
  declare readonly centerStatus: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string | null>;
  declare readonly verifiedAt: pulumi.Output<string>;
  declare readonly protectionGapSeconds: pulumi.Output<number | null>;

  constructor(name: string, inputs: Declared<RestoredGatewayInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:RestoredGateway",
      name,
      {
        ...inputs,
        ...awaited("serviceStatus", "centerStatus", "version", "verifiedAt", "protectionGapSeconds"),
      },
      options,
    );
  }
}
