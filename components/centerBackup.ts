import * as pulumi from "@pulumi/pulumi";
import type { CenterBackupEntry } from "../estate/schema.ts";
import { backupName } from "../plan/centerBackup.ts";
import { backupPassword } from "../remote/backupPassword.ts";
import { type MoveContext, targetOf } from "./context.ts";

/** Documents of each collection that are read to their last value when the backup is read back. */
const SAMPLE = 100;

export interface CenterBackupArgs {
  context: MoveContext;
  entry: CenterBackupEntry;
  /** All that must be over before: while a gateway still sends, the database is not the last word. */
  after: pulumi.Resource[];
  /** The scripts on the Center's host. */
  tools: pulumi.Resource;
}

/** A Center's backup on its own host: taken, then read back. Another `take` is another backup beside the first. */
export class CenterBackup extends pulumi.ComponentResource {
  readonly readBack: pulumi.Resource;

  constructor(center: string, args: CenterBackupArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:CenterBackup", `${center}-backups`, {}, options);
    const { context, entry } = args;
    const { take, deadline: deadlineSeconds } = entry;
    const target = targetOf(context, center);
    const place = { folder: entry.folder ?? null, name: backupName(center, take) };
    const run = { target, deadlineSeconds };
    const taken = context.transport.runStep(
      `${center}-backup-${take}`,
      {
        ...run,
        step: "Backup-AtaCenter",
        work: `${center}/Backup-AtaCenter/${take}`,
        input: {
          ...place,
          pfxPassword: pulumi.secret(backupPassword(center, context.transport.secret(entry.pfxPassword))),
        },
      },
      { parent: this, dependsOn: [...args.after, args.tools] },
    );
    this.readBack = context.transport.runStep(
      `${center}-read-back-${take}`,
      {
        ...run,
        step: "Test-AtaCenterBackup",
        work: `${center}/Test-AtaCenterBackup/${take}`,
        input: { ...place, sample: SAMPLE },
      },
      { parent: this, dependsOn: taken.resource },
    ).resource;
    this.registerOutputs();
  }
}
