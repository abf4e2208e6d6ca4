import * as pulumi from "@pulumi/pulumi";
import type { CenterArchiveEntry, CenterBackupEntry } from "../estate/schema.ts";
import { archiveFacts, backupName, readBackFacts, tooLongLived } from "../plan/centerBackup.ts";
import { backupPassword } from "../remote/backupPassword.ts";
import type { BackupPlace } from "../remote/contract.ts";
import type { StepRun } from "../remote/transport.ts";
import { given, type MoveContext, targetOf } from "./context.ts";

/** Documents of each collection that are read to their last value when the backup is read back. */
const SAMPLE = 100;

export interface CenterBackupArgs {
  context: MoveContext;
  entry: CenterBackupEntry;
  archive: CenterArchiveEntry | undefined;
  /** All that must be over before: while a gateway still sends, the database is not the last word. */
  after: pulumi.Resource[];
  /** The scripts on the Center's host. */
  tools: pulumi.Resource;
}

/** A Center's backup on its own host: taken, read back, archived where that is asked for. Another `take` is another backup beside the first. */
export class CenterBackup extends pulumi.ComponentResource {
  /** What must be over before the lock is asked. */
  readonly last: pulumi.Resource;
  /** The manifest the archive's proven copy holds; undefined: no archive is asked for. */
  readonly archived: pulumi.Output<string> | undefined;

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
    const readBack = context.transport.runStep(
      `${center}-read-back-${take}`,
      {
        ...run,
        step: "Test-AtaCenterBackup",
        work: `${center}/Test-AtaCenterBackup/${take}`,
        input: { ...place, sample: SAMPLE },
      },
      { parent: this, dependsOn: taken.resource },
    );
    const copy = args.archive ? this.archive(center, place, readBack, args.archive, args) : undefined;
    this.last = copy ? copy.resource : readBack.resource;
    this.archived = copy?.answer.apply(({ facts }) => archiveFacts.parse(facts).manifestSha256);
    this.registerOutputs();
  }

  private archive(
    center: string,
    place: BackupPlace,
    readBack: StepRun,
    { folder, blob, signingKey }: CenterArchiveEntry,
    { context, entry }: CenterBackupArgs,
  ): StepRun {
    const { transport, estate } = context;
    const manifestSha256 = given(
      readBack.answer.apply(({ facts }) => readBackFacts.parse(facts).manifestSha256),
    );
    const key = transport.secret(signingKey);
    const sas = blob && transport.secret(blob.sas).trim().replace(/^\?/, "");
    const ends = sas && tooLongLived(sas, new Date());
    if (ends) {
      pulumi.log.warn(
        `The shared access signature of the archive of ${center} lives until ${ends}: make one for some hours, and take this one back.`,
        this,
      );
    }
    return transport.runStep(
      `${center}-archive-${entry.take}`,
      {
        target: targetOf(context, center),
        deadlineSeconds: entry.deadline,
        step: "Copy-AtaCenterBackup",
        work: `${center}/Copy-AtaCenterBackup/${entry.take}`,
        input: {
          ...place,
          destination: folder ?? null,
          container: blob ? pulumi.secret(`${blob.container}?${sas}`) : null,
          manifestSha256,
          signature: manifestSha256.apply(async (hash) => {
            if (hash === undefined) return "";
            // What reads keys is large: it is loaded only where something is signed.
            const { signBackup } = await import("../remote/signBackup.ts");
            return signBackup({ estate: estate.name, name: place.name, manifestSha256: hash }, key);
          }),
        },
      },
      { parent: this, dependsOn: readBack.resource },
    );
  }
}
