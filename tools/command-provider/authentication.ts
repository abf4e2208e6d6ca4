import { existsSync } from "node:fs";
import { connect } from "node:net";
import ssh2, { type AnyAuthMethod } from "ssh2";
import type { Endpoint } from "./endpoint.ts";
import { messageOf, OperationError } from "./failure.ts";

const WINDOWS_AGENT = "\\\\.\\pipe\\openssh-ssh-agent";

/**
 * The ways to log in, in the official provider's order: private key, password (also as the answer to every
 * keyboard-interactive prompt), then the agent. Each kind is tried once, so with a private key the agent is not asked.
 * Throws when the key cannot be read or the agent cannot be reached: no dial would help.
 */
export async function authentication(endpoint: Endpoint): Promise<AnyAuthMethod[]> {
  const { user: username, password, privateKey } = endpoint;
  const methods: AnyAuthMethod[] = [{ type: "none", username }];
  if (privateKey !== undefined) {
    const key = ssh2.utils.parseKey(privateKey, endpoint.privateKeyPassword);
    if (key instanceof Error) throw new OperationError(`ssh: cannot read the private key: ${key.message}`);
    methods.push({ type: "publickey", username, key: privateKey, passphrase: endpoint.privateKeyPassword });
  }
  if (password !== undefined) {
    methods.push({ type: "password", username, password });
    methods.push({
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, answer) => answer(prompts.map(() => password)),
    });
  }
  const agent = agentPath(endpoint);
  if (agent !== undefined) {
    await reachAgent(agent);
    if (privateKey === undefined) methods.push({ type: "agent", username, agent });
  }
  return methods;
}

function agentPath(endpoint: Endpoint): string | undefined {
  const named = endpoint.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  if (named) return named;
  return process.platform === "win32" && existsSync(WINDOWS_AGENT) ? WINDOWS_AGENT : undefined;
}

function reachAgent(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", (error) => {
      reject(new OperationError(`dial unix ${path}: ${messageOf(error)}`));
    });
  });
}
