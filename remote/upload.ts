import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, FileEntryWithStats, SFTPWrapper } from "ssh2";
import type { Target } from "../estate/target.ts";
import { ProblemError } from "../plan/problem.ts";
import { type BundleFile, bundleFiles, bundleHash } from "./bundle.ts";
import { ConnectionLost } from "./connectionLost.ts";
import { bundleFolder } from "./contract.ts";

/** SSH_FX_NO_SUCH_FILE */
const NO_SUCH_FILE = 2;
/** What was asked over a connection that breaks fails a moment before the connection says that it is closed. */
const CLOSING_MILLISECONDS = 100;

/**
 * Brings the bundle of scripts to a host where it is not there whole. A file is written beside its place and renamed,
 * so that another run never sees half of it. Throws ProblemError `HOST-UPLOAD`, or ConnectionLost.
 */
export async function uploadBundle(client: Client, target: Target, signal: AbortSignal): Promise<void> {
  const root = `${bundleFolder(bundleHash())}/powershell`;
  const closed = Promise.withResolvers<"closed">();
  const close = () => closed.resolve("closed");
  client.once("close", close);
  try {
    // Over a connection that is gone nothing is ever answered.
    const end = await Promise.race([bring(client, root, signal), closed.promise]);
    if (end === "closed") throw new Error("the connection was lost");
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const end = await Promise.race([closed.promise, sleep(CLOSING_MILLISECONDS)]);
    if (end === "closed") throw new ConnectionLost("it was lost while the scripts were brought");
    throw new ProblemError({
      id: "HOST-UPLOAD",
      host: target.host,
      cause: "the scripts could not be brought to the host",
      measured: `SFTP to ${root}: ${error instanceof Error ? error.message : String(error)}`,
      cure: "See that the SSH server there has its sftp subsystem, and that the system drive has room.",
      command: `sftp -P ${target.port} ${target.user}@${target.address}`,
    });
  } finally {
    client.removeListener("close", close);
  }
}

async function bring(client: Client, root: string, signal: AbortSignal): Promise<void> {
  const sftp = await open(client, signal);
  try {
    const there = await sizesBelow(sftp, root);
    const missing = bundleFiles().filter((file) => there.get(file.path) !== file.bytes.length);
    // SFTP's rename does not replace, so what was cut short goes first.
    const cutShort = missing.filter((file) => there.has(file.path));
    await Promise.all(cutShort.map((file) => attempt((done) => sftp.unlink(join(root, file.path), done))));
    for (const folder of foldersOf(missing)) await makeFolders(sftp, join(root, folder));
    await Promise.all(missing.map((file) => write(sftp, root, file)));
    const after = missing.length > 0 ? await sizesBelow(sftp, root) : there;
    const still = bundleFiles().find((file) => after.get(file.path) !== file.bytes.length);
    if (still) throw new Error(`${still.path} is not there after it was written`);
  } finally {
    sftp.end();
  }
}

function open(client: Client, signal: AbortSignal): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error("the connection was lost"));
    client.once("close", lost);
    signal.addEventListener("abort", () => client.destroy(), { once: true });
    client.sftp((error, sftp) => {
      client.removeListener("close", lost);
      if (error) return reject(error);
      resolve(sftp);
    });
  });
}

/** Size of each file there, by its path in the bundle; the folder's name carries the hash, so the size tells enough. */
async function sizesBelow(sftp: SFTPWrapper, root: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const folders = [...foldersOf(bundleFiles())];
  await Promise.all(
    folders.map(async (folder) => {
      for (const entry of await list(sftp, join(root, folder))) {
        sizes.set(join(folder, entry.filename), entry.attrs.size);
      }
    }),
  );
  return sizes;
}

async function write(sftp: SFTPWrapper, root: string, file: BundleFile): Promise<void> {
  const place = join(root, file.path);
  const beside = `${place}.${randomBytes(4).toString("hex")}.part`;
  await call((done) => sftp.writeFile(beside, file.bytes, done));
  // Where another run was quicker, its file is as good: both come from one bundle.
  if (!(await attempt((done) => sftp.rename(beside, place, done)))) {
    await attempt((done) => sftp.unlink(beside, done));
  }
}

async function makeFolders(sftp: SFTPWrapper, folder: string): Promise<void> {
  const parts = folder.split("/");
  for (let depth = 2; depth <= parts.length; depth++) {
    const path = parts.slice(0, depth).join("/");
    if (await attempt((done) => sftp.stat(path, done))) continue;
    await attempt((done) => sftp.mkdir(path, done));
  }
}

function list(sftp: SFTPWrapper, folder: string): Promise<FileEntryWithStats[]> {
  return new Promise((resolve, reject) => {
    sftp.readdir(folder, (error, entries) => {
      const code = error && "code" in error ? error.code : undefined;
      if (error && code !== NO_SUCH_FILE) reject(error);
      else resolve(error ? [] : entries);
    });
  });
}

type Done = (error?: Error | null) => void;

function call(work: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}

async function attempt(work: (done: Done) => void): Promise<boolean> {
  return call(work).then(
    () => true,
    () => false,
  );
}

function foldersOf(files: readonly BundleFile[]): Set<string> {
  return new Set(files.map((file) => file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")))));
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("/");
}
