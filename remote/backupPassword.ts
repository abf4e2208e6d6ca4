import { ProblemError } from "../plan/problem.ts";

const SHORTEST = 12;

/**
 * The password that protects an exported certificate, from the value of its secret; a line end after it does not count.
 * Throws ProblemError `SECRET-WEAK` where it is too weak to protect a private key. The value is never told.
 */
export function backupPassword(center: string, value: string): string {
  const password = value.replace(/\r?\n$/, "");
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (password.length >= SHORTEST && kinds >= 3 && /^[\x20-\x7e]*$/.test(password)) return password;
  throw new ProblemError({
    id: "SECRET-WEAK",
    host: center,
    cause: "the password that is to protect the Center's certificate is too weak, or not plain text",
    measured: `${password.length} characters of ${kinds} kinds (lower case, upper case, digits, others)`,
    cure: `Take at least ${SHORTEST} printable ASCII characters of three kinds, and keep it where it can be found in years.`,
    command: "pulumi config set --secret centerPfxPassword",
  });
}
