import ssh2 from "ssh2";

/** An Ed25519 key pair. The generator now and then spoils one so that it cannot be read: then the next one is taken. */
export function sshKeyPair(passphrase?: string): { private: string; public: string } {
  const encryption = passphrase === undefined ? undefined : { passphrase, cipher: "aes256-ctr", rounds: 1 };
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", encryption);
    if (isReadable(pair.private, passphrase) && isReadable(pair.public)) return pair;
  }
}

function isReadable(key: string, passphrase?: string): boolean {
  try {
    return !(ssh2.utils.parseKey(key, passphrase) instanceof Error);
  } catch {
    return false;
  }
}
