import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type AnyAuthMethod, type Client } from "ssh2";
import { authentication } from "./authentication.ts";
import type { Connection, Endpoint } from "./endpoint.ts";
import { messageOf, OperationError } from "./failure.ts";
import { type HostKeyPin, hostKeyPin } from "./hostKey.ts";
import { withRetry } from "./retry.ts";

/** What an operation needs of its surroundings. */
export interface Context {
  /** Aborts when the engine asks to cancel. */
  signal: AbortSignal;
  /** Shows a line on the resource while it works. */
  status(text: string): void;
  warn(text: string): void;
}

interface Credentials {
  methods: AnyAuthMethod[];
  pin: HostKeyPin;
}

/** An SSH connection to the host, through the bastion where there is one. Close it with `close`. */
export async function dial(connection: Connection, context: Context): Promise<Client> {
  const credentials = await credentialsOf(connection);
  const { proxy } = connection;
  if (!proxy) {
    return withRetry({ what: "Dial", limit: connection.dialErrorLimit, ...context }, async () =>
      handshake(await openTcp(connection, context.signal), connection, credentials, context.signal),
    );
  }
  try {
    return await dialThrough(proxy, connection, credentials, context);
  } catch (error) {
    throw new OperationError(`proxy: ${messageOf(error)}`);
  }
}

async function dialThrough(
  proxy: Endpoint,
  connection: Connection,
  credentials: Credentials,
  context: Context,
): Promise<Client> {
  const bastionCredentials = await credentialsOf(proxy);
  const bastion = await withRetry({ what: "Dial proxy", limit: proxy.dialErrorLimit, ...context }, async () =>
    handshake(await openTcp(proxy, context.signal), proxy, bastionCredentials, context.signal),
  );
  try {
    const client = await withRetry(
      { what: "Dial from proxy", limit: connection.dialErrorLimit, ...context },
      async () => handshake(await openForward(bastion, connection), connection, credentials, context.signal),
    );
    client.once("close", () => bastion.end());
    return client;
  } catch (error) {
    bastion.end();
    throw error;
  }
}

async function credentialsOf(endpoint: Endpoint): Promise<Credentials> {
  return { methods: await authentication(endpoint), pin: hostKeyPin(endpoint.hostKey) };
}

/** The TCP connection; `perDialTimeout` limits only this part, as in the official provider. */
function openTcp(endpoint: Endpoint, signal: AbortSignal): Promise<Socket> {
  const { host, port, perDialTimeout } = endpoint;
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, signal });
    const fail = (reason: string) => {
      socket.destroy();
      reject(new OperationError(`dial tcp ${host}:${port}: ${reason}`));
    };
    const timer =
      perDialTimeout > 0 ? setTimeout(() => fail("i/o timeout"), perDialTimeout * 1000) : undefined;
    socket.once("error", (error) => {
      clearTimeout(timer);
      fail(messageOf(error));
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function openForward(bastion: Client, { host, port }: Endpoint): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    bastion.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (error) reject(new OperationError(`dial tcp ${host}:${port}: ${error.message}`));
      else resolve(channel);
    });
  });
}

/** Key exchange, host key and login over an open stream. */
function handshake(
  sock: Duplex,
  endpoint: Endpoint,
  { methods, pin }: Credentials,
  signal: AbortSignal,
): Promise<Client> {
  const client = new ssh2.Client();
  let wrongKey = false;
  return new Promise<Client>((resolve, reject) => {
    const abort = () => {
      client.destroy();
      reject(new OperationError("context canceled"));
    };
    signal.addEventListener("abort", abort, { once: true });
    client.once("ready", () => {
      signal.removeEventListener("abort", abort);
      resolve(client);
    });
    // Stays for the client's whole life: an error without a listener would end the process.
    client.on("error", (error) => {
      signal.removeEventListener("abort", abort);
      client.destroy();
      reject(new OperationError(`ssh: handshake failed: ${reasonOf(error, wrongKey, methods)}`));
    });
    client.once("close", () => {
      signal.removeEventListener("abort", abort);
      reject(new OperationError("ssh: handshake failed: EOF"));
    });
    client.connect({
      sock,
      username: endpoint.user,
      // Told by the socket's own limit, or not at all.
      readyTimeout: 0,
      algorithms: pin.algorithms,
      authHandler: [...methods],
      hostVerifier: (key: Buffer) => {
        wrongKey = !pin.verify(key);
        return !wrongKey;
      },
    });
  });
}

function reasonOf(error: Error & { level?: string }, wrongKey: boolean, methods: AnyAuthMethod[]): string {
  if (wrongKey) return "ssh: host key mismatch";
  if (error.level === "client-authentication") {
    const attempted = methods.map((method) => (method.type === "agent" ? "publickey" : method.type));
    return `ssh: unable to authenticate, attempted methods [${attempted.join(" ")}], no supported methods remain`;
  }
  return error.message;
}
