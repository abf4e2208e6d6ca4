import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { posix } from "node:path";
import ssh2, {
  type AuthContext,
  type Connection,
  type ServerChannel,
  type Session,
  type SFTPWrapper,
} from "ssh2";
import type { Connection as Target } from "../../tools/command-provider/endpoint.ts";
import { sshKeyPair } from "../support/sshKeys.ts";

export interface CommandRun {
  command: string;
  stdin: string;
  environment: Record<string, string>;
}

export interface CommandResult {
  stdout?: string;
  stderr?: string;
  code?: number;
  /** End at once, before standard input is read. */
  deaf?: true;
  /** Close without an exit code. */
  vanish?: true;
  /** Not before this. */
  after?: Promise<unknown>;
}

export interface ServerOptions {
  password?: string;
  /** Answers keyboard-interactive only, with this word to each of two prompts. */
  interactive?: string;
  /** A user's public key, authorized_keys style. */
  publicKey?: string;
  acceptVariable?: (name: string) => boolean;
  run?: (run: CommandRun) => CommandResult;
}

/** An SSH and SFTP server on loopback that remembers what was asked of it. */
export interface SshServer {
  port: number;
  hostKey: string;
  logins: string[];
  runs: CommandRun[];
  /** Folders and files by path; text of a file, undefined for a folder. */
  tree: Map<string, string | undefined>;
  /** SFTP requests in order, such as `MKDIR C:`. */
  requests: string[];
  connection(overrides?: Partial<Target>): Target;
  close(): Promise<void>;
}

/** An SSH agent that holds one key. Returns the path of its socket; `close` ends it. */
export async function sshAgent(privateKey: string, folder: string): Promise<{ path: string; close(): void }> {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  const path = `${folder}/agent.sock`;
  const server = createServer((socket) => {
    const agent = new ssh2.AgentProtocol(false);
    agent.on("identities", (request) => agent.getIdentitiesReply(request, [key]));
    agent.on("sign", (request, _key, data) => agent.signReply(request, key.sign(data)));
    socket.on("error", () => undefined);
    agent.on("error", () => undefined);
    socket.pipe(agent).pipe(socket);
  });
  server.listen(path);
  await once(server, "listening");
  return { path, close: () => server.close() };
}

