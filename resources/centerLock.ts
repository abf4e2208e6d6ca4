import * as pulumi from "@pulumi/pulumi";
import type { CenterBackup } from "../plan/centerBackup.ts";
import type { CenterLockInputs, LockReason } from "../plan/declared.ts";
import { awaited, type Declared } from "./inputs.ts";

/** Whether an ATA Center may go, measured live when it is asked. The only way to its removal. */
export class CenterLock extends pulumi.CustomResource {
  declare readonly open: pulumi.Output<boolean>;
  declare readonly reasons: pulumi.Output<LockReason[]>;
  declare readonly evaluatedAt: pulumi.Output<string>;
  declare readonly permitUntil: pulumi.Output<string>;
  declare readonly waived: pulumi.Output<LockReason[]>;
  declare readonly measuredBackup: pulumi.Output<CenterBackup | null>;

  constructor(name: string, inputs: Declared<CenterLockInputs>, options?: pulumi.CustomResourceOptions) {
    super(
      "ata2mdi:index:CenterLock",
      name,
      { ...inputs, ...awaited("open", "reasons", "waived", "measuredBackup", "evaluatedAt", "permitUntil") },
      options,
    );
  }
}
