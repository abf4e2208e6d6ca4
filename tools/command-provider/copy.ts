import { readdir, stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { type Context, dial } from "./dial.ts";
import type { Connection } from "./endpoint.ts";
import { messageOf, OperationError } from "./failure.ts";
import { RemoteFiles } from "./sftp.ts";
import type { Source } from "./wire.ts";

/**
 * Copies an asset or archive to the host, one connection a copy. Folders above the remote path are made.
 *
 * | source | remote path is a folder | nothing there | a file there |
 * |---|---|---|---|
 * | `folder` | path/folder | path/folder | error |
 * | `folder/` | what is in it, into path | into path | error |
 * | `file` | path/file | path | overwritten |
 * | text | error | path | overwritten |
 */
export async function copyToRemote(
  connection: Connection,
  source: Source,
  remotePath: string,
  context: Context,
): Promise<void> {
  await withFiles(connection, context, async (files) => {
    if (source.text !== undefined) await copyText(files, source.text, remotePath);
    else await copyPath(files, source.path ?? "", remotePath);
  });
}

/** Copies one file to exactly that path. The folder has to be there: CopyFile makes none. */
export async function copyFile(
  connection: Connection,
  localPath: string,
  remotePath: string,
  context: Context,
): Promise<void> {
  await isFolder(localPath);
  await withFiles(connection, context, (files) => files.copy(localPath, remotePath));
}

async function withFiles(
  connection: Connection,
  context: Context,
  work: (files: RemoteFiles) => Promise<void>,
): Promise<void> {
  const client = await dial(connection, context);
  try {
    await work(await RemoteFiles.open(client));
  } finally {
    client.end();
  }
}

async function copyText(files: RemoteFiles, text: string, remotePath: string): Promise<void> {
  if ((await files.kind(remotePath)) === "folder") {
    throw new OperationError(
      `remote path ${remotePath} is a directory; when using a text asset, remotePath must be a file path`,
    );
  }
  await files.makeFolders(posix.dirname(remotePath));
  await files.write(text, remotePath);
}

async function copyPath(files: RemoteFiles, path: string, remotePath: string): Promise<void> {
  if (await isFolder(path)) {
    await files.makeFolders(remotePath);
    const target = path.endsWith("/") ? remotePath : posix.join(remotePath, basename(path));
    await copyFolder(files, path, target);
    return;
  }
  if ((await files.kind(remotePath)) === "folder") {
    await files.copy(path, posix.join(remotePath, basename(path)));
    return;
  }
  await files.makeFolders(posix.dirname(remotePath));
  await files.copy(path, remotePath);
}

async function copyFolder(files: RemoteFiles, path: string, target: string): Promise<void> {
  await files.makeFolder(target);
  for (const name of (await readdir(path)).sort()) {
    const from = join(path, name);
    const to = posix.join(target, name);
    if (await isFolder(from)) await copyFolder(files, from, to);
    else await files.copy(from, to);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new OperationError(messageOf(error));
  }
}
