import { dumpFiles, liveCounts } from "../center/database.ts";
import { now } from "../clock.ts";
import { baseName } from "../hosts/files.ts";
import type { Host } from "../hosts/host.ts";
import { CENTER_SERVICES, isAbsent, productFolder, windows } from "../hosts/software.ts";
import {
  type BackupPlace,
  folderOf,
  type Manifest,
  readBackup,
  readManifest,
  sha256,
  writeBackup,
} from "./backupFiles.ts";
import type { Definition, Ending } from "./definition.ts";

const FULL: Ending = { outcome: "failed", reason: "There is not enough space on the disk. (0x80070070)" };
const THUMBPRINT = "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334";

interface Taking extends BackupPlace, Record<string, unknown> {
  work: string;
  takenAt: string | null;
  /** Services it has stopped and must start again. */
  stopped: string[];
}

/** Takes a Center's backup into a folder of its host. The password is not looked at and not kept. */
export const backupAtaCenter: Definition<"Backup-AtaCenter"> = {
  prepare: (host, _world, { folder, name }, previous): Taking => {
    const stopped = (previous as Taking | undefined)?.stopped ?? [];
    const data: Taking = { folder, name, work: `${host.name}/Backup-AtaCenter/1`, takenAt: null, stopped };
    startAgain(host, data);
    return data;
  },

  before(host, data) {
    if (readManifest(host, data as Taking)) return { outcome: "already", reason: null };
    if (isAbsent(host, "center"))
      return { outcome: "refused", reason: "there is no ATA Center on this host" };
    return host.has("disk-full") ? FULL : undefined;
  },

  phases: (host, _world, data) => [
    {
      name: "stop the Center, so that the database stands still",
      seconds: host.durations.stopService,
      run() {
        const own = data as Taking;
        const services = isDumped(host) ? CENTER_SERVICES.slice(0, 1) : CENTER_SERVICES;
        own.stopped = services.filter((service) => host.service(service)?.state === "Running");
        for (const service of own.stopped) host.switchService(service, "Stopped");
        own.takenAt = now();
        return undefined;
      },
    },
    {
      name: "take the database and all that goes with it",
      seconds: host.durations.backup,
      main: true,
      run() {
        const own = data as Taking;
        if (!host.has("disk-full")) take(host, own);
        startAgain(host, own);
        return host.has("disk-full") ? FULL : undefined;
      },
    },
  ],

  late(host, data) {
    startAgain(host, data as Taking);
    return { reason: "the backup was not done in time", exitCode: null, log: [] };
  },

  facts(host, data) {
    const about = readManifest(host, data as Taking)?.about;
    if (!about) return {};
    return { folder: windows(folderOf(data as Taking)), method: about.method, takenAt: about.takenAt };
  },

  holds: (host, data) => readManifest(host, data as Taking) !== undefined,
};

/** Reads a backup back; also a damaged one ends as done: what it means is not decided here. */
export const testAtaCenterBackup: Definition<"Test-AtaCenterBackup"> = {
  prepare: (_host, _world, { folder, name }) => ({ folder, name, result: null }),

  before(host, data) {
    if (readManifest(host, place(data))) return undefined;
    return { outcome: "refused", reason: `there is no backup in ${windows(folderOf(place(data)))}` };
  },

  phases: (host, _world, data) => [
    {
      name: "read the backup back",
      seconds: host.durations.readBack,
      main: true,
      run() {
        const { damagedFiles, collections, documents, manifestSha256 } = readBackup(host, place(data), now());
        const files = readManifest(host, place(data))?.files.length ?? 0;
        data.result = { files, damagedFiles, collections, documents, manifestSha256 };
        return undefined;
      },
    },
  ],

  facts: (_host, data) => (data.result ?? {}) as Record<string, unknown>,

  holds(host, data) {
    const folder = folderOf(place(data));
    const manifest = host.files.read(`${folder}/manifest.json`);
    const noted = host.files.read(`${folder}/readback.json`)?.toString("utf8") ?? "";
    return manifest !== undefined && noted.includes(sha256(manifest));
  },
};

function place(data: Record<string, unknown>): BackupPlace {
  return data as unknown as BackupPlace;
}

function isDumped(host: Host): boolean {
  return !host.has("mongodump-missing");
}

function startAgain(host: Host, data: Taking): void {
  for (const service of data.stopped.toReversed()) host.switchService(service, "Running");
  data.stopped = [];
}

function take(host: Host, data: Taking): void {
  const installed = productFolder("center", "");
  const method = isDumped(host) ? "dump" : "cold";
  const contents: Record<string, Buffer> = {
    "certificate/center.pfx": Buffer.from(`certificate ${THUMBPRINT} with its key, under a password\n`),
    "role-groups.json": Buffer.from('{"Microsoft Advanced Threat Analytics Administrators":[]}'),
    "events.evtx": Buffer.from("the event log Microsoft ATA\n"),
  };
  for (const { path } of host.files.list(`${installed}/Backup`)) {
    contents[`configuration/${baseName(path)}`] = host.files.read(path) ?? Buffer.alloc(0);
  }
  if (method === "dump") {
    for (const [name, bytes] of Object.entries(dumpFiles())) contents[`database/ATA/${name}.bson`] = bytes;
  } else {
    for (const { path } of host.files.list(`${installed}/MongoDB/bin/data`)) {
      contents[`database/${baseName(path)}`] = host.files.read(path) ?? Buffer.alloc(0);
    }
  }
  const count = (part: string) => Object.keys(contents).filter((path) => path.startsWith(part)).length;
  const about: Manifest["about"] = {
    product: "ATA Center",
    center: host.name.toUpperCase(),
    takenAt: data.takenAt ?? now(),
    by: data.work,
    method,
    certificate: host.has("key-not-exportable")
      ? { unread: "Key not valid for use in specified state." }
      : { value: THUMBPRINT },
    parts: {
      configuration: { value: count("configuration/") },
      logs: { value: 0 },
      events: { value: true },
      roleGroups: { value: 4 },
      exports: { value: 0 },
    },
    collections: { value: liveCounts() },
  };
  writeBackup(host, data, about, contents);
}
