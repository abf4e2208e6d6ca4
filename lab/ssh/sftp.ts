import type { Attributes, SFTPWrapper } from "ssh2";
import ssh2 from "ssh2";
import { baseName, type Entry } from "../hosts/files.ts";
import type { Host } from "../hosts/host.ts";

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
const FOLDER = 0o40755;
const FILE = 0o100644;

type Handle = { path: string; bytes: Buffer; writing: boolean } | { listing: Entry[] };

/** Serves a host's files to one SFTP client. */
export function serveFiles(host: Host, sftp: SFTPWrapper): void {
  const files = host.files;
  const handles = new Map<number, Handle>();
  let last = 0;
  const open = (request: number, handle: Handle) => {
    const name = Buffer.alloc(4);
    name.writeUInt32BE(++last);
    handles.set(last, handle);
    sftp.handle(request, name);
  };
  const find = (name: Buffer) => (name.length === 4 ? handles.get(name.readUInt32BE()) : undefined);
  const done = (request: number, good: boolean) =>
    sftp.status(request, good ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  const missing = (request: number) => sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
  const writes = (request: number, change: () => boolean) => {
    host.countWrite();
    done(request, change());
  };
  const commit = (handle: Handle | undefined) => {
    if (!handle || !("writing" in handle) || !handle.writing) return true;
    host.countWrite();
    return !host.has("disk-full") && files.write(handle.path, handle.bytes);
  };

  sftp.on("OPEN", (request, path, flags) => {
    const writing = (flags & OPEN_MODE.WRITE) !== 0;
    const there = files.find(path);
    if (there?.folder) return done(request, false);
    if (!writing) {
      const bytes = files.read(path);
      return bytes ? open(request, { path, bytes, writing: false }) : missing(request);
    }
    if (!there && (flags & OPEN_MODE.CREAT) === 0) return missing(request);
    if (there && (flags & OPEN_MODE.EXCL) !== 0) return done(request, false);
    if (!files.find(files.normal(path).replace(/\/[^/]*$/, ""))?.folder) return missing(request);
    const keep = there && (flags & OPEN_MODE.TRUNC) === 0;
    open(request, {
      path,
      bytes: keep ? Buffer.from(files.read(path) ?? "") : Buffer.alloc(0),
      writing: true,
    });
  });
  sftp.on("READ", (request, name, offset, length) => {
    const handle = find(name);
    if (!handle || !("bytes" in handle)) return done(request, false);
    if (offset >= handle.bytes.length) return sftp.status(request, STATUS_CODE.EOF);
    sftp.data(request, handle.bytes.subarray(offset, offset + length));
  });
  sftp.on("WRITE", (request, name, offset, data) => {
    const handle = find(name);
    if (!handle || !("bytes" in handle) || !handle.writing || host.has("disk-full"))
      return done(request, false);
    const size = Math.max(handle.bytes.length, offset + data.length);
    const grown = size > handle.bytes.length ? Buffer.concat([handle.bytes], size) : handle.bytes;
    data.copy(grown, offset);
    handle.bytes = grown;
    done(request, true);
  });
  sftp.on("CLOSE", (request, name) => {
    const handle = find(name);
    if (handle) handles.delete(name.readUInt32BE());
    done(request, handle !== undefined && commit(handle));
  });
  // A client that goes away in the middle leaves the part of the file it has sent.
  sftp.on("close", () => {
    for (const handle of handles.values()) commit(handle);
    handles.clear();
  });
  const stat = (request: number, path: string) => {
    const entry = files.find(path);
    return entry ? sftp.attrs(request, attributes(entry)) : missing(request);
  };
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("FSTAT", (request, name) => {
    const handle = find(name);
    if (!handle || !("bytes" in handle)) return done(request, false);
    const now = Math.floor(Date.now() / 1000);
    sftp.attrs(request, { mode: FILE, uid: 0, gid: 0, size: handle.bytes.length, atime: now, mtime: now });
  });
  sftp.on("SETSTAT", (request, path) => done(request, files.exists(path)));
  sftp.on("FSETSTAT", (request, name) => done(request, find(name) !== undefined));
  sftp.on("OPENDIR", (request, path) => {
    const entry = files.find(path);
    if (!entry) return missing(request);
    return entry.folder ? open(request, { listing: files.list(path) }) : done(request, false);
  });
  sftp.on("READDIR", (request, name) => {
    const handle = find(name);
    if (!handle || !("listing" in handle)) return done(request, false);
    const next = handle.listing.splice(0, 100);
    if (next.length === 0) return sftp.status(request, STATUS_CODE.EOF);
    sftp.name(
      request,
      next.map((entry) => ({
        filename: baseName(entry.path),
        longname: longName(entry),
        attrs: attributes(entry),
      })),
    );
  });
  sftp.on("REALPATH", (request, path) => {
    const full = `/${files.normal(path)}`;
    sftp.name(request, [
      { filename: full === "/C:" ? "/C:/" : full, longname: full, attrs: attributes(files.find(path)) },
    ]);
  });
  sftp.on("REMOVE", (request, path) =>
    files.exists(path) ? writes(request, () => files.removeFile(path)) : missing(request),
  );
  sftp.on("RMDIR", (request, path) =>
    files.exists(path) ? writes(request, () => files.removeFolder(path)) : missing(request),
  );
  sftp.on("MKDIR", (request, path) => writes(request, () => files.makeFolder(path)));
  sftp.on("RENAME", (request, from, to) =>
    files.exists(from) ? writes(request, () => files.rename(from, to)) : missing(request),
  );
  for (const unsupported of ["READLINK", "SYMLINK", "EXTENDED"] as const) {
    sftp.on(unsupported, (request: number) => sftp.status(request, STATUS_CODE.OP_UNSUPPORTED));
  }
}

function attributes(entry: Entry | undefined): Attributes {
  const folder = entry?.folder !== false;
  const time = entry?.modified ?? 0;
  return {
    mode: folder ? FOLDER : FILE,
    uid: 0,
    gid: 0,
    size: folder ? 0 : entry.size,
    atime: time,
    mtime: time,
  };
}

function longName(entry: Entry): string {
  const date = new Date(entry.modified * 1000).toISOString().slice(0, 10);
  const size = entry.folder ? 0 : entry.size;
  return `${entry.folder ? "drwxr-xr-x" : "-rw-r--r--"} 1 SYSTEM Administrators ${size} ${date} ${baseName(entry.path)}`;
}
