import * as pulumi from "@pulumi/pulumi";
import type { ReadyGateInputs } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Passes only when every blocking check on the host passes, measured now. Nothing is removed before it. */
export class ReadyGate extends pulumi.CustomResource {
  declare readonly measuredAt: pulumi.Output<string>;
  declare readonly readyUntil: pulumi.Output<string>;
  declare readonly verdicts: pulumi.Output<Record<string, "pass" | "fail" | "unread" | "waived">>;
  declare readonly factsHash: pulumi.Output<string>;
  declare readonly begunAt: pulumi.Output<string | null>;

  constructor(name: string, inputs: Declared<ReadyGateInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:ReadyGate",
      name,
      { ...inputs, ...awaited("measuredAt", "readyUntil", "verdicts", "factsHash", "begunAt") },
      options,
    );
  }
}
