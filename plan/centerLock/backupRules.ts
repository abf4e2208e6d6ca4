import type { CenterBackup } from "../centerBackup.ts";
import type { CenterLockInputs, LockReason } from "../declared.ts";
import type { LockMeasurement } from "./measured.ts";
import { fails, unread } from "./reason.ts";

const UP = "pulumi up";
/** A host's clock may go a little before ours. */
const CLOCK_GRACE_MS = 3_600_000;
const ANEW =
  "Raise `backup.take` of this Center by one in the estate file: a new backup is taken and read back.";

/** The database and all that goes with it was backed up, not long ago, and the backup was read back whole. */
export function backupRules(inputs: CenterLockInputs, measured: LockMeasurement, now: Date): LockReason[] {
  const { name } = inputs.center;
  if (inputs.backup === null) {
    return [
      fails("backup", name, {
        measured: "the estate file asks for no backup of this Center",
        cure: "Write `backup:` with this Center: past alerts are in its database alone.",
        command: "ata2mdi check",
      }),
    ];
  }
  if (!("value" in measured.backup)) {
    return [
      unread("backup", name, {
        measured: `the backup could not be measured: ${measured.backup.unread}`,
        cure: "Make the Center's host answer.",
        command: UP,
      }),
    ];
  }
  const backup = measured.backup.value;
  if (backup === null) {
    return [
      fails("backup", name, {
        measured: "there is no whole backup on the Center's host",
        cure: `It is taken by \`pulumi up\`; if one was there, it is gone. ${ANEW}`,
        command: UP,
      }),
    ];
  }
  return [
    ...lackingOf(backup).map(({ measured, cure }) => fails("backup", name, { measured, cure, command: UP })),
    ...faultsOf(backup, inputs.backup.maxAgeSeconds, now).map((measured) =>
      fails("backup", name, { measured, cure: ANEW, command: UP }),
    ),
    ...coldCopyRule(backup, inputs),
  ];
}

/** What another backup would lack as well, until somebody has seen to the reason. */
function lackingOf({ missingParts, certificate }: CenterBackup): { measured: string; cure: string }[] {
  const lacking: { measured: string; cure: string }[] = [];
  if (missingParts.length > 0) {
    lacking.push({
      measured: `parts of it could not be taken: ${missingParts.join("; ")}`,
      cure: `Settle on the Center's host what stands in the way. ${ANEW}`,
    });
  }
  if (!("value" in certificate)) {
    lacking.push({
      measured: `the Center's certificate could not be exported with its key: ${certificate.unread}`,
      cure: `A key that may not be exported never can be: keep the PFX it was installed from, and waive \`backup\` by an override. Else settle the reason. ${ANEW}`,
    });
  } else if (certificate.value === null) {
    lacking.push({
      measured: "the Center's certificate was not found, and without it its settings cannot be read again",
      cure: `Put it back into LocalMachine\\My on the Center's host. ${ANEW}`,
    });
  }
  return lacking;
}

function faultsOf(backup: CenterBackup, maxAgeSeconds: number, now: Date): string[] {
  const { readBack } = backup;
  const faults: string[] = [];
  if (backup.damagedFiles > 0) {
    faults.push(`${backup.damagedFiles} files are not as they were backed up: ${backup.damaged.join(", ")}`);
  }
  const taken = Date.parse(backup.takenAt);
  const age = now.getTime() - taken;
  if (Number.isNaN(taken) || age < -CLOCK_GRACE_MS) faults.push(`it is dated ${backup.takenAt}`);
  else if (age > maxAgeSeconds * 1000)
    faults.push(`it was taken ${backup.takenAt}, longer ago than it may be`);
  if (readBack === null || readBack.manifestSha256 !== backup.manifestSha256) {
    return [...faults, "it was not read back since it was taken"];
  }
  if (readBack.damagedFiles > 0) faults.push(`reading it back found ${readBack.damagedFiles} damaged files`);
  if (backup.method === "dump") faults.push(...countFaults(readBack));
  return faults;
}

function countFaults(readBack: NonNullable<CenterBackup["readBack"]>): string[] {
  if (readBack.collections === 0) return ["it holds no collection of the database"];
  if (readBack.differentCollections === 0) return [];
  const count = (number: number | null) => (number === null ? "not counted" : String(number));
  const told = readBack.different.map(
    ({ name, dump, live }) => `${name} (backup ${count(dump)}, database ${count(live)})`,
  );
  return [`${readBack.differentCollections} collections differ from the database: ${told.join(", ")}`];
}

function coldCopyRule({ method }: CenterBackup, inputs: CenterLockInputs): LockReason[] {
  const row = "ata-database-backup";
  if (method === "dump" || inputs.checklist[row] === "done") return [];
  return [
    fails("backup", inputs.center.name, {
      measured: "it is a cold copy of the database's files, which only a database can read back",
      cure: "Start MongoDB over a copy of it elsewhere and count the collections; then say so.",
      command: `ata2mdi attest ${row} --estate <file>`,
    }),
  ];
}

/** What the estate wants archived is archived: a proven copy of this very backup. */
export function archiveRule(inputs: CenterLockInputs, measured: LockMeasurement): LockReason[] {
  if (inputs.archive === null || isArchived(inputs, measured)) return [];
  return [
    fails("archive", inputs.center.name, {
      measured: "there is no proven archive of the backup that is on the Center's host now",
      cure: "Let the archive be made; where the backup has changed since, take a new one.",
      command: UP,
    }),
  ];
}

/** The database's files go only by the Center's name, and only when a proven archive holds their backup. */
export function databaseRule(inputs: CenterLockInputs, measured: LockMeasurement): LockReason[] {
  const { deleteDatabase, center } = inputs;
  if (deleteDatabase === null) return [];
  if (deleteDatabase.toLowerCase() === center.name.toLowerCase() && isArchived(inputs, measured)) return [];
  return [
    fails("database", center.name, {
      measured: "the database's files are to be deleted, and no proven archive holds what is in them",
      cure: "Ask for an `archive` and name this Center in `deleteDatabase`; or leave that out: the files then stay.",
      command: "ata2mdi check",
    }),
  ];
}

function isArchived({ archive }: CenterLockInputs, { backup }: LockMeasurement): boolean {
  const manifest = archive?.manifestSha256 ?? null;
  return manifest !== null && "value" in backup && backup.value?.manifestSha256 === manifest;
}
