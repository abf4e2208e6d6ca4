import * as pulumi from "@pulumi/pulumi";
import type { ChecklistRowInputs } from "../plan/declared.ts";
import type { Declared } from "./inputs.ts";

/** One row of the checklist: a setting no program can make, with what a person says of it. */
export class ChecklistRow extends pulumi.CustomResource {
  declare readonly state: pulumi.Output<ChecklistRowInputs["state"]>;

  constructor(name: string, inputs: Declared<ChecklistRowInputs>, options?: pulumi.CustomResourceOptions) {
    super("ata2mdi:index:ChecklistRow", name, inputs, options);
  }
}
