import { createHash } from "node:crypto";
import { countDocuments } from "../center/bson.ts";
import type { Host } from "../hosts/host.ts";
import { windows } from "../hosts/software.ts";
import { HOST_FOLDER } from "./definition.ts";

/** Where a backup is, as the steps about it are told. */
export interface BackupPlace {
  folder: string | null;
  name: string;
}

export interface Manifest {
  about: {
    product: string;
    center: string;
    takenAt: string;
    by: string;
    method: "dump" | "cold";
    certificate: { value: string | null } | { unread: string };
    /** What was taken of each part, or why it could not be. */
    parts: Record<string, { value: unknown } | { unread: string }>;
    collections: { value: { name: string; count: number }[] } | { unread: string };
  };
  files: { path: string; size: number; sha256: string }[];
}

/** What reading a backup back notes beside it. */
interface ReadBack {
  result: {
    at: string;
    manifestSha256: string;
    damagedFiles: number;
    collections: number;
    documents: number;
    sampled: number;
    differentCollections: number;
    different: { name: string; dump: number | null; live: number | null }[];
  };
  times: Record<string, number>;
}

const TOLD = 20;

export function folderOf({ folder, name }: BackupPlace): string {
  return `${(folder ?? `${HOST_FOLDER}/backups`).replaceAll("\\", "/")}/${name}`;
}

export function readManifest(host: Host, place: BackupPlace): Manifest | undefined {
  return json(host, `${folderOf(place)}/manifest.json`);
}

/** Puts a backup's files and its manifest into their folder. */
export function writeBackup(
  host: Host,
  place: BackupPlace,
  about: Manifest["about"],
  contents: Record<string, Buffer>,
): void {
  const files = Object.entries(contents).map(([path, bytes]) => {
    host.files.place(`${folderOf(place)}/${path}`, bytes);
    return { path, size: bytes.length, sha256: sha256(bytes) };
  });
  host.files.place(`${folderOf(place)}/manifest.json`, JSON.stringify({ about, files }));
}

/** Every byte of a backup read again: hashes, documents, counts. */
export function readBackup(host: Host, place: BackupPlace, at: string): ReadBack["result"] {
  const folder = folderOf(place);
  const manifest = readManifest(host, place);
  if (!manifest) throw new Error("there is no backup");
  const damaged = manifest.files.filter((file) => complaint(host, folder, file) !== undefined);
  const dumped = new Map<string, number>();
  for (const { path } of manifest.files) {
    const name = /^database\/ATA\/([^/]+)\.bson$/.exec(path)?.[1];
    const bytes = host.files.read(`${folder}/${path}`);
    if (name && bytes) dumped.set(name, documentsOf(bytes));
  }
  const { collections } = manifest.about;
  const live = new Map("value" in collections ? collections.value.map((one) => [one.name, one.count]) : []);
  const different = [...new Set([...dumped.keys(), ...live.keys()])]
    .filter((name) => dumped.get(name) !== live.get(name))
    .map((name) => ({ name, dump: dumped.get(name) ?? null, live: live.get(name) ?? null }));
  const result: ReadBack["result"] = {
    at,
    manifestSha256: sha256(host.files.read(`${folder}/manifest.json`) ?? Buffer.alloc(0)),
    damagedFiles: damaged.length,
    collections: dumped.size,
    documents: [...dumped.values()].reduce((sum, count) => sum + count, 0),
    sampled: dumped.size,
    differentCollections: different.length,
    different: different.slice(0, TOLD),
  };
  const times = Object.fromEntries(
    manifest.files.map(({ path }) => [path, host.files.find(`${folder}/${path}`)?.modified ?? 0]),
  );
  host.files.place(`${folder}/readback.json`, JSON.stringify({ result, times }));
  return result;
}

/** A backup as it is now, for the measuring step; null: there is none. */
export function describeBackup(host: Host, place: BackupPlace & { hashBytes: number }): unknown {
  const folder = folderOf(place);
  const manifest = readManifest(host, place);
  if (!manifest) return null;
  const noted = json<ReadBack>(host, `${folder}/readback.json`);
  let hashedBytes = 0;
  const damaged = manifest.files
    .toSorted((one, other) => one.size - other.size)
    .flatMap((file) => {
      const again = hashedBytes + file.size <= place.hashBytes;
      if (again) hashedBytes += file.size;
      const time = noted?.times[file.path];
      const found = host.files.find(`${folder}/${file.path}`);
      const written = time !== undefined && found !== undefined && found.modified !== time;
      const what = written
        ? "was written since it was read back"
        : complaint(host, folder, file, again ? undefined : "size alone");
      return what ? [`${file.path}: ${what}`] : [];
    });
  return {
    folder: windows(folder),
    method: manifest.about.method,
    takenAt: manifest.about.takenAt,
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, { size }) => sum + size, 0),
    manifestSha256: sha256(host.files.read(`${folder}/manifest.json`) ?? Buffer.alloc(0)),
    certificate: manifest.about.certificate,
    missingParts: Object.entries(manifest.about.parts).flatMap(([part, taken]) =>
      "unread" in taken ? [`${part}: ${taken.unread}`] : [],
    ),
    damagedFiles: damaged.length,
    damaged: damaged.slice(0, TOLD),
    hashedBytes,
    readBack: noted?.result ?? null,
  };
}

function complaint(
  host: Host,
  folder: string,
  file: Manifest["files"][number],
  only?: "size alone",
): string | undefined {
  const bytes = host.files.read(`${folder}/${file.path}`);
  if (!bytes) return "is missing";
  if (bytes.length !== file.size) return "its size differs";
  return !only && sha256(bytes) !== file.sha256 ? "its hash differs" : undefined;
}

function documentsOf(bytes: Buffer): number {
  try {
    return countDocuments(bytes);
  } catch {
    return -1;
  }
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function json<T>(host: Host, path: string): T | undefined {
  const bytes = host.files.read(path);
  return bytes ? (JSON.parse(bytes.toString("utf8")) as T) : undefined;
}
