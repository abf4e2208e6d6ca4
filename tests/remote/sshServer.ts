import type { AddressInfo } from "node:net";
import type { Connection, ServerChannel } from "ssh2";
import ssh2 from "ssh2";
import type { Target } from "../../estate/target.ts";
import { sshKeyPair } from "../support/sshKeys.ts";

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** What a host does with a command line: it gets the whole of standard input. */
export type Run = (call: {
  command: string;
  stdin: string;
  channel: ServerChannel;
  connection: Connection;
}) => void;

export interface TestHost {
  port: number;
  hostKey: string;
  privateKey: string;
  /** Files by path, as SFTP left them. */
  files: Map<string, Buffer>;
  connections: number;
  authentications: number;
  commands: string[];
  run: Run;
  /** Answers no SFTP request at all while true. */
  sftpHangs: boolean;
  drop(): void;
  close(): Promise<void>;
}

export function makeKeys(): { privateKey: string; publicKey: string } {
  const keys = sshKeyPair();
  return { privateKey: keys.private, publicKey: keys.public };
}

/** An SSH server on loopback with a key, exec and just enough of SFTP. */
export async function startHost(run: Run): Promise<TestHost> {
  const own = makeKeys();
  const user = makeKeys();
  const allowed = ssh2.utils.parseKey(user.publicKey);
  if (allowed instanceof Error) throw allowed;
  const open = new Set<Connection>();
  const host: TestHost = {
    port: 0,
    hostKey: own.publicKey.trim(),
    privateKey: user.privateKey,
    files: new Map(),
    connections: 0,
    authentications: 0,
    commands: [],
    run,
    sftpHangs: false,
    drop: () => {
      for (const connection of open) connection.end();
    },
    close: () =>
      new Promise((resolve) => {
        host.drop();
        server.close(() => resolve());
      }),
  };
  const folders = new Set(["C:"]);
  const server = new ssh2.Server({ hostKeys: [own.privateKey] }, (connection) => {
    host.connections++;
    open.add(connection);
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on("close", () => open.delete(connection));
    connection.on("error", () => {});
    connection.on("authentication", (attempt) => {
      if (attempt.method !== "publickey") return attempt.reject(["publickey"]);
      host.authentications++;
      if (!attempt.key.data.equals(allowed.getPublicSSH())) return attempt.reject(["publickey"]);
      attempt.accept();
    });
    connection.on("session", (accept) => {
      const session = accept();
      session.on("exec", (acceptExec, _reject, info) => {
        const channel = acceptExec();
        const chunks: Buffer[] = [];
        host.commands.push(info.command);
        channel.on("error", () => {});
        channel.on("data", (chunk: Buffer) => chunks.push(chunk));
        channel.on("end", () => {
          if (chunks.length === 0) return;
          host.run({
            command: info.command,
            stdin: Buffer.concat(chunks).toString("utf8"),
            channel,
            connection,
          });
        });
      });
      session.on("sftp", (acceptSftp) => serveFiles(acceptSftp(), host, folders));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  host.port = (server.address() as AddressInfo).port;
  return host;
}

/** The host as an estate reaches it; its key comes from the reference `env: TEST_KEY`. */
export function targetOf(host: TestHost, changes: Partial<Target> = {}): Target {
  return {
    host: "dc01",
    kind: "ssh",
    address: "127.0.0.1",
    port: host.port,
    user: "CONTOSO\\mover",
    hostKey: host.hostKey,
    authentication: { privateKey: { env: "TEST_KEY" } },
    ...changes,
  };
}

function serveFiles(
  sftp: ReturnType<() => import("ssh2").SFTPWrapper>,
  host: TestHost,
  folders: Set<string>,
): void {
  const handles: string[] = [];
  const listed = new Set<string>();
  const attributes = (size: number, folder: boolean) => ({
    mode: folder ? 0o040755 : 0o100644,
    uid: 0,
    gid: 0,
    size,
    atime: 0,
    mtime: 0,
  });
  const handleOf = (path: string) => Buffer.from([handles.push(path) - 1]);
  const pathOf = (handle: Buffer) => handles[handle[0] ?? -1] ?? "";
  // biome-ignore lint/suspicious/noExplicitAny: the server's side of SFTPWrapper has no types of its own
  const server = sftp as any;
  const on = (name: string, work: (id: number, ...rest: never[]) => void) => {
    server.on(name, (id: number, ...rest: never[]) => {
      if (!host.sftpHangs) work(id, ...rest);
    });
  };
  const stat = (id: number, path: string) => {
    const file = host.files.get(path);
    if (file) server.attrs(id, attributes(file.length, false));
    else if (folders.has(path)) server.attrs(id, attributes(0, true));
    else server.status(id, STATUS_CODE.NO_SUCH_FILE);
  };
  on("STAT", stat);
  on("LSTAT", stat);
  on("MKDIR", (id, path: string) => {
    if (folders.has(path)) return server.status(id, STATUS_CODE.FAILURE);
    folders.add(path);
    server.status(id, STATUS_CODE.OK);
  });
  on("OPENDIR", (id, path: string) => {
    if (!folders.has(path)) return server.status(id, STATUS_CODE.NO_SUCH_FILE);
    server.handle(id, handleOf(path));
  });
  on("READDIR", (id, handle: Buffer) => {
    const key = `${handle[0]}`;
    if (listed.has(key)) return server.status(id, STATUS_CODE.EOF);
    listed.add(key);
    const start = `${pathOf(handle)}/`;
    const names = [...host.files].filter(
      ([path]) => path.startsWith(start) && !path.slice(start.length).includes("/"),
    );
    server.name(
      id,
      names.map(([path, bytes]) => ({
        filename: path.slice(start.length),
        longname: path,
        attrs: attributes(bytes.length, false),
      })),
    );
  });
  on("OPEN", (id, path: string, flags: number) => {
    if ((flags & OPEN_MODE.WRITE) === 0) return server.status(id, STATUS_CODE.PERMISSION_DENIED);
    host.files.set(path, Buffer.alloc(0));
    server.handle(id, handleOf(path));
  });
  on("WRITE", (id, handle: Buffer, offset: number, data: Buffer) => {
    const before = host.files.get(pathOf(handle)) ?? Buffer.alloc(0);
    host.files.set(pathOf(handle), Buffer.concat([before.subarray(0, offset), data]));
    server.status(id, STATUS_CODE.OK);
  });
  on("CLOSE", (id) => server.status(id, STATUS_CODE.OK));
  on("REMOVE", (id, path: string) => {
    server.status(id, host.files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE);
  });
  on("RENAME", (id, from: string, to: string) => {
    const bytes = host.files.get(from);
    if (!bytes || host.files.has(to)) return server.status(id, STATUS_CODE.FAILURE);
    host.files.delete(from);
    host.files.set(to, bytes);
    server.status(id, STATUS_CODE.OK);
  });
}
