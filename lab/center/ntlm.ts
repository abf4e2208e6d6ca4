import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { md4 } from "./md4.ts";

/** An account that may sign in: `DOMAIN\name` and its password. */
export interface Account {
  user: string;
  password: string;
}

const SIGNATURE = Buffer.from("NTLMSSP\0", "latin1");
/** Unicode, a target name, NTLM, extended session security, target information: what Windows answers with. */
const FLAGS = 0x00_8a_82_05;

/**
 * Windows integrated authentication as a server sees it: NTLM version 2, which signs in a connection, not a request
 * (MS-NLMP, MS-NTHT). Kerberos is offered as a real server offers it, but nobody can use it here.
 */
export class NtlmGuard {
  readonly #account: Account;
  readonly #domain: string;
  readonly #challenges = new WeakMap<Socket, Buffer>();
  readonly #signedIn = new WeakSet<Socket>();

  constructor(account: Account) {
    this.#account = account;
    this.#domain = account.user.split("\\")[0] ?? "";
  }

  /** True when the connection is signed in; else it has answered already. */
  lets(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    if (this.#signedIn.has(socket)) return true;
    const message = tokenOf(request.headers.authorization);
    const kind = message?.readUInt32LE(8);
    if (message && kind === 1) {
      const challenge = randomBytes(8);
      this.#challenges.set(socket, challenge);
      this.#refuse(response, [`NTLM ${challengeMessage(challenge, this.#domain).toString("base64")}`]);
      return false;
    }
    const challenge = this.#challenges.get(socket);
    this.#challenges.delete(socket);
    if (message && kind === 3 && challenge && this.#proves(message, challenge)) {
      this.#signedIn.add(socket);
      return true;
    }
    this.#refuse(response, ["Negotiate", "NTLM"]);
    return false;
  }

  #refuse(response: ServerResponse, ways: string[]): void {
    response.writeHead(401, { "www-authenticate": ways, "content-length": 0 });
    response.end();
  }

  #proves(message: Buffer, challenge: Buffer): boolean {
    const answer = fieldOf(message, 20);
    const domain = fieldOf(message, 28).toString("utf16le");
    const user = fieldOf(message, 36).toString("utf16le");
    if (`${domain}\\${user}`.toUpperCase() !== this.#account.user.toUpperCase()) return false;
    // Version 1 is 24 bytes; a domain of today refuses it.
    if (answer.length <= 24) return false;
    const hash = md4(Buffer.from(this.#account.password, "utf16le"));
    const key = hmac(hash, Buffer.from(user.toUpperCase() + domain, "utf16le"));
    const proof = hmac(key, Buffer.concat([challenge, answer.subarray(16)]));
    return timingSafeEqual(proof, answer.subarray(0, 16));
  }
}

function tokenOf(header: string | undefined): Buffer | undefined {
  const token = /^NTLM ([A-Za-z0-9+/=]+)$/.exec(header ?? "")?.[1];
  if (!token) return undefined;
  const message = Buffer.from(token, "base64");
  return message.length >= 16 && message.subarray(0, 8).equals(SIGNATURE) ? message : undefined;
}

/** A field by the place of its length, maximum and offset. */
function fieldOf(message: Buffer, at: number): Buffer {
  if (message.length < at + 8) return Buffer.alloc(0);
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function challengeMessage(challenge: Buffer, domain: string): Buffer {
  const target = Buffer.from(domain, "utf16le");
  const information = Buffer.concat([pair(2, target), pair(1, target), pair(0, Buffer.alloc(0))]);
  const head = Buffer.alloc(48);
  SIGNATURE.copy(head);
  head.writeUInt32LE(2, 8);
  writeField(head, 12, target.length, head.length);
  head.writeUInt32LE(FLAGS, 20);
  challenge.copy(head, 24);
  writeField(head, 40, information.length, head.length + target.length);
  return Buffer.concat([head, target, information]);
}

function writeField(head: Buffer, at: number, length: number, offset: number): void {
  head.writeUInt16LE(length, at);
  head.writeUInt16LE(length, at + 2);
  head.writeUInt32LE(offset, at + 4);
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac("md5", key).update(data).digest();
}
