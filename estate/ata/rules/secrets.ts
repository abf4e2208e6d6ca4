/** Ends of names whose value is a secret, encrypted or in clear. Sections end otherwise, and ids and counts too. */
const secretName =
  /(encrypted|encryptedbytes|password|passphrase|secret|privatekey|hashkey|apikey|accesskey|encryptionkey|token|credentials?|connectionstring|pfx)$/i;

/** Answers given before: a profile says the same few hundred names again and again. */
const known = new Map<string, boolean>();
const mostKnown = 10_000;

/** True for a field whose value must be neither kept nor printed, by its name. */
export function isSecretName(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const secret = secretName.test(name);
  if (known.size < mostKnown) known.set(name, secret);
  return secret;
}

/** Wider, for fields of which nothing is known but that a person would be shown them. */
export function soundsSecret(name: string): boolean {
  return /passw|passphrase|pwd|secret|encrypted|cipher|credential|token|key(data|bytes|value)?$/i.test(name);
}

/** True for text that looks like encrypted bytes or a certificate, whatever its field is called. */
export function mayBeSecret(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9+/=_-]{48,}$|-----BEGIN /.test(value);
}
