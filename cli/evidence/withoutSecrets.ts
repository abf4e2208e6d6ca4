/** The engine's mark of a secret value. */
const MARK = "4dabf18193072939515e22adb298388d";

/** Data without what the engine keeps encrypted: a secret is there only as a word. Connections go as a whole. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (MARK in value) return "[secret]";
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "connection" ? "[left out]" : withoutSecrets(member),
    ]),
  );
}
