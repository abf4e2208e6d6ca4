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
