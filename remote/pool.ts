import type { Client } from "ssh2";
import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import { connect } from "./connection.ts";
import { uploadBundle } from "./upload.ts";

/** Between the first and the last measurement of a host its gateway goes and its sensor comes: one connection for both. */
const IDLE_SECONDS = 900;

/** A connection that several measurements of one host share. */
interface Shared {
  client: Promise<Client>;
  users: number;
  dialling: AbortController;
  ready: boolean;
  idle?: NodeJS.Timeout;
}

const connections = new Map<string, Shared>();

/**
 * Lends the connection to a host, opened on first use with the bundle of scripts brought there, and keeps it for a
 * while afterwards. Throws what connect() and uploadBundle() throw.
 */
export async function withConnection<T>(
  target: Target,
  secret: (reference: SecretReference) => string,
  signal: AbortSignal,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([
    target.address,
    target.port,
    target.user,
    target.hostKey,
    target.authentication,
  ]);
  const shared = connections.get(key) ?? open(key, target, secret);
  clearTimeout(shared.idle);
  shared.users++;
  try {
    return await use(await orAborted(shared.client, signal));
  } finally {
    shared.users--;
    if (shared.users === 0) retire(key, shared);
  }
}

/** Ends every connection that is open; what still uses one gets an error. */
export function closeConnections(): void {
  for (const [key, shared] of connections) close(key, shared);
}

function open(key: string, target: Target, secret: (reference: SecretReference) => string): Shared {
  const dialling = new AbortController();
  const shared: Shared = {
    client: prepare(target, secret, dialling.signal),
    users: 0,
    dialling,
    ready: false,
  };
  connections.set(key, shared);
  shared.client.then(
    (client) => {
      shared.ready = true;
      client.once("close", () => forget(key, shared));
    },
    () => forget(key, shared),
  );
  return shared;
}

async function prepare(
  target: Target,
  secret: (reference: SecretReference) => string,
  signal: AbortSignal,
): Promise<Client> {
  const client = await connect(target, secret, signal);
  try {
    await uploadBundle(client, target, signal);
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function retire(key: string, shared: Shared): void {
  // Nobody waits for a connection that is still being opened: let it go at once.
  if (!shared.ready) {
    close(key, shared);
    return;
  }
  shared.idle = setTimeout(() => close(key, shared), IDLE_SECONDS * 1000);
  shared.idle.unref();
}

function close(key: string, shared: Shared): void {
  forget(key, shared);
  shared.dialling.abort(new Error("the connection is not needed any more"));
  shared.client.then(
    (client) => client.destroy(),
    () => {},
  );
}

function forget(key: string, shared: Shared): void {
  clearTimeout(shared.idle);
  if (connections.get(key) === shared) connections.delete(key);
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
