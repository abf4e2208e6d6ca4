import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ProblemError } from "../../plan/problem.ts";
import type { WrittenFile, WrittenRecord } from "./recording.ts";

/**
 * Proves, by reading them again, that both files are on the disk as they were written, and that each of these suspicious
 * activities is in both, in the JSON as the Center sent it.
 *
 * @throws ProblemError `ALERT-NOT-RECORDED`
 */
export async function proveRecorded(
  { json, csv }: WrittenRecord,
  ids: readonly string[],
  { center, command }: { center: string; command: string },
): Promise<void> {
  const refuse = (measured: string) => {
    throw new ProblemError({
      id: "ALERT-NOT-RECORDED",
      host: center,
      cause: "what was written does not hold all that is to be closed, so nothing was closed",
      measured,
      cure: "See that nothing else writes there and that the disk is sound, or give another folder: --out.",
      command,
    });
  };
  for (const [file, idIn] of [
    [json, idInJson],
    [csv, idInCsv],
  ] as const) {
    const missing = new Set(ids);
    try {
      for await (const line of provenLines(file)) missing.delete(idIn(line));
    } catch (error) {
      refuse(`${file.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const [first] = missing;
    if (first !== undefined)
      refuse(`${file.path}: ${missing.size} of ${ids.length} missing, such as ${first}`);
  }
}

/** Lines of a file, as they are read; throws at the end where all of it is not what was written. */
async function* provenLines({ path, sha256 }: WrittenFile): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of createReadStream(path)) {
    hash.update(part as Buffer);
    const lines = (rest + decoder.decode(part as Buffer, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
  if (hash.digest("hex") !== sha256) throw new Error("its SHA-256 is not that of what was written");
}

/** The id of the alert that has this line of the JSON to itself; "" where it is none that can be closed. */
function idInJson(line: string): string {
  const text = line.replace(/,$/, "");
  if (!text.startsWith('{"kind":')) return "";
  const { kind, id, received } = JSON.parse(text) as {
    kind: unknown;
    id: unknown;
    received?: { Id?: unknown };
  };
  return kind === "suspicious activity" && received?.Id === id ? String(id) : "";
}

/** The same of a line of the CSV: the id is its last cell. */
function idInCsv(line: string): string {
  return /^"suspicious activity",.*,"([^"]*)"\r$/.exec(line)?.[1] ?? "";
}