export async function sshServer(options: ServerOptions = { password: "pw" }): Promise<SshServer> {
  const key = sshKeyPair();
  const open = new Set<Connection>();
  const server: Pick<SshServer, "logins" | "runs" | "tree" | "requests"> = {
    logins: [],
    runs: [],
    tree: new Map(),
    requests: [],
  };
  const listener = new ssh2.Server({ hostKeys: [key.private] }, (client) => {
    open.add(client);
    client.on("error", () => undefined);
    client.on("close", () => open.delete(client));
    client.on("authentication", (context) => authenticate(context, options, server.logins));
    client.on("request", (accept) => accept?.());
    client.on("tcpip", (accept, _reject, info) => forward(accept(), info.destPort));
    client.on("session", (accept) => serveSession(accept(), options, server));
  });
  // Without this each login waits three times for a delayed acknowledgement, some 130 ms.
  const tcp = createServer({ noDelay: true }, (socket) => listener.injectSocket(socket));
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const port = (tcp.address() as AddressInfo).port;
  return {
    ...server,
    port,
    hostKey: key.public,
    connection: (overrides = {}) => ({
      host: "127.0.0.1",
      port,
      user: "operator",
      hostKey: key.public,
      dialErrorLimit: 0,
      perDialTimeout: 5,
      ...(options.password === undefined ? {} : { password: options.password }),
      ...overrides,
    }),
    close: async () => {
      for (const client of open) client.end();
      tcp.close();
      await once(tcp, "close");
    },
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function authenticate(context: AuthContext, options: ServerOptions, logins: string[]): void {
  logins.push(context.method);
  const decide = (right: boolean) => {
    if (right) context.accept();
    else context.reject(["password", "publickey", "keyboard-interactive"]);
  };
  switch (context.method) {
    case "password":
      decide(context.password === options.password);
      break;
    case "publickey":
      decide(options.publicKey?.includes(context.key.data.toString("base64")) ?? false);
      break;
    case "keyboard-interactive":
      if (options.interactive === undefined) decide(false);
      else
        context.prompt(["Password: ", "Again: "], (answers) =>
          decide(answers.every((it) => it === options.interactive)),
        );
      break;
    default:
      decide(false);
  }
}

function forward(channel: ServerChannel, port: number): void {
  const socket = connect(port, "127.0.0.1");
  channel.on("error", () => undefined);
  socket.on("error", () => channel.close());
  channel.pipe(socket).pipe(channel);
}

function serveSession(
  session: Session,
  options: ServerOptions,
  server: Pick<SshServer, "runs" | "tree" | "requests">,
): void {
  const environment: Record<string, string> = {};
  session.on("env", (accept, reject, info) => {
    const name = (info as unknown as { key: string }).key;
    if (options.acceptVariable?.(name) === false) return reject?.();
    environment[name] = (info as unknown as { val: string }).val;
    accept?.();
  });
  session.on("exec", (accept, _reject, { command }) => {
    const channel = accept();
    channel.on("error", () => undefined);
    let stdin = "";
    const finish = (result: CommandResult) => {
      channel.stdout.write(result.stdout ?? "");
      channel.stderr.write(result.stderr ?? "");
      if (!result.vanish) channel.exit(result.code ?? 0);
      channel.close();
    };
    if (options.run?.({ command, stdin, environment }).deaf) return finish({});
    channel.on("data", (data: Buffer) => {
      stdin += data.toString("utf8");
    });
    channel.on("end", async () => {
      const run = { command, stdin, environment };
      server.runs.push(run);
      const result = options.run?.(run) ?? {};
      await result.after;
      finish(result);
    });
  });
  session.on("sftp", (accept) => serveFiles(accept(), server.tree, server.requests));
}

function serveFiles(sftp: SFTPWrapper, tree: SshServer["tree"], requests: string[]): void {
  const { OK, NO_SUCH_FILE, FAILURE } = ssh2.utils.sftp.STATUS_CODE;
  const handles: string[] = [];
  const attributes = (path: string) => {
    const text = tree.get(path);
    return {
      mode: text === undefined ? 0o040755 : 0o100644,
      uid: 0,
      gid: 0,
      size: text?.length ?? 0,
      atime: 0,
      mtime: 0,
    };
  };
  const stat = (id: number, path: string) => {
    requests.push(`STAT ${path}`);
    if (tree.has(path)) sftp.attrs(id, attributes(path));
    else sftp.status(id, NO_SUCH_FILE);
  };
  const hasParent = (path: string) =>
    [".", "/"].includes(posix.dirname(path)) || tree.has(posix.dirname(path));
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("MKDIR", (id, path) => {
    requests.push(`MKDIR ${path}`);
    if (tree.has(path) || !hasParent(path)) return sftp.status(id, FAILURE);
    tree.set(path, undefined);
    sftp.status(id, OK);
  });
  sftp.on("OPEN", (id, path) => {
    requests.push(`OPEN ${path}`);
    if (!hasParent(path)) return sftp.status(id, NO_SUCH_FILE);
    tree.set(path, "");
    sftp.handle(id, Buffer.from([handles.push(path) - 1]));
  });
  sftp.on("FSTAT", (id, handle) => sftp.attrs(id, attributes(handles[handle[0] ?? 0] ?? "")));
  sftp.on("FSETSTAT", (id) => sftp.status(id, OK));
  sftp.on("WRITE", (id, handle, offset, data) => {
    const path = handles[handle[0] ?? 0] ?? "";
    const before = (tree.get(path) ?? "").padEnd(offset, "\0");
    const text = data.toString("latin1");
    tree.set(path, before.slice(0, offset) + text + before.slice(offset + text.length));
    sftp.status(id, OK);
  });
  sftp.on("CLOSE", (id) => sftp.status(id, OK));
}
