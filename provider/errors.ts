/**
 * An error's message and those it was caused by, outermost first: fetch by itself says only "fetch failed". Read by
 * shape, since errors of Node's own parts need not be of this program's class Error.
 */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let at: unknown = error; isErrorLike(at) && words.length < 4; at = at.cause) {
    const code = typeof at.code === "string" && !at.message.includes(at.code) ? ` (${at.code})` : "";
    if (`${at.message}${code}` !== "") words.push(`${at.message}${code}`);
  }
  return words.join(": ") || String(error);
}

function isErrorLike(value: unknown): value is { message: string; cause?: unknown; code?: unknown } {
  return (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  );
}
