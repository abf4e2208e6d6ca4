import type { Finding, Path } from "../problem.ts";

/** Values that are secret whatever the key: what they look like, and what to call them. */
const SECRET_VALUES: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/, "a private key"],
  [/(^|[^\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/, "an access token"],
  [/^[A-Za-z0-9+/]{43}=$/, "a key (256 bits in base64)"],
  [/(^|[^\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}($|[^\w.~-])/, "a client secret of Microsoft Entra"],
  [/:\/\/[^/\s:@]*:[^/\s@]+@/, "an address with a password in it"],
  [/[?&](sig|sas|token|code)=[^&\s]{16,}/i, "an address with an access token in it"],
];

const SECRET_KEYS =
  /(^|[a-z_-])(passwords?|passwd|pwd|passphrase|secrets?|credentials?|access-?_?keys?|api-?_?keys?|private-?_?keys?|shared-?_?keys?|tokens?|keys?)$/i;

/** What kind of secret a text looks like; undefined when it looks like none. */
export function secretKind(text: string): string | undefined {
  return SECRET_VALUES.find(([pattern]) => pattern.test(text))?.[1];
}

/** Every secret written in clear, in values anywhere and under keys that ask for one; and those values, to be kept back. */
export function secretFindings(value: unknown): { findings: Finding[]; secrets: string[] } {
  const findings: Finding[] = [];
  const secrets: string[] = [];
  walk(value, [], (text, path) => {
    const kind = secretKind(text) ?? (asksForSecret(path, text) ? "a secret" : undefined);
    if (!kind) return;
    findings.push({ path, message: inClear(kind), fix: howToKeep(path) });
    secrets.push(text);
  });
  return { findings, secrets };
}

/** Secrets in comments and in text that is not YAML: what the walk over the values cannot see. */
export function secretsInText(text: string): { line: number; kind: string }[] {
  return text.split("\n").flatMap((line, index) => {
    const words = line.split(/[\s"'#,[\]{}]+/);
    const kind = secretKind(line) ?? words.map(secretKind).find((one) => one !== undefined);
    return kind ? [{ line: index + 1, kind }] : [];
  });
}

export function inClear(kind: string): string {
  return `${kind} stands here in clear; an estate file is shared and kept for ever`;
}

/** Where a secret goes instead. */
export function howToKeep(path: Path): string {
  const replace = "and replace the secret with a new one: this one has been seen";
  if (path.at(-1) === "privateKey" || path.at(-2) === "privateKey") {
    return `name where the key is: \`privateKey: { file: <path of the key file> }\`, { env: … } or { config: … }, ${replace}`;
  }
  return `remove it here, keep it with \`pulumi config set --secret <name>\` or in an environment variable, ${replace}`;
}

/** A key by which a person would write a secret, above what may be one: no public key, no plain address. */
function asksForSecret(path: Path, text: string): boolean {
  const key = path.findLast((part) => typeof part === "string");
  return typeof key === "string" && key !== "hostKey" && SECRET_KEYS.test(key) && !/^https?:\/\//.test(text);
}

/** Visits every text and number, and every key that is itself a secret. */
function walk(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === "string" || typeof value === "number") visit(String(value), path);
  else if (Array.isArray(value)) {
    value.forEach((inner, index) => {
      walk(inner, [...path, index], visit);
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (secretKind(key)) visit(key, [...path, key]);
      walk(inner, [...path, key], visit);
    }
  }
}

/** A text in which no secret is left. Very short ones are not looked for: they are everywhere. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 6)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, "…"), text);
}
