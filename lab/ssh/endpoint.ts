import { createServer, type Server as NetServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type ParsedKey, type Session, type SFTPWrapper } from "ssh2";
import type { Host } from "../hosts/host.ts";
import { listenOnLoopback } from "../listen.ts";
import type { StepRunner } from "../steps/runner.ts";
import { execute } from "./exec.ts";
import type { KeyPair } from "./keys.ts";
import { serveFiles } from "./sftp.ts";
import { slowed } from "./slowLink.ts";

export interface EndpointOptions {
  port: number;
  user: string;
  hostKey: KeyPair;
  /** Shown instead of the host key while `wrong-host-key` is on. */
  foreignKey: KeyPair;
  /** Public key that opens the host. */
  authorized: ParsedKey;
}

/** The SSH service of one host, on 127.0.0.1 alone. Away hosts and unreachable ones refuse connections. */
export class SshEndpoint {
  readonly #host: Host;
  readonly #runner: StepRunner;
  readonly #options: EndpointOptions;
  /** Open sockets by the client's port. */
  readonly #sockets = new Map<number, Socket>();
  #listener: NetServer | undefined;

  constructor(host: Host, runner: StepRunner, options: EndpointOptions) {
    this.#host = host;
    this.#runner = runner;
    this.#options = options;
    host.on("gone", () => void this.close());
    host.on("back", () => void this.adjust());
    host.on("cut", () => this.cut());
  }

  /** Listens, or does not, as the host's state and faults say. */
  async adjust(): Promise<void> {
    const wanted = !this.#host.away && !this.#host.has("unreachable");
    if (wanted && !this.#listener) await this.#listen();
    if (!wanted) await this.close();
  }

  /** Cuts every connection; the host itself stays. */
  cut(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    this.cut();
    if (listener) await new Promise((resolve) => listener.close(resolve));
  }

  async #listen(): Promise<void> {
    const own = this.#service(this.#options.hostKey);
    const foreign = this.#service(this.#options.foreignKey);
    const listener = createServer({ noDelay: true }, (socket) => {
      const clientPort = socket.remotePort ?? 0;
      this.#sockets.set(clientPort, socket);
      socket.on("close", () => this.#sockets.delete(clientPort));
      socket.on("error", () => socket.destroy());
      this.#host.state.counters.connections += 1;
      this.#host.changed();
      const limit = this.#host.consumeArgument("drop-after");
      if (limit !== undefined) cutAfter(socket, Number(limit));
      const service = this.#host.has("wrong-host-key") ? foreign : own;
      service.injectSocket(this.#host.has("slow-link") ? slowed(socket) : socket);
    });
    this.#listener = listener;
    await listenOnLoopback(listener, this.#options.port);
  }

  #service(key: KeyPair): InstanceType<typeof ssh2.Server> {
    return new ssh2.Server(
      { hostKeys: [key.private], ident: "OpenSSH_for_Windows_9.5 lab" },
      (connection, client) => {
        connection.on("error", () => undefined); // a client that breaks off is no event for the lab
        connection.on("authentication", (context) => this.#authenticate(context));
        connection.on("session", (accept) => this.#session(accept(), client.port));
      },
    );
  }

  #authenticate(context: AuthContext): void {
    if (this.#admits(context)) context.accept();
    else context.reject(["publickey"]);
  }

  /** The lab's key for the lab's user, with or without the domain; the signature when the client sends one. */
  #admits(context: AuthContext): boolean {
    const { user, authorized } = this.#options;
    const known = [user, user.split("\\").pop() ?? user].map((name) => name.toLowerCase());
    if (context.method !== "publickey" || !known.includes(context.username.toLowerCase())) return false;
    const { key, signature, blob, hashAlgo } = context;
    const sameKey = key.algo === authorized.type && key.data.equals(Buffer.from(authorized.getPublicSSH()));
    if (!sameKey || this.#host.has("key-refused")) return false;
    return !signature || !blob || authorized.verify(blob, signature, hashAlgo) === true;
  }

  #session(session: Session, clientPort: number): void {
    // Windows OpenSSH has no AcceptEnv: no variable of the client is ever taken.
    session.on("env", (_accept, reject) => reject?.());
    session.on("pty", (accept) => accept?.());
    session.on("exec", (accept, _reject, { command }) => {
      const channel = accept();
      channel.on("error", () => undefined);
      this.#cutInTheMiddle(command, clientPort);
      execute(this.#host, this.#runner, command, channel).catch((error: unknown) => {
        process.stderr.write(`${this.#host.name}: ${String(error)}\n`);
        channel.destroy();
      });
    });
    session.on("shell", (accept) => {
      const channel = accept();
      channel.write(
        "The lab's hosts have no shell: give the command with ssh, such as `ssh <host> hostname`.\r\n",
      );
      channel.exit(1);
      channel.end();
    });
    session.on("sftp", (accept) => {
      const sftp = accept();
      serveFiles(this.#host, sftp);
      sftp.on("end", () => {
        if (this.#host.has("sftp-never-closes")) return;
        sendExitStatus(sftp);
        sftp.end();
      });
    });
  }

  /** `drop-connection`: cuts this connection, once, when so much of the step's time has passed. */
  #cutInTheMiddle(command: string, clientPort: number): void {
    const step = / -Step (\S+)/i.exec(command)?.[1];
    const part = step === undefined ? undefined : this.#host.consume("drop-connection", step);
    if (step === undefined || part === undefined) return;
    const seconds = this.#runner.expectedSeconds(step) * part;
    void this.#host.clock.sleep(seconds).then(() => this.#sockets.get(clientPort)?.destroy());
  }
}

/** Cuts a connection when so many bytes have gone over it, both ways together. */
function cutAfter(socket: Socket, bytes: number): void {
  const write = socket.write.bind(socket) as (chunk: Uint8Array) => boolean;
  let left = bytes;
  socket.on("data", (chunk) => {
    left -= chunk.length;
    if (left <= 0) socket.destroy();
  });
  socket.write = ((chunk: Uint8Array): boolean => {
    if (left <= 0) return false;
    const good = write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) socket.destroySoon();
    return good;
  }) as typeof socket.write;
}

/** Tells the client that its SFTP session ended well; the library does so for commands only, and `scp` asks for it. */
function sendExitStatus(sftp: SFTPWrapper): void {
  const inner = sftp as unknown as {
    outgoing: { id: number; state: string };
    _protocol: { exitStatus(channel: number, status: number): void };
  };
  if (inner.outgoing.state === "open") inner._protocol.exitStatus(inner.outgoing.id, 0);
}
