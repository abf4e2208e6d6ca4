import { createHash } from "node:crypto";
import { Client, type ConnectConfig } from "ssh2";
import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import { type Problem, ProblemError } from "../plan/problem.ts";

const DIALS = 3;
const DIAL_SECONDS = 15;
const KEEPALIVE_SECONDS = 10;

/**
 * Opens an SSH connection to a host: pinned host key, key or agent authentication. A host that does not answer is
 * dialled three times; a refused key never, since that could lock the account. Throws ProblemError
 * `HOST-UNREACHABLE`, `HOST-KEY-MISMATCH` or `HOST-AUTHENTICATION`.
 */
export async function connect(
  target: Target,
  secret: (reference: SecretReference) => string,
  signal: AbortSignal,
): Promise<Client> {
  const login = loginOf(target, secret);
  for (let dial = 1; ; dial++) {
    const outcome = await dialOnce(target, login, signal);
    if (outcome instanceof Client) return outcome;
    if (!outcome.again || dial === DIALS) throw new ProblemError(outcome.problem);
    await pause(250 * dial, signal);
  }
}

type Login = Pick<ConnectConfig, "agent" | "privateKey">;

function loginOf(target: Target, secret: (reference: SecretReference) => string): Login {
  if ("privateKey" in target.authentication) return { privateKey: secret(target.authentication.privateKey) };
  const agent = process.env.SSH_AUTH_SOCK;
  if (agent) return { agent };
  throw new ProblemError(
    problem(target, "HOST-AUTHENTICATION", {
      cause: "the estate says to use the SSH agent, and none is running here",
      measured: "SSH_AUTH_SOCK is not set",
      cure: "Start an agent and add the key, or name a private key under connection.authentication.",
      command: 'eval "$(ssh-agent)" && ssh-add',
    }),
  );
}

function dialOnce(
  target: Target,
  login: Login,
  signal: AbortSignal,
): Promise<Client | { problem: Problem; again: boolean }> {
  const [type = "", pinned = ""] = target.hostKey.split(" ");
  const client = new Client();
  return new Promise((resolve, reject) => {
    let presented: Buffer | undefined;
    const abort = () => {
      client.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    const fail = (problem: Problem, again: boolean) => {
      signal.removeEventListener("abort", abort);
      client.destroy();
      resolve({ problem, again });
    };
    // Small packets both ways: without this each waits for the acknowledgement of the one before.
    client.once("connect", () => client.setNoDelay(true));
    client.once("ready", () => {
      signal.removeEventListener("abort", abort);
      client.removeAllListeners("error");
      // From here on a lost connection is told by "close"; an error without listener would end the process.
      client.on("error", () => {});
      resolve(client);
    });
    client.once("error", (error: Error & { level?: string }) => {
      const mismatch = presented !== undefined || /host key format/i.test(error.message);
      if (mismatch) return fail(keyMismatch(target, presented), false);
      if (error.level === "client-authentication") return fail(refused(target, error.message), false);
      fail(unreachable(target, error.message), true);
    });
    client.once("close", () => fail(unreachable(target, "the connection closed during the handshake"), true));
    try {
      client.connect({
        host: target.address,
        port: target.port,
        username: target.user,
        ...login,
        readyTimeout: DIAL_SECONDS * 1000,
        keepaliveInterval: KEEPALIVE_SECONDS * 1000,
        keepaliveCountMax: 3,
        algorithms: { serverHostKey: algorithmsOf(type) },
        hostVerifier: (key: Buffer) => {
          const same = key.equals(Buffer.from(pinned, "base64"));
          if (!same) presented = key;
          return same;
        },
      });
    } catch (error) {
      // ssh2 throws here for a private key it cannot parse; its message does not hold the key.
      fail(refused(target, error instanceof Error ? error.message : "the private key cannot be used"), false);
    }
  });
}

/** Signature algorithms of a key type: an RSA key signs with SHA-2 today. */
function algorithmsOf(type: string): NonNullable<ConnectConfig["algorithms"]>["serverHostKey"] {
  if (type === "ssh-rsa") return ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"];
  return [type as "ssh-ed25519"];
}

function unreachable(target: Target, measured: string): Problem {
  return problem(target, "HOST-UNREACHABLE", {
    cause: "the host cannot be reached over SSH",
    measured: `${target.address} port ${target.port}: ${measured}`,
    cure: "See that the host is up, that its SSH server runs and that the way to it is open.",
    command: `ssh -v -p ${target.port} ${target.user}@${target.address}`,
  });
}

function refused(target: Target, measured: string): Problem {
  return problem(target, "HOST-AUTHENTICATION", {
    cause: "the host did not accept the account and its key",
    measured: `${target.user} at ${target.address} port ${target.port}: ${measured}`,
    cure: "For an administrator the public key belongs in %ProgramData%\\ssh\\administrators_authorized_keys there.",
    command: `ssh -v -p ${target.port} ${target.user}@${target.address}`,
  });
}

function keyMismatch(target: Target, presented: Buffer | undefined): Problem {
  const [type = "", pinned = ""] = target.hostKey.split(" ");
  const shown = presented ? fingerprint(presented) : `none of type ${type}`;
  return problem(target, "HOST-KEY-MISMATCH", {
    cause: "the host shows another key than the one pinned: it was set up anew, or it is not this host",
    measured: `pinned ${fingerprint(Buffer.from(pinned, "base64"))}, presented ${shown}`,
    cure: "Find out on the host itself which key is right; pin that one, or find out who answers in its place.",
    command: `ssh-keyscan -p ${target.port} ${target.address} | ssh-keygen -lf -`,
  });
}

/** As OpenSSH prints it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function problem(target: Target, id: string, rest: Omit<Problem, "id" | "host">): Problem {
  return { id, host: target.host, ...rest };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
