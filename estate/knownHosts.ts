import { createHmac } from "node:crypto";

/**
 * Reads OpenSSH known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): plain names, `[address]:port`, patterns,
 * hashed names, several names in a line, comments, and the markers @revoked and @cert-authority.
 */

/** Key types we pin, the one we would rather have first. */
const KEY_TYPES = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
];

interface Entry {
  line: number;
  names: string[];
  /** `ssh-ed25519 AAAA…`, without comment. */
  key: string;
}

export interface KnownHosts {
  entries: Entry[];
  revoked: Entry[];
  /** Lines that are neither empty, nor a comment, nor an entry. */
  unreadable: number[];
}

export interface Revocation {
  kind: "revoked";
  line: number;
}

export type PinnedKey =
  | { kind: "pinned"; key: string; line: number }
  | { kind: "none" }
  /** Two different keys of one type: which one is the host's is not for us to guess. */
  | { kind: "ambiguous"; lines: number[] }
  | Revocation;

export function parseKnownHosts(text: string): KnownHosts {
  const known: KnownHosts = { entries: [], revoked: [], unreadable: [] };
  text.split(/\r?\n/).forEach((raw, index) => {
    const words = raw.trim().split(/\s+/);
    if (words[0] === undefined || words[0] === "" || words[0].startsWith("#")) return;
    const marker = words[0].startsWith("@") ? words.shift() : undefined;
    const [names, type, blob] = words;
    if (!names || !type || !blob || !holdsType(blob, type)) {
      known.unreadable.push(index + 1);
      return;
    }
    const entry = { line: index + 1, names: names.split(","), key: `${type} ${blob}` };
    if (marker === "@revoked") known.revoked.push(entry);
    // Keys of certificate authorities pin no host of themselves.
    else if (marker === undefined) known.entries.push(entry);
  });
  return known;
}

/** The key a host is pinned to, of the type preferred most; `name` is `hostOf(address, port)`. */
export function pinnedKey(known: KnownHosts, name: string): PinnedKey {
  const own = known.entries.filter((entry) => matches(entry.names, name));
  for (const type of KEY_TYPES) {
    const keys = own.filter(({ key }) => key.startsWith(`${type} `));
    const [first] = keys;
    if (!first) continue;
    if (keys.some(({ key }) => key !== first.key))
      return { kind: "ambiguous", lines: keys.map((k) => k.line) };
    const revoked = revocationOf(known, name, first.key);
    return revoked ?? { kind: "pinned", key: first.key, line: first.line };
  }
  return { kind: "none" };
}

/** Whether a key is marked as revoked for a host. */
export function revocationOf(known: KnownHosts, name: string, key: string): Revocation | undefined {
  const bare = key.split(/\s+/).slice(0, 2).join(" ");
  const entry = known.revoked.find((one) => one.key === bare && matches(one.names, name));
  return entry && { kind: "revoked", line: entry.line };
}

/** How known_hosts names a host: the address alone on port 22, else `[address]:port`. */
export function hostOf(address: string, port: number): string {
  return (port === 22 ? address : `[${address}]:${port}`).toLowerCase();
}

/** Whether the key's own bytes begin with the type it is said to be, as RFC 4253 6.6 lays down. */
function holdsType(blob: string, type: string): boolean {
  if (!/^[A-Za-z0-9+/]+=*$/.test(blob)) return false;
  const bytes = Buffer.from(blob, "base64");
  return bytes.length > 4 + type.length && bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0)) === type;
}

function matches(names: readonly string[], host: string): boolean {
  const hit = (name: string) => (name.startsWith("|") ? matchesHash(name, host) : matchesPattern(name, host));
  if (names.some((name) => name.startsWith("!") && hit(name.slice(1)))) return false;
  return names.some((name) => !name.startsWith("!") && hit(name));
}

function matchesHash(name: string, host: string): boolean {
  const [, version, salt, hash] = name.split("|");
  if (version !== "1" || !salt || !hash) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(host).digest("base64") === hash;
}

/** `*` stands for any characters, `?` for one; brackets and dots stand for themselves. */
function matchesPattern(pattern: string, host: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === host;
  const source = pattern
    .toLowerCase()
    .replace(/[.[\]\\^$+(){}|]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`).test(host);
}
