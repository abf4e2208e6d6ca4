import type { Host } from "../hosts/host.ts";
import { windows } from "../hosts/software.ts";
import { type BackupPlace, folderOf, readManifest, sha256 } from "./backupFiles.ts";
import type { Definition, Ending } from "./definition.ts";

interface Archiving extends BackupPlace, Record<string, unknown> {
  /** Folder of the host's drive that plays the share or the container. */
  to: string;
  manifestSha256: string;
  signature: string;
}

/** Copies a Center's backup elsewhere, the manifest last. What signs an address is not looked at and not kept. */
export const copyAtaCenterBackup: Definition<"Copy-AtaCenterBackup"> = {
  prepare: (
    _host,
    _world,
    { folder, name, destination, container, manifestSha256, signature },
  ): Archiving => ({
    folder,
    name,
    to: `${placeOf(destination, container)}/${name}`,
    manifestSha256,
    signature,
  }),

  before(host, data) {
    const own = data as Archiving;
    const folder = folderOf(own);
    const manifest = host.files.read(`${folder}/manifest.json`);
    if (!manifest) return { outcome: "refused", reason: `there is no backup in ${windows(folder)}` };
    if (sha256(manifest) === own.manifestSha256) return undefined;
    return { outcome: "refused", reason: "the backup is another than the one that was signed" };
  },

  phases: (host, _world, data) => [
    {
      name: "archive the backup",
      seconds: host.durations.archive,
      main: true,
      run: () => copyAll(host, data as Archiving),
    },
  ],

  facts(host, data) {
    const own = data as Archiving;
    const files = readManifest(host, own)?.files ?? [];
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return { files: files.length, bytes, manifestSha256: own.manifestSha256 };
  },

  holds(host, data) {
    const { to, manifestSha256 } = data as Archiving;
    const manifest = host.files.read(`${to}/manifest.json`);
    return manifest !== undefined && sha256(manifest) === manifestSha256;
  },
};

/** The lab has one drive and no network: a share and a container are folders of it. */
function placeOf(destination: string | null, container: string | null): string {
  if (destination === null) return `C:/Azure${new URL(container ?? "https://nowhere/").pathname}`;
  return destination.replaceAll("\\", "/").replace(/^\/\//, "C:/Shares/");
}

function copyAll(host: Host, own: Archiving): Ending | undefined {
  if (host.has("archive-full")) {
    const reason = `${windows(own.to)} has 1000 bytes free, too few for the backup`;
    return { outcome: "failed", reason };
  }
  const folder = folderOf(own);
  host.files.place(`${folder}/manifest.sig`, own.signature);
  for (const file of readManifest(host, own)?.files ?? []) {
    const bytes = host.files.read(`${folder}/${file.path}`);
    if (!bytes || sha256(bytes) !== file.sha256) {
      return { outcome: "failed", reason: `${file.path} is not as its manifest has it` };
    }
    host.files.place(`${own.to}/${file.path}`, bytes);
  }
  for (const name of ["manifest.sig", "manifest.json"]) {
    host.files.place(`${own.to}/${name}`, host.files.read(`${folder}/${name}`) ?? "");
  }
  return undefined;
}
