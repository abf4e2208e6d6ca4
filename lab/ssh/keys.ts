import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";

/** A key pair of the lab: the private key in OpenSSH's form, the public one as one line. */
export interface KeyPair {
  private: string;
  public: string;
}

/** Reads the pair kept under that name, or makes an ed25519 one (files mode 0600). */
export function keepKeyPair(folder: string, name: string): KeyPair {
  const file = join(folder, name);
  if (existsSync(file)) {
    return { private: readFileSync(file, "utf8"), public: readFileSync(`${file}.pub`, "utf8").trim() };
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = generate(`ata2mdi-lab-${name}`);
  writeFileSync(`${file}.pub`, `${made.public.trim()}\n`, { mode: 0o600 });
  writeFileSync(file, made.private, { mode: 0o600 });
  return { private: made.private, public: made.public.trim() };
}

/** The generator spoils about one key in two hundred (one with a zero byte at an end): such a one is made anew. */
function generate(comment: string): KeyPair {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    if (isReadable(made.private) && isReadable(made.public)) return made;
  }
}

function isReadable(key: string): boolean {
  try {
    return !(ssh2.utils.parseKey(key) instanceof Error);
  } catch {
    return false;
  }
}

/** One host as a client's files name it. */
export interface ClientEntry {
  name: string;
  port: number;
  publicKey: string;
}

/** `known_hosts` and `ssh_config` for a stock OpenSSH client: `ssh -F <folder>/ssh_config dc01 hostname`. */
export function writeClientFiles(folder: string, user: string, hosts: readonly ClientEntry[]): void {
  const knownHosts = hosts.map(({ port, publicKey }) => {
    const [type, key] = publicKey.split(" ");
    return `[127.0.0.1]:${port} ${type} ${key}`;
  });
  writeFileSync(join(folder, "known_hosts"), `${knownHosts.join("\n")}\n`, { mode: 0o600 });
  const stanzas = hosts.map(({ name, port }) => `Host ${name}\n  Port ${port}\n`);
  const common = [
    "Host *",
    "  HostName 127.0.0.1",
    `  User "${user}"`,
    `  IdentityFile "${join(folder, "id_ed25519")}"`,
    "  IdentitiesOnly yes",
    `  UserKnownHostsFile "${join(folder, "known_hosts")}"`,
    "  StrictHostKeyChecking yes",
    "",
  ];
  writeFileSync(join(folder, "ssh_config"), `${stanzas.join("")}${common.join("\n")}`, { mode: 0o600 });
}
