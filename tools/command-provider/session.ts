import type { Client, ClientChannel } from "ssh2";
import { OperationError } from "./failure.ts";

/**
 * What ssh2 1.17 (pinned) has inside and does not offer: a session channel on which environment variables are asked for
 * one by one, each with the server's answer. Its own `exec({ env })` sends them and does not listen.
 */
interface OpenSession extends ClientChannel {
  outgoing: { id: number };
  _callbacks: ((refused: boolean | Error) => void)[];
}
interface Inside {
  _chanMgr: { add(opened: (error: Error | undefined, channel: OpenSession) => void): number };
  _protocol: {
    session(localId: number, window: number, packet: number): void;
    env(remoteId: number, name: string, value: string, wantReply: true): void;
    exec(remoteId: number, command: string, wantReply: true): void;
  };
}

const WINDOW_BYTES = 2 * 1024 * 1024;
const PACKET_BYTES = 32 * 1024;

export interface Variable {
  name: string;
  value: string;
  /** Called when the server refuses the variable; what it throws ends the session. */
  refused(name: string): void;
}

/**
 * Starts a command, after the server has answered for each variable in turn. `listen` is called in the same turn in
 * which the server's word arrives: a fast command's exit code may be in the same packet.
 */
export async function startCommand(
  client: Client,
  command: string,
  variables: readonly Variable[],
  listen: (channel: ClientChannel) => void,
): Promise<void> {
  if (variables.length === 0) {
    await execute(client, command, listen);
    return;
  }
  const inside = client as unknown as Inside;
  const channel = await openSession(inside);
  try {
    for (const variable of variables) {
      const accepted = await answer(channel, (id) =>
        inside._protocol.env(id, variable.name, variable.value, true),
      );
      if (!accepted) variable.refused(variable.name);
    }
    channel.subtype = "exec";
    const started = await answer(
      channel,
      (id) => inside._protocol.exec(id, command, true),
      () => listen(channel),
    );
    if (!started) throw new OperationError("ssh: command could not be started");
  } catch (error) {
    channel.close();
    throw error;
  }
}

function execute(client: Client, command: string, listen: (channel: ClientChannel) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(new OperationError(`ssh: ${error.message}`));
      listen(channel);
      resolve();
    });
  });
}

function openSession(inside: Inside): Promise<OpenSession> {
  return new Promise((resolve, reject) => {
    const localId = inside._chanMgr.add((error, channel) => {
      if (error) reject(new OperationError(`ssh: ${error.message}`));
      else resolve(channel);
    });
    if (localId === -1) reject(new OperationError("ssh: no free channel"));
    else inside._protocol.session(localId, WINDOW_BYTES, PACKET_BYTES);
  });
}

function answer(
  channel: OpenSession,
  ask: (remoteId: number) => void,
  whenAccepted?: () => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    // An Error comes when the channel closes before the answer; that is no acceptance either.
    channel._callbacks.push((refused) => {
      const accepted = refused === false || refused === undefined;
      if (accepted) whenAccepted?.();
      resolve(accepted);
    });
    ask(channel.outgoing.id);
  });
}
