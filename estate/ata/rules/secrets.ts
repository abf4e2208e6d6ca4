/** Ends of names whose value is a secret, encrypted or in clear. Sections end otherwise, and ids and counts too. */
const secretName =
  /(encrypted|encryptedbytes|password|passphrase|secret|privatekey|hashkey|apikey|accesskey|encryptionkey|instrumentationkey|token|credentials?|connectionstring|pfx)$/i;

/** True for a field whose value must be neither kept nor printed, by its name. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
